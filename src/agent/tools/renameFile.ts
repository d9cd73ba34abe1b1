import * as z from 'zod/mini';
import { pathSchema, shownPath } from './limits';
import type { ToolResult } from './tool';
import { defineTool, failedResult } from './tool';

/** Moves one file to a path that is free. */
export const renameFileTool = defineTool({
  name: 'rename_file',
  description: 'Moves one file to a new path, which must not exist yet. Change the places that name it yourself.',
  schema: z.strictObject({ path: pathSchema, newPath: pathSchema }),
  changesFiles: true,
  run: async ({ path, newPath }, { sandbox, signal }): Promise<ToolResult> => {
    const failure = `Could not rename ${shownPath(path)}`;
    const file = await sandbox.readFile(path);
    if (file.kind !== 'ok') return failedResult(failure, file.reason);
    const target = await sandbox.readFile(newPath);
    if (target.kind === 'ok') return failedResult(failure, `${target.path} exists already; choose another path.`);
    if (target.kind !== 'missing') return failedResult(failure, target.reason);
    if (signal.aborted) return failedResult(failure, 'The work was stopped before the file was renamed.');
    // The copy comes first: whatever fails afterwards, the content is never gone.
    const written = await sandbox.writeFile(newPath, file.value, path);
    if (written.kind !== 'ok') return failedResult(failure, written.reason);
    const deleted = await sandbox.deleteFile(path);
    if (deleted.kind !== 'ok') {
      await sandbox.deleteFile(newPath);
      return failedResult(failure, deleted.reason);
    }
    const title = `Renamed ${shownPath(file.path)} to ${shownPath(written.path)}`;
    const changedPaths = [file.path, written.path];
    return { ok: true, text: `${title}.`, title, detail: '', changedFiles: true, changedPaths };
  },
});
