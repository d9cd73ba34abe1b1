/** What a text is written in, as far as strings and comments go. */
export type CodeStyle = 'python' | 'brackets';

interface Mark {
  readonly opens: string;
  readonly closes: string;
  readonly escapes: boolean;
  /** Ends at the line end too. */
  readonly oneLine: boolean;
}

const marks: Readonly<Record<CodeStyle, readonly Mark[]>> = {
  python: [
    { opens: '"""', closes: '"""', escapes: true, oneLine: false },
    { opens: "'''", closes: "'''", escapes: true, oneLine: false },
    { opens: '"', closes: '"', escapes: true, oneLine: true },
    { opens: "'", closes: "'", escapes: true, oneLine: true },
    { opens: '#', closes: '\n', escapes: false, oneLine: true },
  ],
  brackets: [
    { opens: '//', closes: '\n', escapes: false, oneLine: true },
    { opens: '/*', closes: '*/', escapes: false, oneLine: false },
    { opens: '"', closes: '"', escapes: true, oneLine: true },
    { opens: "'", closes: "'", escapes: true, oneLine: true },
    { opens: '`', closes: '`', escapes: true, oneLine: false },
  ],
};

/**
 * The text with strings and comments blanked, line ends and lengths kept, so that brackets can be counted. One pass; a
 * regular expression literal that holds a quote or a bracket can mislead it, and the callers then find no closing bracket.
 */
export function maskCode(text: string, style: CodeStyle): string {
  let masked = '';
  let inside: Mark | undefined;
  for (let at = 0; at < text.length;) {
    const character = text[at] ?? '';
    if (inside === undefined) {
      inside = marks[style].find(({ opens }) => text.startsWith(opens, at));
      const length = inside?.opens.length ?? 1;
      masked += inside === undefined ? character : ' '.repeat(length);
      at += length;
    } else if (inside.escapes && character === '\\') {
      masked += text[at + 1] === '\n' ? ' \n' : '  ';
      at += 2;
    } else if (text.startsWith(inside.closes, at) || (inside.oneLine && character === '\n')) {
      const length = character === '\n' ? 1 : inside.closes.length;
      masked += character === '\n' ? '\n' : ' '.repeat(length);
      at += length;
      inside = undefined;
    } else {
      masked += character === '\n' || character === '\r' ? character : ' ';
      at += 1;
    }
  }
  return masked;
}
