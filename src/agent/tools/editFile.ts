import * as z from 'zod/mini';
import type { BlockOutcome } from '../edits/editBlocks';
import { editInTurns } from '../edits/editInTurns';
import { textForms } from '../edits/formText';
import { changeFile, stoppedChange } from './changeFile';
import { mayShrinkSchema, pathSchema } from './limits';
import { defineTool } from './tool';

const maxBlocks = 50;

/** Edits a file by search/replace blocks; the good ones apply even if others do not. */
export const editFileTool = defineTool({
  name: 'edit_file',
  description:
    'Edits a file. Each block replaces one place: search is text exactly as it stands in the file (without the line numbers of read_file), found exactly once; replace is what stands there afterwards.',
  schema: z.strictObject({
    path: pathSchema,
    blocks: z
      .array(z.strictObject({ search: z.string(), replace: z.string() }))
      .check(z.minLength(1), z.maxLength(maxBlocks)),
    mayShrink: mayShrinkSchema,
  }),
  changesFiles: true,
  editForm: 'blocks',
  offeredFor: ['blocks', 'function'],
  textForm: textForms.edit_file,
  run: ({ path, blocks, mayShrink }, context) =>
    changeFile(path, context, 'blocks', async (text, realPath) => {
      const where = { path: realPath, mayShrink: mayShrink ?? false };
      const result = await editInTurns(text, blocks, where, context.signal);
      if (result === undefined) return stoppedChange;
      const { text: changed, outcomes } = result;
      const applied = outcomes.filter((outcome) => outcome.kind === 'applied').length;
      return {
        text: changed === text ? undefined : changed,
        report: blocksReport(realPath, outcomes),
        verb: 'Edited',
        amount: `, ${applied === outcomes.length ? applied : `${applied} of ${outcomes.length}`} ${outcomes.length === 1 ? 'block' : 'blocks'}`,
        whole: applied === outcomes.length,
      };
    }),
});

/** What the model reads about its blocks: good ones with their lines, refused ones with the reason. */
export function blocksReport(path: string, outcomes: readonly BlockOutcome[]): string {
  const applied = outcomes.filter((outcome) => outcome.kind === 'applied').length;
  const head = `${path}: ${applied} of ${outcomes.length} blocks applied.`;
  const lines = outcomes.map((outcome, index) => `Block ${index + 1}: ${outcomeText(outcome)}`);
  const hint = applied === outcomes.length || applied === 0 ? [] : ['Send only the refused blocks again.'];
  return [head, ...lines, ...hint].join('\n');
}

function outcomeText(outcome: BlockOutcome): string {
  if (outcome.kind === 'refused') return `refused. ${outcome.reason}`;
  const { startLine, endLine } = outcome;
  const place = startLine === endLine ? `line ${startLine}` : `lines ${startLine}-${endLine}`;
  return outcome.how === 'exact' ? `applied, ${place}.` : `applied, ${place}, with the indentation of the file.`;
}
