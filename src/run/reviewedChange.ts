import type { ProposedChange } from '../review/change';
import { needsOwnAccept } from '../review/change';
import type { FileDecision } from './runEvents';

/** What can be decided on its own: a hunk, or a file that has none. */
export interface ReviewUnit {
  readonly decision: 'open' | 'accepted' | 'rejected';
  /** In the next bulk accept; never for a file that needs its own accept. */
  readonly checked: boolean;
}

/** A file of the proposal with what became of it. */
export interface ReviewedChange {
  readonly change: ProposedChange;
  /** `refused`: the last accept could not be carried out, and what is open stays so. */
  readonly decision: 'open' | 'accepted' | 'rejected' | 'refused';
  readonly note: string;
  /** One for each hunk of the change, in order; one alone for a file without hunks. */
  readonly units: readonly ReviewUnit[];
  /** The file with both versions between conflict marks, after an accept that met the person's own edit. */
  readonly conflict?: string;
}

/** A change that nobody has decided on. */
export function openReview(change: ProposedChange): ReviewedChange {
  const unit: ReviewUnit = { decision: 'open', checked: !needsOwnAccept(change) };
  return {
    change,
    decision: 'open',
    note: '',
    units: Array.from({ length: Math.max(1, change.hunks.length) }, () => unit),
  };
}

/** Indexes of the units that are not decided yet; of those in `wanted` alone when it is given. */
export function openUnits({ units }: ReviewedChange, wanted?: readonly number[]): readonly number[] {
  return units.flatMap(({ decision }, index) =>
    decision === 'open' && (wanted === undefined || wanted.includes(index)) ? [index] : [],
  );
}

/** Indexes of the units that stand in the workspace. */
export function acceptedUnits({ units }: ReviewedChange): ReadonlySet<number> {
  return new Set(units.flatMap(({ decision }, index) => (decision === 'accepted' ? [index] : [])));
}

/** The changes after some decisions; what is accepted or rejected already stays so. */
export function decideChanges(
  changes: readonly ReviewedChange[],
  decisions: readonly FileDecision[],
): readonly ReviewedChange[] {
  return changes.map((reviewed) => {
    const decision = decisions.find((candidate) => pathOf(candidate) === reviewed.change.path);
    return decision === undefined ? reviewed : decideFile(reviewed, decision);
  });
}

function decideFile(reviewed: ReviewedChange, decision: FileDecision): ReviewedChange {
  const about = openUnits(reviewed, decision.hunks);
  if (about.length === 0) return reviewed;
  if ('decision' in decision) return settled(reviewed, about, 'rejected', reviewed.note);
  const { outcome } = decision;
  if (outcome.kind === 'applied') {
    return settled(reviewed, about, 'accepted', outcome.note ?? (outcome.merged ? 'merged with your edits' : ''));
  }
  const { conflict } = outcome;
  return { ...reviewed, decision: 'refused', note: outcome.reason, ...(conflict !== undefined && { conflict }) };
}

function settled(
  { change, units: before }: ReviewedChange,
  about: readonly number[],
  decision: 'accepted' | 'rejected',
  note: string,
): ReviewedChange {
  const units = before.map((unit, index) => (about.includes(index) ? { ...unit, decision } : unit));
  const whole = decisionOf(units);
  return { change, units, decision: whole, note: whole === 'rejected' ? '' : note };
}

function decisionOf(units: readonly ReviewUnit[]): 'open' | 'accepted' | 'rejected' {
  if (units.some(({ decision }) => decision === 'open')) return 'open';
  return units.some(({ decision }) => decision === 'accepted') ? 'accepted' : 'rejected';
}

function pathOf(decision: FileDecision): string {
  return 'decision' in decision ? decision.path : decision.outcome.path;
}

/** Sets the check marks of a file, or of one of its hunks. */
export function checkUnits(
  changes: readonly ReviewedChange[],
  { path, hunk, checked }: { readonly path: string; readonly hunk?: number; readonly checked: boolean },
): readonly ReviewedChange[] {
  return changes.map((reviewed) => {
    if (reviewed.change.path !== path || needsOwnAccept(reviewed.change)) return reviewed;
    const units = reviewed.units.map((unit, index) =>
      unit.decision === 'open' && (hunk === undefined || hunk === index) ? { ...unit, checked } : unit,
    );
    return { ...reviewed, units };
  });
}

/** What was accepted in these files is open again. */
export function undoChanges(changes: readonly ReviewedChange[], paths: readonly string[]): readonly ReviewedChange[] {
  return changes.map((reviewed) => {
    if (!paths.includes(reviewed.change.path)) return reviewed;
    const units = reviewed.units.map((unit) =>
      unit.decision === 'accepted' ? { ...unit, decision: 'open' as const } : unit,
    );
    return { change: reviewed.change, units, decision: decisionOf(units), note: 'The accept was undone.' };
  });
}
