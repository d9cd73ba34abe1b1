import { meantCode } from '../shownCode';
import { linesOf, unwritableReason } from '../textFile';
import { contaminationReason, type EditContext, fileFacts, lossReason } from './guards';
import { usesCrlf } from './lineEnds';
import { modelText } from './modelText';
import { type CodeSymbol, outlineOf } from './outline';
import type { WholeResult } from './wholeFile';

/**
 * Puts a new text in the place of one function, method or class. `symbols` are what is known to stand in `text`; the name
 * must be there exactly once, and the new text must define it again, so that a wrong place or a fragment is refused.
 */
export function wholeFunction(
  text: string,
  symbols: readonly CodeSymbol[],
  edit: { readonly name: string; readonly content: string },
  context: EditContext,
): WholeResult {
  const refused = (reason: string): WholeResult => ({ kind: 'refused', reason });
  const name = bareName(edit.name);
  const found = symbols.filter((symbol) => symbol.name === name);
  const [place] = found;
  if (place === undefined) return refused(unknownReason(name, symbols));
  if (found.length > 1) {
    const lines = found.slice(0, 5).map(({ startLine }) => startLine);
    return refused(`"${name}" is there more than once, at lines ${lines.join(', ')}; use edit_file for one of them.`);
  }
  const content = trimmedLines(modelText(meantCode(edit.content.replaceAll('\r\n', '\n'), text), false));
  const facts = fileFacts(text);
  const unusable = unwritableReason(content) ?? contaminationReason(content, facts, context.path);
  if (unusable !== undefined) return refused(unusable);
  if (!defines(content, name, context.path)) {
    return refused(`The new text is not a whole "${name}": send it from its first line to its last.`);
  }
  const result = spliced(text, place, content);
  if (result === text) return refused('It changes nothing: the function already reads like this.');
  const loss = lossReason(facts, result, context.mayShrink);
  return loss === undefined ? { kind: 'applied', text: result } : refused(loss);
}

/** `Class.method` and `method()` name the method. */
function bareName(name: string): string {
  return (
    name
      .trim()
      .replace(/\(.*$/u, '')
      .split(/[.#]|::/u)
      .at(-1)
      ?.trim() ?? ''
  );
}

function trimmedLines(content: string): string {
  return content.replace(/^(?:[ \t]*\n)+/u, '').trimEnd();
}

/** A symbol of this name that covers the new text but for comments before it; else it is a fragment, or more than one thing. */
function defines(content: string, name: string, path: string): boolean {
  // A method stands alone here, without its class: brackets are all there is to go by.
  const symbol = outlineOf(content, path).find((candidate) => candidate.name === name);
  return symbol?.endLine === linesOf(content).length;
}

/** The new lines take the indentation that the first line of the old ones had. */
function spliced(text: string, place: CodeSymbol, content: string): string {
  const lines = text.split('\n');
  const crlf = usesCrlf(text) ? '\r' : '';
  const wanted = indentOf(lines[place.startLine - 1] ?? '');
  const given = indentOf(content);
  const moved = content.split('\n').map((line) => {
    if (line.trim() === '') return crlf;
    const bare = line.startsWith(given) ? wanted + line.slice(given.length) : line;
    return bare + crlf;
  });
  const last = lines[place.endLine - 1] ?? '';
  // The last line of a file without a final line end has no carriage return either.
  if (place.endLine === lines.length && !last.endsWith('\r')) moved.push((moved.pop() ?? '').replace(/\r$/u, ''));
  return [...lines.slice(0, place.startLine - 1), ...moved, ...lines.slice(place.endLine)].join('\n');
}

function indentOf(text: string): string {
  return /^[ \t]*/u.exec(text)?.[0] ?? '';
}

function unknownReason(name: string, symbols: readonly CodeSymbol[]): string {
  const names = [...new Set(symbols.map((symbol) => symbol.name))].slice(0, 20);
  if (names.length === 0) return `There is no function "${name}" that could be found in the file; use edit_file.`;
  return `There is no function "${name}" in the file; there are ${names.join(', ')}.`;
}
