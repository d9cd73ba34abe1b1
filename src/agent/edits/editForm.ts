/** A way to write an edit. A `diff` is read when a model insists on one, and never asked for. */
export type EditForm = 'blocks' | 'function' | 'wholeFile' | 'diff';

/** One edit of a model: in which form, and whether it fitted as it was written. */
export interface EditNote {
  readonly form: EditForm;
  readonly wellFormed: boolean;
}

/** Edits of a model that count, newest last. */
export const editWindow = 100;

/** Ours, untested on real models: fewer edits say little. */
const minEdits = 4;
/** At and above: small edits. Below `wholeFileBelow`: whole files. Between: whole functions, which need no exact quote. */
const blocksFrom = 0.8;
const wholeFileBelow = 0.3;

/**
 * The form to ask a model for: by the share of its last search/replace blocks and diffs that fitted. Whole functions and
 * files say nothing about quoting exactly, so they do not count; a model that was moved away from blocks comes back as
 * its old failures leave the window.
 */
export function chooseEditForm(notes: readonly EditNote[]): Exclude<EditForm, 'diff'> {
  const recent = notes.slice(-editWindow).filter(({ form }) => form === 'blocks' || form === 'diff');
  if (recent.length < minEdits) return 'blocks';
  const share = recent.filter(({ wellFormed }) => wellFormed).length / recent.length;
  if (share >= blocksFrom) return 'blocks';
  return share < wholeFileBelow ? 'wholeFile' : 'function';
}

const weakness = ['blocks', 'function', 'wholeFile'] as const;

/** The form after more edits; within an attempt it only gets easier, since every change costs the model's attention. */
export function nextEditForm(now: Exclude<EditForm, 'diff'>, notes: readonly EditNote[]): Exclude<EditForm, 'diff'> {
  const wanted = chooseEditForm(notes);
  return weakness.indexOf(wanted) > weakness.indexOf(now) ? wanted : now;
}
