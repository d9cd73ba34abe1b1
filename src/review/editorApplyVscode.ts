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
      const document = openDocument(absolutePath);
      return document === undefined ? onDisk : readDocument(document, onDisk.bytes);
    },
    write: async (absolutePath, bytes, expected) => {
      const document = openDocument(absolutePath);
      if (document === undefined || bytes === undefined) return files.write(absolutePath, bytes, expected);
      const onDisk = await files.read(absolutePath);
      const now = readDocument(document, onDisk.bytes);
      if (!sameBytes(now.bytes, expected))
        return refused('it changed in the editor meanwhile; accept it again to merge');
      return editAndSave(document, bytes, async () => (await files.read(absolutePath)).bytes);
    },
  };
}

function openDocument(absolutePath: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    ({ uri, isClosed }) => !isClosed && uri.scheme === 'file' && uri.fsPath === absolutePath,
  );
}

/** An unchanged document is what the disk holds; a dirty one is its text, with the byte order mark the file has. */
function readDocument(document: vscode.TextDocument, onDisk: Buffer | undefined): WorkspaceFile {
  if (!document.isDirty) return { bytes: onDisk, openInEditor: true, dirty: false };
  return { bytes: encode(document.getText(), document.encoding), openInEditor: true, dirty: true };
}

function encode(text: string, encoding: string): Buffer {
  return Buffer.from(encoding === 'utf8bom' ? byteOrderMark + text : text, 'utf8');
}

async function editAndSave(
  document: vscode.TextDocument,
  bytes: Buffer,
  readBack: () => Promise<Buffer | undefined>,
): Promise<WriteOutcome> {
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
