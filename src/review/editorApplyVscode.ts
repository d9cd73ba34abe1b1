import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ApplyPort, WorkspaceFile, WriteOutcome } from './applyPort';
import { filesApplyPort } from './filesApplyPort';

const byteOrderMark = '\ufeff';

/**
 * The apply port of a running VS Code: files that are open in an editor are changed by a text edit and saved, so that
 * Ctrl+Z brings them back; all others are written as files. An open document that could not be written byte for byte
 * is refused.
 */
export function editorApplyPort(): ApplyPort {
  const files = filesApplyPort();
  return {
    read: async (absolutePath) => {
      const onDisk = await files.read(absolutePath);
      const document = await openDocument(absolutePath);
      return document === undefined ? onDisk : readDocument(document, onDisk.bytes);
    },
    write: async (absolutePath, bytes, expected, mode) => {
      const document = await openDocument(absolutePath);
      if (document === undefined || bytes === undefined) return files.write(absolutePath, bytes, expected, mode);
      const onDisk = await files.read(absolutePath);
      const now = readDocument(document, onDisk.bytes);
      if (!sameBytes(now.bytes, expected))
        return refused('it changed in the editor meanwhile; accept it again to merge');
      return editAndSave(document, bytes, async () => (await files.read(absolutePath)).bytes);
    },
  };
}

/**
 * The open document of a file, also when its folder was opened through a link: the gate's path has all links resolved. Of
 * two that show one file, the one with unsaved text is the person's.
 */
async function openDocument(absolutePath: string): Promise<vscode.TextDocument | undefined> {
  const name = basename(absolutePath).toLowerCase();
  const found: vscode.TextDocument[] = [];
  for (const document of vscode.workspace.textDocuments) {
    const { uri, isClosed } = document;
    if (isClosed || uri.scheme !== 'file' || basename(uri.fsPath).toLowerCase() !== name) continue;
    const real = await realpath(uri.fsPath).catch(() => undefined);
    if (uri.fsPath === absolutePath) found.unshift(document);
    else if (real === absolutePath) found.push(document);
  }
  return found.find(({ isDirty }) => isDirty) ?? found[0];
}

/**
 * An unchanged document is what the disk holds; a dirty one is its text, with the byte order mark the file has. Only a
 * document in UTF-8 can be dirty here: another encoding's bytes are not ours to make, so its text cannot be compared.
 */
function readDocument(document: vscode.TextDocument, onDisk: Buffer | undefined): WorkspaceFile {
  if (!document.isDirty) return { bytes: onDisk, openInEditor: true, dirty: false };
  if (!isUtf8(document))
    throw new Error(`it has unsaved edits in an editor that uses ${document.encoding}; save it and accept again`);
  return { bytes: encode(document.getText(), document.encoding), openInEditor: true, dirty: true };
}

function isUtf8({ encoding }: vscode.TextDocument): boolean {
  return encoding === 'utf8' || encoding === 'utf8bom';
}

function encode(text: string, encoding: string): Buffer {
  return Buffer.from(encoding === 'utf8bom' ? byteOrderMark + text : text, 'utf8');
}

async function editAndSave(
  document: vscode.TextDocument,
  bytes: Buffer,
  readBack: () => Promise<Buffer | undefined>,
): Promise<WriteOutcome> {
  if (!isUtf8(document))
    return refused(
      `its editor uses the encoding ${document.encoding}; reopen it with UTF-8, or close it, and accept again`,
    );
  const text = bytes.toString('utf8').replace(/^\ufeff/u, '');
  const lineEnd = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const kept = text.replace(/\r\n|\r|\n/gu, lineEnd);
  if (!encode(kept, document.encoding).equals(bytes)) {
    return refused('its encoding or line ends would change in the open editor; close the editor and accept it again');
  }
  const edit = new vscode.WorkspaceEdit();
  const { range, replacement } = smallestEdit(document, text);
  edit.replace(document.uri, range, replacement);
  if (!(await vscode.workspace.applyEdit(edit))) return refused('VS Code did not apply the edit');
  // A document that is shown nowhere may have been closed by now: what counts is what the disk holds.
  if (!(await document.save()) && document.isDirty)
    return refused('VS Code did not save the file; its editor holds the change');
  return { kind: 'written', bytes: await readBack() };
}

/** Only the part between the common beginning and end is replaced, so that cursors and folds stay. */
function smallestEdit(
  document: vscode.TextDocument,
  text: string,
): { readonly range: vscode.Range; readonly replacement: string } {
  const before = document.getText();
  const shorter = Math.min(before.length, text.length);
  let start = 0;
  while (start < shorter && before[start] === text[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === text[text.length - 1 - end]) end += 1;
  const range = new vscode.Range(document.positionAt(start), document.positionAt(before.length - end));
  // A position never stands between the two halves of a line end, so the range may be wider than computed.
  const from = document.offsetAt(range.start);
  const to = document.offsetAt(range.end);
  return { range, replacement: text.slice(from, text.length - (before.length - to)) };
}

function sameBytes(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}

function refused(reason: string): WriteOutcome {
  return { kind: 'refused', reason };
}
