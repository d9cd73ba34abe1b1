import * as vscode from 'vscode';
import { UserFacingError } from '../base/userFacingError';
import { visibleText } from '../base/visibleText';
import { taskFromFiles } from '../tasks/chosenFiles';
import { freeTextDraft } from '../tasks/freeTextDraft';
import { issueTextDraft } from '../tasks/issueTextDraft';
import { pathsNamedIn } from '../tasks/pathsNamedIn';
import { auctionDraft } from './auctionDraft';
import { chooseFolder } from './chooseFolder';
import type { Services } from './services';
import { visibleFiles } from './workspaceFiles';

/** The way in from the palette, with nothing but words. */
export async function auctionFromWords(services: Services): Promise<void> {
  services.active.assertFree();
  const folder = await chooseFolder();
  if (folder !== undefined) await auctionDraft(services, { folder, draft: freeTextDraft('') }, { words: 'ask' });
}

/** The way in from chosen files; without any, the active editor's. */
export async function auctionFromFiles(services: Services, given: readonly unknown[]): Promise<void> {
  services.active.assertFree();
  const chosen = given.filter((value) => value !== undefined);
  const active = vscode.window.activeTextEditor?.document.uri;
  await auctionDraft(services, await taskFromFiles(chosen.length > 0 ? chosen : [active]), { words: 'ask' });
}

/** The way in from an issue as text: the file that a menu names, else the selection or the whole of the active editor. */
export async function auctionFromIssueText(services: Services, argument: unknown): Promise<void> {
  services.active.assertFree();
  const { document, text } = await issueText(argument);
  if (text.trim() === '') {
    throw new UserFacingError(
      `There is no text in ${visibleText(vscode.workspace.asRelativePath(document.uri))}: write or paste the issue first.`,
    );
  }
  const own = vscode.workspace.getWorkspaceFolder(document.uri);
  const folder = own?.uri.scheme === 'file' ? own : await chooseFolder();
  if (folder === undefined) return;
  const name = document.isUntitled ? 'the unsaved text' : vscode.workspace.asRelativePath(document.uri, false);
  const files = (await visibleFiles(folder.uri.fsPath)).filter((path) => path !== name);
  const source = { name, markdown: document.languageId === 'markdown' };
  await auctionDraft(
    services,
    { folder, draft: issueTextDraft(text, source, pathsNamedIn(text, files)) },
    { words: 'ask' },
  );
}

async function issueText(
  argument: unknown,
): Promise<{ readonly document: vscode.TextDocument; readonly text: string }> {
  const editor = vscode.window.activeTextEditor;
  if (argument instanceof vscode.Uri && argument.toString() !== editor?.document.uri.toString()) {
    const document = await openText(argument);
    return { document, text: document.getText() };
  }
  if (editor === undefined) {
    throw new UserFacingError(
      'No editor is open: open a file with the text of the issue, or paste it into a new one.',
      {
        action: { title: 'New File', command: 'workbench.action.files.newUntitledFile' },
      },
    );
  }
  const { document, selection } = editor;
  return { document, text: selection.isEmpty ? document.getText() : document.getText(selection) };
}

async function openText(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    throw new UserFacingError(
      `"${visibleText(vscode.workspace.asRelativePath(uri))}" cannot be read as text: choose a text file.`,
      { cause: error },
    );
  }
}
