import * as z from 'zod/mini';
import { pathSchema, shownPath } from './limits';
import type { ToolResult } from './tool';
import { defineTool, failedResult } from './tool';

/** Deletes one file of the sandbox. */
export const deleteFileTool = defineTool({
  name: 'delete_file',
  description: 'Deletes one file, only when the task needs it gone.',
  schema: z.strictObject({ path: pathSchema }),
  changesFiles: true,
  run: async ({ path }, { sandbox, signal }): Promise<ToolResult> => {
    const failure = `Could not delete ${shownPath(path)}`;
    if (signal.aborted) return failedResult(failure, 'The work was stopped before the file was deleted.');
    const deleted = await sandbox.deleteFile(path);
    if (deleted.kind !== 'ok') return failedResult(failure, deleted.reason);
    const title = `Deleted ${shownPath(deleted.path)}`;
    return { ok: true, text: `${title}.`, title, detail: '', changedFiles: true, changedPaths: [deleted.path] };
  },
});
