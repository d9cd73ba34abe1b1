import { closestText } from './closestText';
import { contaminationReason, type EditContext, type FileFacts, fileFacts, lossReason } from './guards';
import { usesCrlf } from './lineEnds';
import type { BlockMatch } from './matchBlock';
import { lineAt, matchBlock } from './matchBlock';
import { linesOf, unwritableReason } from '../textFile';
import { meantCode } from '../shownCode';
import { modelText } from './modelText';

/** Literal text to find once in a file, and the literal text to put in its place. */
export interface EditBlock {
  readonly search: string;
  readonly replace: string;
  /** The text must begin and end where lines do, as a hunk of a diff does. */
  readonly wholeLines?: boolean;
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

/**
 * Applies search/replace blocks one after the other. A block that does not match exactly once, that cannot be meant as it
 * stands, or that would empty the file or drop more than half of it unasked, is refused alone; the others still apply.
 * Line ends are normalised for matching and kept in the result; replacement text is literal. `text` comes without a byte
 * order mark.
 */
export function applyEditBlocks(text: string, blocks: readonly EditBlock[], context: EditContext): EditResult {
  const steps = editSteps(text, blocks, context);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same in steps, one block each, for those who must not hold up others. */
export function* editSteps(
  text: string,
  blocks: readonly EditBlock[],
  context: EditContext,
): Generator<undefined, EditResult, undefined> {
  const original = fileFacts(text);
  const outcomes: BlockOutcome[] = [];
  let current = text;
  let hints = maxHints;
  for (const block of blocks) {
    const result = applyBlock(current, block, { ...context, original, hints });
    current = result.text;
    outcomes.push(result.outcome);
    if (result.searched === true) hints -= 1;
    yield;
  }
  return { text: current, outcomes };
}

/** Ours: so many blocks that fit nowhere are told the closest text; finding it is dear, and more would not be read. */
const maxHints = 5;

interface BlockContext extends EditContext {
  readonly original: FileFacts;
  readonly hints: number;
}

interface BlockResult {
  readonly text: string;
  readonly outcome: BlockOutcome;
  /** The closest text was looked for. */
  readonly searched?: boolean;
}

function applyBlock(text: string, block: EditBlock, context: BlockContext): BlockResult {
  const refuse = (reason: string): BlockResult => ({ text, outcome: { kind: 'refused', reason } });
  const plain = normalised(text);
  const { search, replace } = meantBlock(plain, block, context.path);
  const unusable = unusableReason(search, replace) ?? contaminationReason(replace, context.original, context.path);
  if (unusable !== undefined) return refuse(unusable);
  const found = matchBlock(plain, { search, replace, wholeLines: block.wholeLines ?? false });
  if (found.kind === 'ambiguous') return refuse(ambiguousReason(found.lines));
  if (found.kind === 'indentation') return refuse(indentationReason(found.line));
  if (found.kind === 'none') {
    return context.hints > 0
      ? { ...refuse(notFoundReason(plain, search)), searched: true }
      : refuse('The search text is not in the file; read the file again.');
  }
  const result = spliced(text, plain, found.match);
  if (result === text) return refuse('The block changes nothing: the file already reads like this.');
  const loss = lossReason(context.original, result, context.mayShrink);
  return loss === undefined ? applied(result, found.match) : refuse(loss);
}

/** A block that fits as it stands is taken so; only otherwise fences and line numbers around it are taken off. */
function meantBlock(plain: string, block: EditBlock, path: string): EditBlock {
  const search = meantCode(normalised(block.search), plain);
  const replace = meantCode(normalised(block.replace), plain);
  if (search !== '' && plain.includes(search)) return { search, replace: modelText(replace, isProse(path)) };
  return { search: modelText(search, isProse(path)), replace: modelText(replace, isProse(path)) };
}

function isProse(path: string): boolean {
  return /\.(?:md|mdx|markdown)$/iu.test(path);
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

function unusableReason(search: string, replace: string): string | undefined {
  if (search.trim() === '')
    return 'The search text is empty; give the lines to replace, or use create_file for a new file.';
  if (search === replace) return 'Search and replace are identical, so the block changes nothing.';
  return unwritableReason(`${search}\n${replace}`);
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
