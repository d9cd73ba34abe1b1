/** A file of the proposal. `base` is what the sandbox was made from, `proposed` what the agent left; absent means no file. */
export interface ProposedChange {
  readonly path: string;
  readonly kind: 'created' | 'modified' | 'deleted';
  readonly base: Buffer | undefined;
  readonly proposed: Buffer | undefined;
  /** Changed lines; 0 for binary files. */
  readonly additions: number;
  readonly deletions: number;
  readonly flags: readonly ChangeFlag[];
}

/**
 * What a person should look at twice. `sensitive`: needs its own accept. `testChanged`: a test or its configuration.
 * `runsCode`: changes what a tool will execute. `binary`: no line diff. `hiddenText`: added bidi or invisible characters.
 */
export type ChangeFlag = 'sensitive' | 'testChanged' | 'runsCode' | 'binary' | 'hiddenText';

/** What became of one file at accept. */
export type ApplyOutcome =
  | { readonly kind: 'applied'; readonly path: string; readonly merged: boolean; readonly note?: string }
  | { readonly kind: 'refused'; readonly path: string; readonly reason: string };
