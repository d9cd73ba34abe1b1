import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import { UserFacingError } from '../base/userFacingError';
import type { DraftInFolder } from './editorTask';
import { filesDraft, maxAnchoredFiles } from './filesDraft';
import { assertFolderOpen, placesInFolder } from './placesInFolder';

/**
 * The files that a menu of the explorer, an editor title or the source control means: addresses, resource states and groups
 * of them, one or many. Folders among them are passed over.
 */
export async function taskFromFiles(given: readonly unknown[]): Promise<DraftInFolder> {
  assertFolderOpen();
  const uris = new Map(given.flatMap(urisIn).map((uri) => [uri.toString(), uri]));
  const files: vscode.Uri[] = [];
  for (const uri of uris.values()) if (await isFile(uri)) files.push(uri);
  const [first, ...others] = files.slice(0, maxAnchoredFiles);
  if (first === undefined) {
    throw new UserFacingError('No file is chosen: choose one or several files in the explorer and run this again.', {
      action: { title: 'Show Explorer', command: 'workbench.view.explorer' },
    });
  }
  if (files.length > maxAnchoredFiles) {
    void vscode.window.showInformationMessage(
      noticeText(
        `Only the first ${maxAnchoredFiles} of ${files.length} files go with the task; bidders see the names of the others.`,
      ),
    );
  }
  const { folder, anchors } = placesInFolder([{ uri: first }, ...others.map((uri) => ({ uri }))]);
  return { folder, draft: filesDraft(anchors) };
}

function urisIn(value: unknown): readonly vscode.Uri[] {
  if (value instanceof vscode.Uri) return [value];
  if (Array.isArray(value)) return value.flatMap(urisIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('resourceUri' in value && value.resourceUri instanceof vscode.Uri) return [value.resourceUri];
  return 'resourceStates' in value && Array.isArray(value.resourceStates) ? value.resourceStates.flatMap(urisIn) : [];
}

/** A file that was deleted is listed by the source control, and is no place to work at. */
async function isFile(uri: vscode.Uri): Promise<boolean> {
  if (uri.scheme !== 'file') return true; // Said to be none of this machine's, further on.
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}
