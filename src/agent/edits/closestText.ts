import { distance } from 'fastest-levenshtein';

/** The part of a file that looks most like a search text. Lines are 1-based and inclusive; `text` is capped. */
export interface ClosestText {
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
}

// Ours: windows compared in full, and characters of each. 100 windows of 2,000 characters take about 20 ms.
const maxWindows = 100;
const maxWindowCharacters = 2000;
const maxLineCharacters = 300;
const maxShownLines = 30;
/** Lines compared in full where no line is shared; the others differ more at their ends. */
const maxComparedLines = 1000;
/** Ours, untested: below this similarity (0..1) a hint would mislead more than it helps. */
const minSimilarity = 0.4;

/**
 * Finds where the search lines probably should have matched. The work is bounded whatever the size of the file:
 * one cheap pass chooses at most 100 windows, and only these are compared in full.
 */
export function closestText(fileLines: readonly string[], searchLines: readonly string[]): ClosestText | undefined {
  const height = searchLines.length;
  const wanted = comparable(searchLines);
  let best: { start: number; similarity: number } | undefined;
  const compared = new Set<string>();
  for (const start of candidateStarts(fileLines, searchLines)) {
    const found = comparable(fileLines.slice(start, start + height));
    if (compared.has(found)) continue;
    compared.add(found);
    const similarity = 1 - distance(wanted, found) / Math.max(wanted.length, found.length, 1);
    if (similarity >= minSimilarity && similarity > (best?.similarity ?? 0)) best = { start, similarity };
  }
  if (best === undefined) return undefined;
  const endLine = Math.min(best.start + height, fileLines.length);
  const shown = fileLines.slice(best.start, Math.min(endLine, best.start + maxShownLines));
  return { startLine: best.start + 1, endLine, text: shown.map((line) => line.slice(0, maxLineCharacters)).join('\n') };
}

function comparable(lines: readonly string[]): string {
  // Each line but the last has a line end: more of them would only be cut off again.
  return lines
    .slice(0, maxWindowCharacters)
    .map((line) => line.trim().slice(0, maxLineCharacters))
    .join('\n')
    .slice(0, maxWindowCharacters);
}

function candidateStarts(fileLines: readonly string[], searchLines: readonly string[]): number[] {
  const shared = startsBySharedLines(fileLines, searchLines);
  return shared.length > 0 ? shared : startsByLongestLine(fileLines, searchLines);
}

/** Windows ranked by how many of their lines stand in the search text too, in one rolling pass. */
function startsBySharedLines(fileLines: readonly string[], searchLines: readonly string[]): number[] {
  const wanted = new Set(searchLines.map((line) => line.trim()).filter((line) => line.length > 2));
  const hits = fileLines.map((line) => (wanted.has(line.trim()) ? 1 : 0));
  const height = searchLines.length;
  const windows: Ranked[] = [];
  let count = hits.slice(0, height).reduce<number>((sum, hit) => sum + hit, 0);
  for (let start = 0; start < Math.max(1, fileLines.length - height + 1); start += 1) {
    if (count > 0) windows.push({ start, rank: -count });
    count += (hits[start + height] ?? 0) - (hits[start] ?? 0);
  }
  return bestStarts(windows);
}

/** Nothing is shared: windows placed so that their line lies where the longest line of the search text would. */
function startsByLongestLine(fileLines: readonly string[], searchLines: readonly string[]): number[] {
  const trimmed = searchLines.map((line) => line.trim().slice(0, maxLineCharacters));
  const longest = trimmed.reduce((best, line) => (line.length > best.length ? line : best), '');
  const offset = trimmed.indexOf(longest);
  const lines = fileLines.map((line) => line.trim().slice(0, maxLineCharacters));
  const rough = lines.flatMap((line, index) =>
    line.length * 2 < longest.length || line.length > longest.length * 2
      ? []
      : [{ start: index, rank: Math.max(line.length, longest.length) - sharedEnds(line, longest) }],
  );
  rough.sort((left, right) => left.rank - right.rank || left.start - right.start);
  const windows = rough.slice(0, maxComparedLines).map(({ start: index }) => ({
    start: Math.max(0, index - offset),
    rank: distance(longest, lines[index] ?? ''),
  }));
  return bestStarts(windows);
}

/** Characters that two lines have in common from their beginnings on and back from their ends. */
function sharedEnds(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let first = 0;
  while (first < most && one[first] === other[first]) first += 1;
  let last = 0;
  while (last < most - first && one[one.length - 1 - last] === other[other.length - 1 - last]) last += 1;
  return first + last;
}

interface Ranked {
  readonly start: number;
  readonly rank: number;
}

function bestStarts(windows: Ranked[]): number[] {
  windows.sort((left, right) => left.rank - right.rank || left.start - right.start);
  return [...new Set(windows.slice(0, maxWindows).map((window) => window.start))];
}
