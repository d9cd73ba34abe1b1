import type { Anchor } from '../auction/task';

/** A place in an editor: 0-based lines and characters, the end after the last character. */
export interface EditorRange {
  readonly start: { readonly line: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** The lines a range touches, 1-based; one that ends at the start of a line does not include that line. */
export function anchorOfRange(path: string, { start, end }: EditorRange): Anchor {
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return { path, startLine: start.line + 1, endLine: last + 1 };
}
