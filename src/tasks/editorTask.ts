import type * as vscode from 'vscode';
import { UserFacingError } from '../base/userFacingError';
import { editorDraft } from './editorDraft';
import { assertFolderOpen, placesInFolder } from './placesInFolder';
import type { TaskDraft } from './taskDraft';

/** What an intake has found: the folder that a task belongs to, and its draft. */
export interface DraftInFolder {
  readonly folder: vscode.WorkspaceFolder;
  readonly draft: TaskDraft;
}

/** Takes the selection of the active editor, or its whole file when nothing is selected. */
export function taskFromEditor(editor: vscode.TextEditor | undefined): DraftInFolder {
  assertFolderOpen();
  if (editor === undefined) {
    throw new UserFacingError(
      'No editor is open: open a file, select the code to work on, and run Auction This Task again.',
      { action: { title: 'Go to File', command: 'workbench.action.quickOpen' } },
    );
  }
  const { document, selection } = editor;
  const selected = selection.isEmpty ? {} : { range: selection };
  const { folder, anchors } = placesInFolder([{ uri: document.uri, ...selected }]);
  return { folder, draft: editorDraft(anchors, selection.isEmpty ? undefined : document.getText(selection)) };
}
