import { lineRuns } from './lineRuns';
import { reindent } from './reindent';

/** A place in a text with `\n` line ends, as offsets, and what shall stand there. */
export interface BlockMatch {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  readonly how: 'exact' | 'trimmed';
}

/** `lines` are the 1-based lines where a match begins, at most five of them. */
export type MatchOutcome =
  | { readonly kind: 'found'; readonly match: BlockMatch }
  | { readonly kind: 'ambiguous'; readonly lines: readonly number[] }
  | { readonly kind: 'indentation'; readonly line: number }
  | { readonly kind: 'none' };

const maxReportedMatches = 5;

/** What to look for, with `\n` line ends; `search` is not blank. */
export interface WantedBlock {
  readonly search: string;
  readonly replace: string;
  readonly wholeLines: boolean;
}

/**
 * Where a search text stands: one exact match first, then one match of whole lines that ignores the white space around
 * them. Never a fuzzy match: it would edit the wrong place.
 */
export function matchBlock(text: string, { search, replace, wholeLines }: WantedBlock): MatchOutcome {
  const exact = exactMatches(text, search, wholeLines);
  if (exact.length > 1) return { kind: 'ambiguous', lines: exact.map((offset) => lineAt(text, offset)) };
  const start = exact[0];
  if (start === undefined) return matchTrimmed(text, search, replace);
  return { kind: 'found', match: { start, end: start + search.length, replacement: replace, how: 'exact' } };
}

function exactMatches(text: string, search: string, wholeLines: boolean): readonly number[] {
  if (wholeLines) return wholeLineMatches(text, search);
  const found: number[] = [];
  let offset = text.indexOf(search);
  while (offset !== -1 && found.length < maxReportedMatches) {
    found.push(offset);
    offset = text.indexOf(search, offset + 1);
  }
  return found;
}

/** A search text that ends with a line end is found only where the file has that line end too. */
function wholeLineMatches(text: string, search: string): readonly number[] {
  const lines = text.split('\n');
  const runs = lineRuns(lines, search.replace(/\n$/u, '').split('\n'), maxReportedMatches);
  return runs.map((index) => lineOffset(lines, index)).filter((offset) => text.startsWith(search, offset));
}

function lineOffset(lines: readonly string[], index: number): number {
  let offset = 0;
  for (let at = 0; at < index; at += 1) offset += (lines[at] ?? '').length + 1;
  return offset;
}

/** The 1-based line in which an offset lies. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', end + 1)) line += 1;
  return line;
}

function matchTrimmed(text: string, search: string, replace: string): MatchOutcome {
  const fileLines = text.split('\n');
  const block = trimBlankEdges(search, replace);
  const starts = trimmedMatches(fileLines, block.search);
  if (starts.length > 1) return { kind: 'ambiguous', lines: starts.map((index) => index + 1) };
  const index = starts[0];
  if (index === undefined) return { kind: 'none' };
  const matched = fileLines.slice(index, index + block.search.length);
  const lines = reindent(matched, block.search, block.replace);
  if (lines === undefined) return { kind: 'indentation', line: index + 1 };
  const start = lineOffset(fileLines, index);
  const end = start + matched.join('\n').length;
  // Replacing lines by nothing takes their line end along, else an empty line would stay.
  const deleted = lines.length === 0 ? Math.min(end + 1, text.length) : end;
  return { kind: 'found', match: { start, end: deleted, replacement: lines.join('\n'), how: 'trimmed' } };
}

/** Blank lines around the search text are no anchors; the replacement loses as many of its own. */
function trimBlankEdges(search: string, replace: string): { search: string[]; replace: string[] } {
  const searchLines = search.split('\n');
  const replaceLines = replace === '' ? [] : replace.split('\n');
  while (searchLines[0]?.trim() === '') {
    searchLines.shift();
    if (replaceLines[0]?.trim() === '') replaceLines.shift();
  }
  while (searchLines.at(-1)?.trim() === '') {
    searchLines.pop();
    if (replaceLines.at(-1)?.trim() === '') replaceLines.pop();
  }
  return { search: searchLines, replace: replaceLines };
}

function trimmedMatches(fileLines: readonly string[], searchLines: readonly string[]): readonly number[] {
  const trimmed = (lines: readonly string[]): string[] => lines.map((line) => line.trim());
  return lineRuns(trimmed(fileLines), trimmed(searchLines), maxReportedMatches);
}
