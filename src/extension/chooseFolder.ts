import * as vscode from 'vscode';
import { UserFacingError } from '../base/userFacingError';
import { assertFolderOpen } from '../tasks/placesInFolder';

/** The folder that a task without a place in the code belongs to: the only one, or the one the person picks. */
export async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  assertFolderOpen();
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const [first, ...others] = folders;
  if (first === undefined) {
    throw new UserFacingError(
      'The open folders are not on this machine: open the folder of your project where its files are.',
    );
  }
  if (others.length === 0) return first;
  const items = folders.map((folder) => ({ label: folder.name, description: folder.uri.fsPath, folder }));
  return (await vscode.window.showQuickPick(items, { title: 'In which folder?', ignoreFocusOut: true }))?.folder;
}
