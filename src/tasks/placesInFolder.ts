import * as vscode from 'vscode';
import type { Anchor } from '../auction/task';
import { UserFacingError } from '../base/userFacingError';
import { anchorOfRange } from './anchorOfRange';

/** A place anywhere in the window; without a range the whole file. */
export interface Place {
  readonly uri: vscode.Uri;
  readonly range?: vscode.Range;
}

/** Places as anchors of the one folder they lie in. */
export interface AnchoredFolder {
  readonly folder: vscode.WorkspaceFolder;
  readonly anchors: readonly Anchor[];
}

/** Turns places into anchors; throws a `UserFacingError` when they are not files of one open folder on this machine. */
export function placesInFolder(places: readonly [Place, ...Place[]]): AnchoredFolder {
  const folder = folderOf(places[0].uri);
  const anchors = places.map(({ uri, range }) => {
    if (folderOf(uri).uri.toString() !== folder.uri.toString()) {
      throw new UserFacingError(
        `"${nameOf(uri)}" is not in the folder ${folder.name}: a task works in a copy of one folder, so choose files of one.`,
      );
    }
    const path = vscode.workspace.asRelativePath(uri, false).replaceAll('\\', '/');
    return range === undefined ? { path } : anchorOfRange(path, range);
  });
  return { folder, anchors };
}

/** The open folder a file lies in. */
function folderOf(uri: vscode.Uri): vscode.WorkspaceFolder {
  assertFolderOpen();
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder?.uri.scheme === 'file' && uri.scheme === 'file') return folder;
  throw new UserFacingError(
    `"${nameOf(uri)}" is not a file of an open folder on this machine: open a file of your project and select code in it.`,
  );
}

/** Throws when no folder is open: there would be nothing to make a sandbox of. */
export function assertFolderOpen(): void {
  if ((vscode.workspace.workspaceFolders ?? []).length > 0) return;
  throw new UserFacingError(
    'No folder is open, so there is nothing to make a sandbox of: open the folder of your project first.',
    { action: { title: 'Open Folder', command: 'workbench.action.files.openFolder' } },
  );
}

function nameOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri);
}
