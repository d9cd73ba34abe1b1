import { applyChanges } from '../review/applyChanges';
import { needsOwnAccept } from '../review/change';
import { partOf } from '../review/hunks';
import type { Flow } from './flow';
import { acceptedUnits, openUnits, type ReviewedChange } from './reviewedChange';
import type { FileDecision } from './runEvents';
import { acceptedCount } from './runState';

/** A file by its path, POSIX relative, or some of its hunks by their indexes. */
export type Choice = string | { readonly path: string; readonly hunks: readonly number[] };

/** The person's side of the review. What is decided already is left alone. */
export interface Review {
  /**
   * Writes into the workspace what is chosen; `all` means what is checked. Files that need their own accept are taken only
   * when they are named. Settles when all stands on the disk or was refused; a second call for the same does nothing.
   */
  accept(chosen: readonly Choice[] | 'all'): Promise<void>;
  /** `all` means everything not decided yet. */
  reject(chosen: readonly Choice[] | 'all'): void;
  /** Puts a file, or one of its hunks, in or out of `accept('all')`. */
  check(path: string, hunk: number | undefined, checked: boolean): void;
  /** Carries out an undo between two decisions; what it restored is open again, or, after the end, said there. */
  undo(action: () => Promise<readonly string[]>): Promise<void>;
}

/** The desk where proposals are decided. */
export interface ReviewDesk extends Review {
  /** Settles when no file is left to decide. */
  readonly decided: Promise<void>;
  /** True while a decision is being carried out. */
  isBusy(): boolean;
  /**
   * Leaves the desk: what is being written is finished first, then the run ends as cancelled, or, when something stands in
   * the workspace already, with the rest rejected.
   */
  cancel(): void;
}

/** Opens the desk of one run. Decisions are carried out one after the other. */
export function reviewDesk(flow: Flow): ReviewDesk {
  let allDecided = (): void => undefined;
  const decided = new Promise<void>((resolve) => {
    allDecided = resolve;
  });
  let tail = Promise.resolve();
  let waiting = 0;
  const inTurn = (action: () => Promise<void> | void): Promise<void> => {
    waiting += 1;
    const turn = tail.then(action).finally(() => (waiting -= 1));
    // An accept that failed must not fail the ones after it.
    tail = turn.catch(() => undefined);
    return turn;
  };
  const decide = (decisions: readonly FileDecision[]): void => {
    flow.dispatch({ type: 'decided', decisions });
    if (undecided(flow, 'all').length === 0) allDecided();
  };
  const write = async (wanted: readonly Choice[] | 'all'): Promise<void> => {
    const chosen = wanted === 'all' ? checked(flow) : undecided(flow, wanted);
    if (chosen.length === 0 || flow.stopped() || flow.state().phase !== 'reviewing') return;
    const outcomes = await applyChanges({
      changes: chosen.map(({ reviewed, units }) => partOf(reviewed.change, acceptedUnits(reviewed), new Set(units))),
      runId: flow.request.runId,
      workspaceRoot: flow.request.workspaceRoot,
      port: flow.ports.apply,
      journalFolder: flow.ports.journalFolder,
      sensitivePaths: wanted === 'all' ? [] : chosen.map(({ reviewed }) => reviewed.change.path),
    });
    decide(outcomes.map((outcome, index) => ({ path: outcome.path, outcome, hunks: chosen[index]?.units ?? [] })));
  };
  const rejectNow = (wanted: readonly Choice[] | 'all'): void => {
    if (flow.state().phase !== 'reviewing') return;
    const chosen = undecided(flow, wanted);
    decide(chosen.map(({ reviewed, units }) => ({ path: reviewed.change.path, hunks: units, decision: 'rejected' })));
  };
  return {
    decided,
    isBusy: () => waiting > 0,
    accept: (wanted) => inTurn(() => write(wanted)),
    reject: (wanted) => void inTurn(() => rejectNow(wanted)),
    check: (path, hunk, mark) => {
      flow.dispatch({ type: 'checked', path, ...(hunk !== undefined && { hunk }), checked: mark });
    },
    undo: (action) => inTurn(async () => flow.dispatch({ type: 'undone', paths: await action() })),
    cancel: () =>
      void inTurn(() => {
        if (acceptedCount(flow.state()) > 0) rejectNow('all');
        else flow.stop('cancelled', 'Cancelled. Nothing in your workspace was changed.');
      }),
  };
}

/** A file with the units that a decision is about; never none. */
interface ChosenUnits {
  readonly reviewed: ReviewedChange;
  readonly units: readonly number[];
}

function undecided(flow: Flow, wanted: readonly Choice[] | 'all'): readonly ChosenUnits[] {
  return flow.state().changes.flatMap((reviewed) => {
    const { path } = reviewed.change;
    if (wanted === 'all') return withUnits(reviewed, openUnits(reviewed));
    const named = wanted.filter((choice) => (typeof choice === 'string' ? choice : choice.path) === path);
    if (named.length === 0) return [];
    const hunks = named.flatMap((choice) => (typeof choice === 'string' ? [] : choice.hunks));
    const whole = named.includes(path) || reviewed.change.hunks.length === 0;
    return withUnits(reviewed, openUnits(reviewed, whole ? undefined : hunks));
  });
}

function checked(flow: Flow): readonly ChosenUnits[] {
  return undecided(flow, 'all')
    .filter(({ reviewed }) => !needsOwnAccept(reviewed.change))
    .flatMap(({ reviewed, units }) =>
      withUnits(
        reviewed,
        units.filter((index) => reviewed.units[index]?.checked === true),
      ),
    );
}

function withUnits(reviewed: ReviewedChange, units: readonly number[]): readonly ChosenUnits[] {
  return units.length === 0 ? [] : [{ reviewed, units }];
}
