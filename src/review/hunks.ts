import { structuredPatch } from 'diff';
import type { ProposedChange } from './change';
import { decodeText, splitLines } from './textBytes';

/** A run of changed lines without context. Lines keep their ends. */
export interface Hunk {
  /** 1-based line of the base where `removed` begins; with nothing removed, the line that `added` goes in front of. */
  readonly oldStart: number;
  readonly removed: readonly string[];
  /** 1-based line of the proposal where `added` begins. */
  readonly newStart: number;
  readonly added: readonly string[];
}

/** Milliseconds for one file; a rewritten file of 5,000 lines would take four seconds (measured). */
const timeoutMs = 300;

/** The hunks that make `after` of `before`, in order. Too much to compare in time: one hunk replaces the whole file. */
export function hunksOf(before: string, after: string): readonly Hunk[] {
  const [old, now] = [splitLines(before), splitLines(after)];
  const patch = structuredPatch('', '', before, after, undefined, undefined, { context: 0, timeout: timeoutMs });
  if (patch === undefined) return before === after ? [] : [{ oldStart: 1, removed: old, newStart: 1, added: now }];
  return patch.hunks.map(({ oldStart, oldLines, newStart, newLines }) => ({
    oldStart,
    removed: old.slice(oldStart - 1, oldStart - 1 + oldLines),
    newStart,
    added: now.slice(newStart - 1, newStart - 1 + newLines),
  }));
}

/** The base with some of its hunks, named by their index: all of them give the proposal, none gives the base. */
export function withHunks(base: string, hunks: readonly Hunk[], chosen: ReadonlySet<number>): string {
  const lines = splitLines(base);
  const parts: string[] = [];
  let at = 0;
  hunks.forEach(({ oldStart, removed, added }, index) => {
    parts.push(...lines.slice(at, oldStart - 1), ...(chosen.has(index) ? added : removed));
    at = oldStart - 1 + removed.length;
  });
  return [...parts, ...lines.slice(at)].join('');
}

/**
 * The part of a change that takes the `chosen` hunks to where the `accepted` ones stand already. A change without hunks (a
 * new, deleted or binary file) is whole or not at all.
 */
export function partOf(
  change: ProposedChange,
  accepted: ReadonlySet<number>,
  chosen: ReadonlySet<number>,
): ProposedChange {
  const { base, hunks } = change;
  const text = base === undefined ? undefined : decodeText(base);
  if (hunks.length === 0 || text === undefined) return change;
  const upTo = (part: ReadonlySet<number>): Buffer => Buffer.from(withHunks(text, hunks, part), 'utf8');
  return { ...change, base: upTo(accepted), proposed: upTo(new Set([...accepted, ...chosen])) };
}
