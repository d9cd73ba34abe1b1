import * as vscode from 'vscode';
import type { Anchor } from '../auction/task';
import { UserFacingError } from '../base/userFacingError';
import { anchorOfRange } from './anchorOfRange';

/** What the editor says about the task: which folder, which lines, and a first wording for the person to change. */
export interface EditorTask {
  readonly folder: vscode.WorkspaceFolder;
  readonly anchor: Anchor;
  readonly suggestedText: string;
  /** True when nothing was selected and the whole file stands for the task. */
  readonly wholeFile: boolean;
}

/** Takes the selection of the active editor, or its whole file when nothing is selected. */
export function taskFromEditor(editor: vscode.TextEditor | undefined): EditorTask {
  if ((vscode.workspace.workspaceFolders ?? []).length === 0) {
    throw new UserFacingError(
      'No folder is open, so there is nothing to make a sandbox of: open the folder of your project first.',
      {
        action: { title: 'Open Folder', command: 'workbench.action.files.openFolder' },
      },
    );
  }
  if (editor === undefined) {
    throw new UserFacingError(
      'No editor is open: open a file, select the code to work on, and run Auction This Task again.',
      {
        action: { title: 'Go to File', command: 'workbench.action.quickOpen' },
      },
    );
  }
  const { document, selection } = editor;
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  if (folder?.uri.scheme !== 'file' || document.uri.scheme !== 'file') {
    throw new UserFacingError(
      `"${vscode.workspace.asRelativePath(document.uri)}" is not a file of an open folder on this machine: open a file of your project and select code in it.`,
    );
  }
  const path = vscode.workspace.asRelativePath(document.uri, false).replaceAll('\\', '/');
  if (selection.isEmpty) {
    return { folder, anchor: { path }, suggestedText: `Fix ${path} so that its tests pass.`, wholeFile: true };
  }
  const anchor = anchorOfRange(path, selection);
  return { folder, anchor, suggestedText: wording(document, selection, path), wholeFile: false };
}

function wording(document: vscode.TextDocument, selection: vscode.Selection, path: string): string {
  const text = document.getText(selection);
  const name = /\b(?:function\*?|class|def|fn|func|const|let|interface|struct)\s+([\p{L}_$][\p{L}\p{N}_$]*)/u.exec(
    text,
  )?.[1];
  return name === undefined
    ? `Fix the selected lines of ${path} so that their tests pass.`
    : `Make ${name} in ${path} do what its comment says and its tests expect.`;
}
