import { diffWordsWithSpace } from 'diff';

/** A stretch of a plan: in both versions, only in the first, or only in the later one. */
export interface PlanPart {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Milliseconds: a plan has at most 800 tokens, which take far less; what takes longer is no plan. Ours. */
const timeoutMs = 100;

/** Longer texts are not compared at all. UTF-16 units; ours. */
const longest = 20_000;

/** What was rewritten, word by word, or `undefined` for texts too long to be compared while somebody waits. */
export function planDiff(first: string, later: string): readonly PlanPart[] | undefined {
  if (first.length + later.length > longest) return undefined;
  return diffWordsWithSpace(first, later, { timeout: timeoutMs })?.map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }));
}
