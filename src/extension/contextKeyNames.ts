/** The keys that package.json's `when` clauses read, without their `gavel.` prefix. */
export const contextKeyNames = [
  'canAward',
  'canRerun',
  'running',
  'hasChanges',
  'reviewing',
  'someUnchecked',
  'canCommit',
] as const;

/** A context key without its prefix. */
export type ContextKey = (typeof contextKeyNames)[number];
