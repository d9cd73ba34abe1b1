/** Ours: the third identical call is told instead of run. */
const maxIdenticalCalls = 3;

interface CallCount {
  readonly count: number;
  readonly changesFiles: boolean;
  /** The turn in which the model was told that it repeats itself. */
  readonly toldAtTurn?: number;
}

/** How often each call was made, by its key, as far as repeating it would be senseless. */
export type CallCounts = Readonly<Record<string, CallCount>>;

/** Before the first call. */
export const noCalls: CallCounts = {};

/** What to do with a call: run it, tell the model that it repeats itself, or end, since it was told and goes on. */
export interface CountedCall {
  readonly verdict: 'run' | 'tell' | 'stuck';
  readonly counts: CallCounts;
}

/** Counts one call. Being told and going on within one answer is no stubbornness: the model has not read it yet. */
export function countCall(
  counts: CallCounts,
  call: { readonly key: string; readonly changesFiles: boolean },
  turn: number,
): CountedCall {
  const before = Object.hasOwn(counts, call.key) ? counts[call.key] : undefined;
  if (before?.toldAtTurn !== undefined && before.toldAtTurn < turn) return { verdict: 'stuck', counts };
  const count = (before?.count ?? 0) + 1;
  const { changesFiles } = call;
  const tell = count >= maxIdenticalCalls;
  const entry: CallCount = tell ? { count, changesFiles, toldAtTurn: turn } : { count, changesFiles };
  return { verdict: tell ? 'tell' : 'run', counts: { ...counts, [call.key]: entry } };
}

/** After a change, reading and checking again is sensible; making the same change again is not. */
export function countsAfterChange(counts: CallCounts): CallCounts {
  return Object.fromEntries(Object.entries(counts).filter(([, entry]) => entry.changesFiles));
}
