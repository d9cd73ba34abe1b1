import { meantCode } from '../shownCode';
import { linesOf, unwritableReason } from '../textFile';
import { contaminationReason, type EditContext, fileFacts, lossReason } from './guards';
import { usesCrlf } from './lineEnds';
import { modelText } from './modelText';

/** The new text of a file, or why it is not written. */
export type WholeResult =
  { readonly kind: 'applied'; readonly text: string } | { readonly kind: 'refused'; readonly reason: string };

/**
 * The text of a file that a model sent whole. Line ends and the final one stay as they were in the original, which is
 * `undefined` for a new file; neither text has a byte order mark.
 */
export function wholeFile(original: string | undefined, content: string, context: EditContext): WholeResult {
  const refused = (reason: string): WholeResult => ({ kind: 'refused', reason });
  const meant = modelText(meantCode(content, original ?? ''), /\.(?:md|mdx|markdown)$/iu.test(context.path));
  const unwritable = unwritableReason(meant);
  if (unwritable !== undefined) return refused(unwritable);
  const before = original ?? '';
  const facts = fileFacts(before);
  const contaminated = contaminationReason(meant, facts, context.path);
  if (contaminated !== undefined) return refused(contaminated);
  if (original === undefined) return { kind: 'applied', text: meant };
  const text = withEndsOf(before, meant);
  if (text === before) return refused('It changes nothing: the file already reads like this.');
  const loss = lossReason(facts, text, context.mayShrink);
  return loss === undefined ? { kind: 'applied', text } : refused(loss);
}

/** The lines of `text` with the line ends of `original`, and a final one exactly if the original had it. */
export function withEndsOf(original: string, text: string): string {
  const eol = usesCrlf(original) ? '\r\n' : '\n';
  const mixed = original.includes('\r\n') && /(?<!\r)\n/u.test(original);
  const final = original === '' || original.endsWith('\n') ? eol : '';
  const body = linesOf(text);
  if (!mixed) return body.join(eol) + (body.length === 0 ? '' : final);
  return withEachEndOf(original, body) + (body.length === 0 ? '' : final);
}

/** A file of both line ends: a line that was there keeps its own. */
function withEachEndOf(original: string, lines: readonly string[]): string {
  const ends = new Map(
    original.split('\n').map((line) => [line.replace(/\r$/u, ''), line.endsWith('\r') ? '\r\n' : '\n']),
  );
  const eol = usesCrlf(original) ? '\r\n' : '\n';
  return lines.map((line, index) => (index === lines.length - 1 ? line : line + (ends.get(line) ?? eol))).join('');
}
