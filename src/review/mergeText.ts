import { diff3Merge } from 'node-diff3';
import { decodeText, splitLines } from './textBytes';

export type MergeOutcome =
  | { readonly kind: 'merged'; readonly bytes: Buffer }
  /** Both sides changed the same lines. `places`: lines of `current`; `marked`: the whole text with conflict marks. */
  | { readonly kind: 'conflict'; readonly places: string; readonly marked: string }
  /** Not UTF-8, or too long to merge while somebody waits. */
  | { readonly kind: 'unmergeable' };

/** Beyond this a merge would stall the editor. Ours. */
const maxLines = 20_000;
/** Pairs of equal lines the search for common lines may look at: 4,000 blank lines are 16 million, and took minutes (measured). */
const maxPairs = 400_000;

/**
 * Three-way merge by lines: the agent's change to `base` is replayed on `current`. Line ends count as part of their line.
 * Changes that both sides made alike are no conflict.
 */
export function mergeText(base: Buffer, current: Buffer, proposed: Buffer): MergeOutcome {
  const texts = [current, base, proposed].map(decodeText);
  const [mine, origin, theirs] = texts.map((text) => (text === undefined ? undefined : splitLines(text)));
  if (mine === undefined || origin === undefined || theirs === undefined) return { kind: 'unmergeable' };
  if (Math.max(mine.length, origin.length, theirs.length) > maxLines) return { kind: 'unmergeable' };
  const { first, last } = commonEdges(mine, origin, theirs);
  const inner = (lines: readonly string[]): string[] => lines.slice(first, lines.length - last);
  const [ours, before, others] = [inner(mine), inner(origin), inner(theirs)];
  if (equalPairs(ours, before) + equalPairs(others, before) > maxPairs) return { kind: 'unmergeable' };
  const regions = diff3Merge(ours, before, others, { excludeFalseConflicts: true });
  const lines: string[] = [];
  const places: string[] = [];
  for (const { ok, conflict } of regions) {
    if (ok !== undefined) lines.push(...ok);
    if (conflict === undefined) continue;
    const from = first + conflict.aIndex + 1;
    places.push(conflict.a.length < 2 ? String(from) : `${from}–${from + conflict.a.length - 1}`);
    lines.push(...markedConflict(conflict.a, conflict.b));
  }
  const whole = [...mine.slice(0, first), ...lines, ...mine.slice(mine.length - last)].join('');
  return places.length === 0
    ? { kind: 'merged', bytes: Buffer.from(whole, 'utf8') }
    : { kind: 'conflict', places: places.join(', '), marked: whole };
}

/** The marks that editors know from git. */
function markedConflict(yours: readonly string[], proposed: readonly string[]): readonly string[] {
  const ended = (lines: readonly string[]): readonly string[] =>
    lines.map((line) => (line.endsWith('\n') ? line : `${line}\n`));
  return ['<<<<<<< yours\n', ...ended(yours), '=======\n', ...ended(proposed), '>>>>>>> proposed\n'];
}

/** How many lines all three have in common at the beginning and at the end: most of a file, when two people edit it. */
function commonEdges(
  one: readonly string[],
  two: readonly string[],
  three: readonly string[],
): { readonly first: number; readonly last: number } {
  const shortest = Math.min(one.length, two.length, three.length);
  let first = 0;
  while (first < shortest && one[first] === two[first] && two[first] === three[first]) first += 1;
  let last = 0;
  while (
    last < shortest - first &&
    one.at(-1 - last) === two.at(-1 - last) &&
    two.at(-1 - last) === three.at(-1 - last)
  )
    last += 1;
  return { first, last };
}

function equalPairs(one: readonly string[], other: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const line of one) counts.set(line, (counts.get(line) ?? 0) + 1);
  return other.reduce((pairs, line) => pairs + (counts.get(line) ?? 0), 0);
}
