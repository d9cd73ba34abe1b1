/** A file as text, or the sentence that says why it is none. `text` never begins with the byte order mark. */
export type DecodedText =
  | { readonly kind: 'text'; readonly text: string; readonly hasBom: boolean }
  | { readonly kind: 'refused'; readonly reason: string };

const byteOrderMark = '\ufeff';

/** Reads UTF-8 strictly: other encodings would come back damaged, so they are refused, and so are bytes with NULs. */
export function decodeText(bytes: Buffer, path: string): DecodedText {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { kind: 'refused', reason: `${path} is not UTF-8 text, so the tools can neither show nor edit it.` };
  }
  if (text.includes('\u0000')) {
    return { kind: 'refused', reason: `${path} is a binary file, so the tools can neither show nor edit it.` };
  }
  const hasBom = text.startsWith(byteOrderMark);
  return { kind: 'text', text: hasBom ? text.slice(1) : text, hasBom };
}

/** The bytes of a text; the byte order mark comes back if the file had one. */
export function encodeText(text: string, hasBom: boolean): Buffer {
  return Buffer.from(hasBom ? byteOrderMark + text : text, 'utf8');
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
