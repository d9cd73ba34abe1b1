import { closestText } from './closestText';
import type { BlockMatch } from './matchBlock';
import { lineAt, matchBlock } from './matchBlock';
import { linesOf, unwritableReason } from './textFile';

/** Literal text to find once in a file, and the literal text to put in its place. */
export interface EditBlock {
  readonly search: string;
  readonly replace: string;
}

/** What became of one block. Lines are 1-based and inclusive, in the text as it stands after this block. */
export type BlockOutcome =
  | {
      readonly kind: 'applied';
      readonly startLine: number;
      readonly endLine: number;
      readonly how: 'exact' | 'trimmed';
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** `outcomes` are in the order of the blocks; `text` is the original when all were refused. */
export interface EditResult {
  readonly text: string;
  readonly outcomes: readonly BlockOutcome[];
}

/** Ours: a file of at most so many lines may lose more than half of them; a small file is often rewritten whole. */
const smallFileLines = 20;

/**
 * Applies search/replace blocks one after the other. A block that does not match exactly once, or that would empty the
 * file or drop more than half of it, is refused alone; the others still apply. Line ends are normalised for matching
 * and kept in the result; replacement text is literal. `text` comes without a byte order mark.
 */
export function applyEditBlocks(text: string, blocks: readonly EditBlock[]): EditResult {
  let current = text;
  const outcomes = blocks.map((block) => {
    const result = applyBlock(current, block, text);
    current = result.text;
    return result.outcome;
  });
  return { text: current, outcomes };
}

interface BlockResult {
  readonly text: string;
  readonly outcome: BlockOutcome;
}

function applyBlock(text: string, block: EditBlock, original: string): BlockResult {
  const refuse = (reason: string): BlockResult => ({ text, outcome: { kind: 'refused', reason } });
  const search = normalised(block.search);
  const replace = normalised(block.replace);
  const unusable = unusableReason(search, replace);
  if (unusable !== undefined) return refuse(unusable);
  const plain = normalised(text);
  const found = matchBlock(plain, search, replace);
  if (found.kind === 'ambiguous') return refuse(ambiguousReason(found.lines));
  if (found.kind === 'indentation') return refuse(indentationReason(found.line));
  if (found.kind === 'none') return refuse(notFoundReason(plain, search));
  const result = spliced(text, plain, found.match);
  if (result === text) return refuse('The block changes nothing: the file already reads like this.');
  const loss = lossReason(original, result);
  return loss === undefined ? applied(result, found.match) : refuse(loss);
}

function applied(text: string, match: BlockMatch): BlockResult {
  const startLine = lineAt(normalised(text), match.start);
  const endLine = startLine + Math.max(0, linesOf(match.replacement).length - 1);
  return { text, outcome: { kind: 'applied', startLine, endLine, how: match.how } };
}

function normalised(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** Puts the replacement into the original text, so that every byte outside the match stays as it was. */
function spliced(text: string, plain: string, match: BlockMatch): string {
  const start = originalOffset(text, match.start);
  const end = originalOffset(text, match.end);
  const sample = plain.slice(match.start, match.end).includes('\n') ? text.slice(start, end) : text;
  const replacement = usesCrlf(sample) ? match.replacement.replaceAll('\n', '\r\n') : match.replacement;
  return text.slice(0, start) + replacement + text.slice(end);
}

/** Where an offset of the normalised text lies in the original: one further for each `\r\n` that ends before it. */
function originalOffset(text: string, plainOffset: number): number {
  let offset = plainOffset;
  for (let at = text.indexOf('\r\n'); at !== -1 && at < offset; at = text.indexOf('\r\n', at + 2)) offset += 1;
  return offset;
}

/** Whether most line ends are `\r\n`. */
function usesCrlf(text: string): boolean {
  const windows = text.split('\r\n').length - 1;
  const all = text.split('\n').length - 1;
  return windows * 2 > all;
}

function unusableReason(search: string, replace: string): string | undefined {
  if (search.trim() === '')
    return 'The search text is empty; give the lines to replace, or use create_file for a new file.';
  if (search === replace) return 'Search and replace are identical, so the block changes nothing.';
  return unwritableReason(`${search}\n${replace}`);
}

function lossReason(original: string, result: string): string | undefined {
  if (original.trim() !== '' && result.trim() === '') {
    return 'The block would empty the file; use delete_file if that is what the task needs.';
  }
  const before = linesOf(original).length;
  if (before > smallFileLines && linesOf(result).length * 2 < before) {
    return 'The block would drop more than half of the file; replace only the lines that change.';
  }
  return undefined;
}

function ambiguousReason(lines: readonly number[]): string {
  const where = lines.length >= 5 ? `${lines.join(', ')} and perhaps more` : lines.join(', ');
  return `The search text matches more than once, at lines ${where}; add neighbouring lines until it is unique.`;
}

function indentationReason(line: number): string {
  return `The search text matches at line ${line} only without its indentation; repeat it as read_file shows it.`;
}

function notFoundReason(plain: string, search: string): string {
  const closest = closestText(linesOf(plain), linesOf(search));
  if (closest === undefined) return 'The search text is not in the file, nor anything like it; read the file again.';
  const place =
    closest.startLine === closest.endLine
      ? `line ${closest.startLine}`
      : `lines ${closest.startLine}-${closest.endLine}`;
  return `The search text is not in the file. The closest text is at ${place}:\n${closest.text}`;
}
