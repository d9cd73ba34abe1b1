import * as z from 'zod/mini';
import { editInTurns } from '../edits/editInTurns';
import { type DiffFile, readUnifiedDiff } from '../edits/unifiedDiff';
import { changeFile, stoppedChange } from './changeFile';
import { createFileTool } from './createFile';
import { blocksReport } from './editFile';
import { contentSchema, pathSchema } from './limits';
import type { ToolContext, ToolResult } from './tool';
import { defineTool, failedResult } from './tool';

const maxFiles = 20;

/** Applies a unified diff, for models that write one whatever they are asked for. */
export const applyDiffTool = defineTool({
  name: 'apply_diff',
  description: 'Applies a unified diff. Each hunk must match its file once; line numbers are not needed.',
  schema: z.strictObject({ diff: contentSchema, path: z.optional(pathSchema) }),
  changesFiles: true,
  editForm: 'diff',
  offeredFor: [],
  run: async ({ diff, path }, context): Promise<ToolResult> => {
    const files = readUnifiedDiff(diff, path);
    if (files.length === 0 || files.length > maxFiles) {
      const reason =
        files.length === 0
          ? 'The text holds no hunk of a diff.'
          : `A diff may change at most ${maxFiles} files at once.`;
      return { ...failedResult('Could not apply a diff', reason), edit: { form: 'diff', wellFormed: false } };
    }
    const results: ToolResult[] = [];
    for (const file of files) results.push(await applyTo(file, context));
    return joined(results);
  },
});

async function applyTo({ path, change }: DiffFile, context: ToolContext): Promise<ToolResult> {
  if (change.kind === 'unusable')
    return failedResult('Could not apply a diff', `${path || 'The diff'}: refused. ${change.reason}`);
  if (change.kind === 'create') {
    const created = createFileTool.prepare({ path, content: change.content });
    return created.kind === 'ready' ? created.run(context) : failedResult('Could not apply a diff', created.reason);
  }
  return changeFile(path, context, 'diff', async (text, realPath) => {
    const result = await editInTurns(text, change.blocks, { path: realPath, mayShrink: false }, context.signal);
    if (result === undefined) return stoppedChange;
    const { text: changed, outcomes } = result;
    const applied = outcomes.filter(({ kind }) => kind === 'applied').length;
    return {
      text: changed === text ? undefined : changed,
      report: blocksReport(realPath, outcomes),
      verb: 'Edited',
      amount: `, ${applied} of ${outcomes.length} hunks`,
      whole: applied === outcomes.length,
    };
  });
}

function joined(results: readonly ToolResult[]): ToolResult {
  const ok = results.every((result) => result.ok);
  const text = results.map((result) => result.text).join('\n');
  const changedPaths = results.flatMap((result) => result.changedPaths ?? []);
  const [first] = results;
  const title = results.length === 1 && first !== undefined ? first.title : `Applied a diff of ${results.length} files`;
  return {
    ...{ ok, text, title, detail: text, changedFiles: changedPaths.length > 0, changedPaths },
    edit: { form: 'diff', wellFormed: ok },
  };
}
