/** A TODO or FIXME comment: its lines, 0-based and inclusive, and its words without the comment marks. */
export interface TodoComment {
  readonly mark: 'TODO' | 'FIXME';
  readonly firstLine: number;
  readonly lastLine: number;
  readonly text: string;
}

/** Lines of a document, 0-based. */
export interface LineSource {
  readonly lineCount: number;
  readonly lineAt: (line: number) => string;
}

/** What begins a comment in the languages people write: also inside a block, where lines begin with a star. */
const opening = String.raw`(?:\/\/+|\/\*+|\*+|#+|--+|;+|%+|<!--|\{\/\*|\(\*|"""|''')`;
const marked = new RegExp(String.raw`(?:^|[\s{(])${opening}!?\s*(?:@|\[)?(TODO|FIXME)\b(.*)$`, 'u');
const wholeComment = new RegExp(String.raw`^\s*${opening}(.*)$`, 'u');
const closing = /\s*(?:\*+\/\}?|-->|\*\)|"""|''')\s*$/u;

/** Ours: what is behind the first characters of a line is no comment that somebody wrote by hand. */
const readCharacters = 500;
/** Ours: a longer comment is a text, of which the beginning says enough. */
const maxLines = 12;

/** The TODO or FIXME comment that covers a line, with the comment lines that continue it; looks no further than a few lines. */
export function todoAt(source: LineSource, line: number): TodoComment | undefined {
  for (let first = line; first >= 0 && first > line - maxLines; first -= 1) {
    const found = todoOn(source, first);
    if (found !== undefined) return found.lastLine >= line ? found : undefined;
  }
  return undefined;
}

function todoOn(source: LineSource, first: number): TodoComment | undefined {
  const match = marked.exec(shortLine(source, first));
  if (match === null) return undefined;
  const [, mark, rest = ''] = match;
  const words = [withoutEnd(rest)];
  let last = first;
  while (!closing.test(shortLine(source, last)) && last + 1 < source.lineCount && words.length < maxLines) {
    const more = continuation(source, last + 1);
    if (more === undefined) break;
    words.push(more);
    last += 1;
  }
  const text = words.join('\n').replace(/^[\])]?:?\s*/u, '');
  return { mark: mark as TodoComment['mark'], firstLine: first, lastLine: last, text: text.trim() };
}

/** A line that is comment from its beginning, not empty, and no comment of its own. */
function continuation(source: LineSource, line: number): string | undefined {
  const text = shortLine(source, line);
  if (marked.test(text)) return undefined;
  const words = withoutEnd(wholeComment.exec(text)?.[1] ?? '').trim();
  // The second line of a block that has no stars, or that only closes it, ends the comment here.
  return /^[\s*/>-]*$/u.test(words) || words.startsWith('@') ? undefined : words;
}

function withoutEnd(text: string): string {
  return text.replace(closing, '');
}

function shortLine(source: LineSource, line: number): string {
  return source.lineAt(line).slice(0, readCharacters);
}
