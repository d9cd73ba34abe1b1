import { diff3Merge } from 'node-diff3';
import { decodeText, splitLines } from './textBytes';

export type MergeOutcome =
  | { readonly kind: 'merged'; readonly bytes: Buffer }
  /** Both sides changed the same lines. */
  | { readonly kind: 'conflict' }
  /** Not UTF-8, or too long to merge while somebody waits. */
  | { readonly kind: 'unmergeable' };

/** The search for common lines grows with the square of their number; beyond this it would stall the editor. Ours. */
const maxLines = 20_000;

/**
 * Three-way merge by lines: the agent's change to `base` is replayed on `current`. Line ends count as part of their line.
 * Changes that both sides made alike are no conflict.
 */
export function mergeText(base: Buffer, current: Buffer, proposed: Buffer): MergeOutcome {
  const texts = [current, base, proposed].map(decodeText);
  const [mine, origin, theirs] = texts.map((text) => (text === undefined ? undefined : splitLines(text)));
  if (mine === undefined || origin === undefined || theirs === undefined) return { kind: 'unmergeable' };
  if (Math.max(mine.length, origin.length, theirs.length) > maxLines) return { kind: 'unmergeable' };
  const regions = diff3Merge(mine, origin, theirs, { excludeFalseConflicts: true });
  const lines: string[] = [];
  for (const region of regions) {
    if (region.ok === undefined) return { kind: 'conflict' };
    lines.push(...region.ok);
  }
  return { kind: 'merged', bytes: Buffer.from(lines.join(''), 'utf8') };
}
