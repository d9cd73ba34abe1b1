import type { Hunk } from './hunks';

/** What a text gained and lost. */
export interface LineChanges {
  readonly additions: number;
  readonly deletions: number;
  /** The added lines without their ends. */
  readonly addedLines: readonly string[];
}

/** Changed lines over all hunks of a file. */
export function lineChanges(hunks: readonly Hunk[]): LineChanges {
  const addedLines = hunks.flatMap(({ added }) => added).map(withoutEnd);
  return {
    additions: addedLines.length,
    deletions: hunks.reduce((count, { removed }) => count + removed.length, 0),
    addedLines,
  };
}

function withoutEnd(line: string): string {
  return line.replace(/\r?\n?$/u, '');
}
