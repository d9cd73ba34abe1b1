/** The keys that follow the auction that is shown. */
export const runKeyNames = [
  'canAward',
  'canRerun',
  'running',
  'hasChanges',
  'reviewing',
  'someUnchecked',
  'canCommit',
  'canRecheck',
  'checkRunning',
] as const;

/** A key that follows the auction, without its prefix. */
export type RunKey = (typeof runKeyNames)[number];

/** The keys that package.json's `when` clauses read, without their `gavel.` prefix. */
export const contextKeyNames = [...runKeyNames, 'queueRunning', 'canUndo'] as const;
