/** A line of a text: its content without the line end, and the offset behind its end. */
export interface TextLine {
  readonly text: string;
  readonly next: number;
}

/** The line that begins at an offset; undefined at the end of the text. */
export function lineFrom(text: string, start: number): TextLine | undefined {
  if (start >= text.length) return undefined;
  const end = text.indexOf('\n', start);
  const stop = end === -1 ? text.length : end;
  return { text: text.slice(start, stop).replace(/\r$/u, ''), next: end === -1 ? text.length : end + 1 };
}

/** How a line stands to a fence of `mark` (such as three backticks). */
export function fenceRole(line: string, mark: string): 'opens' | 'closes' | 'none' {
  const run = /^[ \t]*(`{3,}|~{3,})[ \t]*(.*)$/u.exec(line);
  if (run === null || !(run[1] ?? '').startsWith(mark)) return 'none';
  return (run[2] ?? '').trim() === '' ? 'closes' : 'opens';
}

/** Offsets: the content ends before `contentEnd`, the closing line before `end`. */
export type FenceEnd =
  | { readonly kind: 'closed'; readonly contentEnd: number; readonly end: number }
  | { readonly kind: 'open' }
  | { readonly kind: 'ambiguous' };

/**
 * Where the fence that was opened before `start` ends: the offsets of its closing line. Fences with a language open
 * another one inside. `ambiguous` when a bare fence is left over behind it, so that the content may go on; `open` when it
 * never closes, so that its end may be missing.
 */
export function fenceEnd(text: string, start: number, mark: string): FenceEnd {
  let depth = 0;
  let position = start;
  let found: { readonly contentEnd: number; readonly end: number } | undefined;
  for (let line = lineFrom(text, position); line !== undefined; line = lineFrom(text, position)) {
    const role = fenceRole(line.text, mark);
    if (role === 'opens' && found !== undefined && depth === 0 && ownFence.test(line.text)) break;
    if (role === 'opens') depth += 1;
    else if (role === 'closes' && depth > 0) depth -= 1;
    else if (role === 'closes') {
      if (found !== undefined) return { kind: 'ambiguous' };
      found = { contentEnd: position, end: line.next };
    }
    position = line.next;
  }
  return found === undefined ? { kind: 'open' } : { kind: 'closed', ...found };
}

const ownFence = /^[ \t]*(?:`{3,}|~{3,})[ \t]*(?:tool|edit|file|function|diff|patch)\b/u;
