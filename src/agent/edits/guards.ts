import { extname } from 'node:path';
import { linesOf } from '../textFile';

/** What is known about an edit when its result is judged. */
export interface EditContext {
  /** POSIX, relative: its extension tells code from prose. */
  readonly path: string;
  /** The model said in so many words that much shall go. */
  readonly mayShrink: boolean;
}

/** Ours: so many lines that are not blank may go without a word; there is hardly a "half" of them. */
const tinyLines = 4;

/** What the guards need to know of a file before an edit; found once, however many blocks it has. */
export interface FileFacts {
  readonly text: string;
  readonly isBlank: boolean;
  /** Lines that are not blank. */
  readonly filledLines: number;
  /** All lines, trimmed. */
  readonly known: ReadonlySet<string>;
}

/** Looks at a file before it is edited. */
export function fileFacts(text: string): FileFacts {
  const lines = linesOf(text).map((line) => line.trim());
  const filled = lines.reduce((sum, line) => sum + (line === '' ? 0 : 1), 0);
  return { text, isBlank: filled === 0, filledLines: filled, known: new Set(lines) };
}

/**
 * Why a result is not written although the edit fitted: it would empty the file, or drop more than half of its lines
 * that are not blank without having been asked to. `undefined` when nothing is lost.
 */
export function lossReason(original: FileFacts, result: string, mayShrink: boolean): string | undefined {
  if (!original.isBlank && result.trim() === '') {
    return 'It would empty the file; use delete_file if that is what the task needs.';
  }
  const before = original.filledLines;
  if (mayShrink || before <= tinyLines) return undefined;
  const after = filledLines(result);
  if (after * 2 >= before) return undefined;
  return `It would drop more than half of the file (${before} lines become ${after}); send all that shall stay, or set mayShrink if the task needs so much gone.`;
}

function filledLines(text: string): number {
  let count = 0;
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    const stop = end === -1 ? text.length : end;
    if (text.slice(start, stop).trim() !== '') count += 1;
    start = stop + 1;
  }
  return count;
}

/** Why new text cannot be meant as it stands; `original` is the whole file, whose own peculiarities are no mistake. */
export function contaminationReason(newText: string, original: FileFacts, path: string): string | undefined {
  const { known } = original;
  const fresh = linesOf(newText).map((line, index, lines) => ({ line, before: lines[index - 1] ?? '' }));
  const added = fresh.filter(({ line }) => line.trim() !== '' && !known.has(line.trim()));
  const found = rules.find(({ breaks }) => added.some(({ line, before }) => breaks(line, before, path)));
  if (found !== undefined) return found.reason;
  if (added.some(({ line }) => [...line.matchAll(controlMarks)].some(([mark]) => !original.text.includes(mark)))) {
    return 'The new text holds reasoning or control marks of a model; send the code alone.';
  }
  const lines = added.map(({ line }) => line.trim());
  const edges = [lines[0], lines.at(-1)].filter((line) => line !== undefined);
  if (isCode(path) && edges.some((line) => chat.test(line))) {
    return 'The new text begins or ends with a sentence to the reader; send the code alone.';
  }
  if (!isMarkdown(path) && edges.some((line) => /^(?:`{3}|~{3})/u.test(line))) {
    return 'The new text holds a code fence; send the code alone.';
  }
  return undefined;
}

/** A file that is about such marks holds them already: there they are no mistake. */
const controlMarks =
  /<\/?think(?:ing)?>|<[|｜][\w▁]+[|｜]>|<\/?tool_call>|<(?:function|parameter)=[\w.-]+>|\[\/?TOOL_CALLS\]/gu;

interface Rule {
  readonly breaks: (line: string, before: string, path: string) => boolean;
  readonly reason: string;
}

const rules: readonly Rule[] = [
  {
    breaks: isElision,
    reason: 'The new text leaves something out ("… rest unchanged …"); write every line out, or edit a smaller place.',
  },
  {
    breaks: (line) => /^\s*(?:[<>]{5,9}|[-+]{5,9})\s*(?:SEARCH|REPLACE|ORIGINAL|UPDATED|HEAD)\b/iu.test(line),
    reason: 'The new text holds a marker of a search/replace block; write each block with its own three markers.',
  },
  {
    breaks: (line, _before, path) => isCode(path) && /[“”‘’]/u.test(line) && !/["'`#*]|\/\//u.test(line),
    reason: 'The new code holds typographic quotes where code needs straight ones.',
  },
];

/** Ours: nobody leaves something out at such length, and a pattern must not look for it there. */
const maxElisionCharacters = 300;

/**
 * A line that stands for others. In Python a lone `...` is a body, but only right after a line that opens one; `...rest`
 * without a space is code in JavaScript.
 */
function isElision(line: string, before: string, path: string): boolean {
  const text = line.trim();
  if (text.length > maxElisionCharacters) return false;
  if (text === '...' && /\.pyi?$/u.test(path)) return !before.trimEnd().endsWith(':');
  const comment = isMarkdown(path) ? null : commentLine.exec(text);
  const said = comment?.[1] ?? text;
  if (/^(?:\.{3}|…)+$/u.test(said)) return true;
  if (comment === null) return /^(?:\.{3}\s|…)/u.test(said) && left.test(said);
  return (/^(?:\.{3}|…)|(?:\.{3}|…)$/u.test(said) && left.test(said)) || whole.test(said);
}

const commentLine = /^(?:\/\/|\/\*+|#+|<!--|--|;|%|\{\/\*|\(\*|\*)\s*(.*?)\s*(?:\*\/\}?|-->|\*\))?$/u;
const left = /\b(?:rest|existing|remaining|unchanged|same|other|previous|omitted|as before|no changes?|keep|snip)\b/iu;
const whole =
  /^(?:the )?(?:rest|remainder|remaining|existing) (?:of )?(?:the |your |this )?(?:code|file|function|class|method|methods|module|implementation|content)s?(?: (?:remains|stays|is|goes|are|here|unchanged|the same|as before|omitted).*)?$/iu;
const chat =
  /^(?:here(?:'s| is| are)|sure[,!.]|certainly|okay[,.]|below is|i(?:'ve| have|'ll| will) (?:now )?(?:updated|changed|fixed|rewritten|made|modified|write|change|fix)|let me|this (?:fixes|changes|should)|the (?:updated|fixed|corrected|complete|following) (?:code|file|version)|note that|explanation:|first, i|now i|wait,|hmm)/iu;

function isMarkdown(path: string): boolean {
  return /\.(?:md|mdx|markdown|rst|txt|adoc)$/iu.test(path);
}

function isCode(path: string): boolean {
  return !isMarkdown(path) && !['', '.html', '.csv', '.tex', '.po', '.json', '.yml', '.yaml'].includes(extname(path));
}
