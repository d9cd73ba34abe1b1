/**
 * Every way into an auction. A draft names the one it came by, and the test of the rules for untrusted text demands an
 * example of each, so that none can be forgotten.
 */
export const intakeIds = [
  'editor',
  'files',
  'freeText',
  'issue',
  'issueText',
  'problem',
  'todo',
  'testFailure',
  'chat',
  'languageModelTool',
  'api',
] as const;

/** One way into an auction. */
export type IntakeId = (typeof intakeIds)[number];
