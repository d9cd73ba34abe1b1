import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { fileUri } from './gavel';

/** Opens a file of the workspace in an editor. */
export async function openEditor(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(fileUri(path));
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

/** Types at the end of a document, without saving. */
export async function typeAtEnd(document: vscode.TextDocument, text: string): Promise<void> {
  await typeInto(document, document.lineAt(document.lineCount - 1).range.end, text);
}

/** Types over the first place where `search` stands, without saving. */
export async function typeOver(document: vscode.TextDocument, search: string, text: string): Promise<void> {
  const at = document.getText().indexOf(search);
  assert.notEqual(at, -1);
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + search.length));
  await typeInto(document, range, text);
}

async function typeInto(
  document: vscode.TextDocument,
  where: vscode.Position | vscode.Range,
  text: string,
): Promise<void> {
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const typed = await editor.edit((builder) => {
    builder.replace(where instanceof vscode.Range ? where : new vscode.Range(where, where), text);
  });
  assert.ok(typed && document.isDirty);
}

/** Writes a file of the workspace, as another program would. */
export async function writeBytes(path: string, bytes: string | Buffer): Promise<void> {
  await vscode.workspace.fs.writeFile(fileUri(path), Buffer.from(bytes as string));
}

/** A file of the workspace as it is on the disk, `undefined` when it is not there. */
export async function onDisk(path: string): Promise<Buffer | undefined> {
  return readFile(fileUri(path).fsPath).catch(() => undefined);
}
