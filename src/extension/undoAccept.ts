import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { UserFacingError } from '../base/userFacingError';
import { editorApplyPort } from '../review/editorApplyVscode';
import { undoLatestAccept } from '../review/journal';
import { storagePaths } from './services';

/** Undoes the latest accept in a folder, `last` before the first one that is open, and tells what was restored. */
export async function undoAccept(
  context: vscode.ExtensionContext,
  last: vscode.WorkspaceFolder | undefined,
): Promise<void> {
  const folder = last ?? vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined)
    throw new UserFacingError('No folder is open: open the folder whose accepted change you want to undo.');
  const outcome = await undoLatestAccept(
    storagePaths(context).journals,
    editorApplyPort(),
    await realpath(folder.uri.fsPath),
  );
  if (outcome.kind === 'nothing') throw new UserFacingError(`There is no accepted change to undo in ${folder.name}.`);
  const kept = outcome.refused.map(({ path, reason }) => `${path}: ${reason}`).join('; ');
  const count = outcome.restored.length;
  const done = `Undone: ${count} ${count === 1 ? 'file is' : 'files are'} as before the accept.`;
  if (kept === '') void vscode.window.showInformationMessage(done);
  else void vscode.window.showWarningMessage(`${done} Left as they are: ${kept}`);
}
