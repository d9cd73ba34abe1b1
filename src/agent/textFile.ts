/** How the bytes of a file become text: UTF-8, UTF-16 with its mark, or one character a byte for older encodings. */
export interface TextEncoding {
  readonly kind: 'utf8' | 'utf16le' | 'utf16be' | 'bytes';
  readonly hasBom: boolean;
}

/** A file as text, or the sentence that says why it is none. `text` never begins with the byte order mark. */
export type DecodedText =
  | { readonly kind: 'text'; readonly text: string; readonly encoding: TextEncoding }
  | { readonly kind: 'refused'; readonly reason: string };

const byteOrderMark = '\ufeff';

/**
 * Reads a file so that unchanged text gives the same bytes again. Bytes that are no UTF-8 are taken one by one: all older
 * encodings share the letters that code is written in, and what is not understood is carried along untouched.
 */
export function decodeText(bytes: Buffer, path: string): DecodedText {
  const wide = decodeWide(bytes);
  const text = wide?.text ?? strictUtf8(bytes) ?? bytes.toString('latin1');
  if (text.includes('\u0000')) {
    return { kind: 'refused', reason: `${path} is a binary file, so the tools can neither show nor edit it.` };
  }
  if (wide !== undefined) return { kind: 'text', ...wide };
  const kind = strictUtf8(bytes) === undefined ? 'bytes' : 'utf8';
  const hasBom = text.startsWith(byteOrderMark);
  return { kind: 'text', text: hasBom ? text.slice(1) : text, encoding: { kind, hasBom } };
}

function strictUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-16 only with its mark, and only when it decodes without a loss. */
function decodeWide(bytes: Buffer): { readonly text: string; readonly encoding: TextEncoding } | undefined {
  const mark = bytes.subarray(0, 2).toString('hex');
  if ((mark !== 'fffe' && mark !== 'feff') || bytes.length % 2 !== 0) return undefined;
  const kind = mark === 'fffe' ? 'utf16le' : 'utf16be';
  const little = kind === 'utf16le' ? bytes : Buffer.from(bytes).swap16();
  const text = little.toString('utf16le').slice(1);
  return /\p{Surrogate}/u.test(text) ? undefined : { text, encoding: { kind, hasBom: true } };
}

/** The bytes of a text in the encoding its file had. Pass only what `unencodableReason` allows. */
export function encodeText(text: string, encoding: TextEncoding): Buffer {
  const marked = encoding.hasBom ? byteOrderMark + text : text;
  if (encoding.kind === 'utf16le') return Buffer.from(marked, 'utf16le');
  if (encoding.kind === 'utf16be') return Buffer.from(marked, 'utf16le').swap16();
  return Buffer.from(marked, encoding.kind === 'bytes' ? 'latin1' : 'utf8');
}

/** How new files are written. */
export const newFileEncoding: TextEncoding = { kind: 'utf8', hasBom: false };

/** Why an edited text cannot go back into its file: letters that its unknown encoding may not have, or has elsewhere. */
export function unencodableReason(text: string, original: string, encoding: TextEncoding): string | undefined {
  if (encoding.kind !== 'bytes') return undefined;
  const known = new Set(original);
  const strange = [...new Set(text)].some((character) => character > '\u007f' && !known.has(character));
  return strange ? 'The file is not UTF-8, so only plain ASCII text can be added to it.' : undefined;
}

/**
 * Why a text a model wants to write is not written; undefined when it may be. Half of a surrogate pair would be lost in
 * UTF-8, a NUL makes a file binary, and a backspace is a `\b` of a regular expression that was not escaped in JSON.
 */
export function unwritableReason(text: string): string | undefined {
  if (!/\p{Surrogate}|\u0000|\u0008/u.test(text)) return undefined;
  return 'The text holds a NUL, a backspace or half a character; in JSON a backslash is written twice, as in \\\\b.';
}

/** Lines without their ends; a final line end does not begin another line. An empty text has none. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
