import * as z from 'zod/mini';
import type { BlockOutcome } from '../editBlocks';
import { applyEditBlocks } from '../editBlocks';
import { decodeText, encodeText } from '../textFile';
import { pathSchema, shownPath } from './limits';
import type { ToolResult } from './tool';
import { defineTool, failedResult } from './tool';

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
  }),
  changesFiles: true,
  run: async ({ path, blocks }, { sandbox, signal }): Promise<ToolResult> => {
    const failure = `Could not edit ${shownPath(path)}`;
    const file = await sandbox.readFile(path);
    if (file.kind !== 'ok') return failedResult(failure, file.reason);
    const decoded = decodeText(file.value, file.path);
    if (decoded.kind === 'refused') return failedResult(failure, decoded.reason);
    const result = applyEditBlocks(decoded.text, blocks);
    if (result.text === decoded.text) {
      return failedResult(failure, report(file.path, result.outcomes));
    }
    if (signal.aborted) return failedResult(failure, 'The work was stopped before the file was written.');
    const written = await sandbox.writeFile(path, encodeText(result.text, decoded.hasBom));
    if (written.kind !== 'ok') return failedResult(failure, written.reason);
    return editedResult(file.path, result.outcomes);
  },
});

function editedResult(path: string, outcomes: readonly BlockOutcome[]): ToolResult {
  const applied = outcomes.filter((outcome) => outcome.kind === 'applied').length;
  const all = applied === outcomes.length;
  const count = all ? String(applied) : `${applied} of ${outcomes.length}`;
  const title = `Edited ${shownPath(path)}, ${count} ${outcomes.length === 1 ? 'block' : 'blocks'}`;
  const text = report(path, outcomes);
  return { ok: all, text, title, detail: text, changedFiles: true };
}

function report(path: string, outcomes: readonly BlockOutcome[]): string {
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
