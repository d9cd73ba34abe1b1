import type { Hunk } from './hunks';

/** A file of the proposal. `base` is what the sandbox was made from, `proposed` what the agent left; absent means no file. */
export interface ProposedChange {
  readonly path: string;
  readonly kind: 'created' | 'modified' | 'deleted';
  readonly base: Buffer | undefined;
  readonly proposed: Buffer | undefined;
  /** Changed lines; 0 for binary files. */
  readonly additions: number;
  readonly deletions: number;
  /** What can be decided one by one; empty where only the whole file can: new, deleted and binary ones. */
  readonly hunks: readonly Hunk[];
  readonly flags: readonly ChangeFlag[];
  /** Permission bits of a new file that took them over from the one it was renamed from. */
  readonly mode?: number;
}

/**
 * What a person should look at twice. `sensitive`: needs its own accept. `testChanged`: a test or its configuration.
 * `runsCode`: changes what a tool will execute. `outsidePlan`: neither plan nor task names it. `binary`: no line diff.
 * `hiddenText`: added bidi or invisible characters. `lookalike`: added names with letters that pass for Latin ones.
 */
export type ChangeFlag =
  'sensitive' | 'hiddenText' | 'lookalike' | 'runsCode' | 'testChanged' | 'outsidePlan' | 'binary';

/** True for a file that no bulk accept takes: it could do more, or other, than a glance at the diff shows, or shows none. */
export function needsOwnAccept({ flags }: Pick<ProposedChange, 'flags'>): boolean {
  const own: readonly ChangeFlag[] = ['sensitive', 'hiddenText', 'lookalike', 'binary'];
  return own.some((flag) => flags.includes(flag));
}

/** What became of one file at accept. */
export type ApplyOutcome =
  | { readonly kind: 'applied'; readonly path: string; readonly merged: boolean; readonly note?: string }
  | {
      readonly kind: 'refused';
      readonly path: string;
      readonly reason: string;
      /** The file with both versions between conflict marks, where the person and the agent changed the same lines. */
      readonly conflict?: string;
    };
