import { structuredPatch } from 'diff';
import { splitLines } from './textBytes';

/** What a text gained and lost. */
export interface LineChanges {
  readonly additions: number;
  readonly deletions: number;
  /** The added lines without their ends. */
  readonly addedLines: readonly string[];
}

/** Milliseconds for one file; a rewritten file of 5,000 lines would take four seconds (measured). */
const timeoutMs = 300;

/** Changed lines of a file. Too much to compare in time: the whole file counts as replaced. */
export function lineChanges(before: string, after: string): LineChanges {
  const patch = structuredPatch('', '', before, after, undefined, undefined, { context: 0, timeout: timeoutMs });
  if (patch === undefined) return replaced(before, after);
  const lines = patch.hunks.flatMap((hunk) => hunk.lines);
  const addedLines = lines.filter((line) => line.startsWith('+')).map((line) => withoutEnd(line.slice(1)));
  return {
    additions: addedLines.length,
    deletions: lines.filter((line) => line.startsWith('-')).length,
    addedLines,
  };
}

function replaced(before: string, after: string): LineChanges {
  const addedLines = splitLines(after).map(withoutEnd);
  return { additions: addedLines.length, deletions: splitLines(before).length, addedLines };
}

function withoutEnd(line: string): string {
  return line.replace(/\r?\n?$/u, '');
}
