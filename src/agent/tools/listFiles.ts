import * as z from 'zod/mini';
import { folderSchema, maxResultCharacters, shownPath } from './limits';
import type { ToolResult } from './tool';
import { defineTool } from './tool';
import { visiblePaths } from './visiblePaths';

const maxPaths = 500;

/** Names the files of the project or of one folder, at any depth. */
export const listFilesTool = defineTool({
  name: 'list_files',
  description: `Lists the files of the project, or of one folder and all below it; at most ${maxPaths} paths.`,
  schema: z.strictObject({ folder: folderSchema }),
  changesFiles: false,
  run: ({ folder }, { sandbox }): ToolResult => {
    const paths = visiblePaths(sandbox, folder);
    const title =
      folder === undefined || folder === '' ? 'Listed the files' : `Listed the files in ${shownPath(folder)}`;
    if (paths.length === 0) {
      return { ok: true, text: 'There are no files here.', title, detail: 'No files.', changedFiles: false };
    }
    return { ok: true, text: listing(paths), title, detail: `${paths.length} files`, changedFiles: false };
  },
});

function listing(paths: readonly string[]): string {
  const shown: string[] = [];
  let characters = 0;
  for (const path of paths.slice(0, maxPaths)) {
    characters += path.length + 1;
    if (characters > maxResultCharacters) break;
    shown.push(path);
  }
  const left = paths.length - shown.length;
  return left === 0 ? shown.join('\n') : `${shown.join('\n')}\n… ${left} more files; name a folder to see fewer.`;
}
