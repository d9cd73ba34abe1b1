import * as vscode from 'vscode';
import { UserFacingError } from '../base/userFacingError';
import { visibleText } from '../base/visibleText';
import { todoAt } from '../tasks/findTodo';
import { placesInFolder } from '../tasks/placesInFolder';
import { linesOf, taskFromTodo, todosIn } from '../tasks/shownTodos';
import { auctionDraft } from './auctionDraft';
import { placeArgument } from './placeArgument';
import type { Services } from './services';

/** The way in from a TODO or FIXME comment: the one the light bulb stands at, the one at the cursor, or one of the file's. */
export async function auctionFromTodo(services: Services, argument: unknown): Promise<void> {
  services.active.assertFree();
  const place = placeArgument(argument);
  const document = place === undefined ? activeDocument() : await documentAt(place.uri);
  const line = place?.line ?? (await askForTodo(document));
  if (line === undefined) return;
  await auctionDraft(services, taskFromTodo(document, line), { words: 'ask' });
}

/** Opened only where it is a file of an open folder: other addresses are answered by other extensions. */
async function documentAt(uri: vscode.Uri): Promise<vscode.TextDocument> {
  placesInFolder([{ uri }]);
  return vscode.workspace.openTextDocument(uri);
}

function activeDocument(): vscode.TextDocument {
  const document = vscode.window.activeTextEditor?.document;
  if (document !== undefined) return document;
  throw new UserFacingError('No editor is open: open a file and put the cursor on a TODO or FIXME comment.', {
    action: { title: 'Go to File', command: 'workbench.action.quickOpen' },
  });
}

/** The comment at the cursor, else one of the file's to choose; `undefined` when the person stopped. */
async function askForTodo(document: vscode.TextDocument): Promise<number | undefined> {
  const editor = vscode.window.activeTextEditor;
  const cursor = editor?.document === document ? editor.selection.active.line : 0;
  const here = todoAt(linesOf(document), cursor);
  if (here !== undefined) return here.firstLine;
  const items = todosIn(document).map(({ mark, text, firstLine }) => ({
    label: visibleText(`${mark} ${text}`).replace(/\s+/gu, ' ').slice(0, 200).replaceAll('$(', '\\$('),
    description: `line ${firstLine + 1}`,
    line: firstLine,
  }));
  if (items.length === 0) {
    throw new UserFacingError(
      `There is no TODO or FIXME comment in ${vscode.workspace.asRelativePath(document.uri)}: open a file that has one.`,
    );
  }
  return (await vscode.window.showQuickPick(items, { title: 'Which comment shall be put to auction?' }))?.line;
}
