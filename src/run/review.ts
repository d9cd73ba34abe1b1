import { applyChanges } from '../review/applyChanges';
import type { Flow } from './flow';
import type { FileDecision } from './runEvents';
import { acceptedCount, type ReviewedChange } from './runState';

/** The person's side of the review. Paths are POSIX relative; `all` means every file not decided yet. */
export interface Review {
  /**
   * Writes files into the workspace. Sensitive files are accepted only when named one by one; `all` leaves them open.
   * Settles when they stand on the disk or were refused; a second call for the same files does nothing.
   */
  accept(paths: readonly string[] | 'all'): Promise<void>;
  reject(paths: readonly string[] | 'all'): void;
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
  const write = async (paths: readonly string[] | 'all'): Promise<void> => {
    const chosen = undecided(flow, paths).filter(({ change }) => paths !== 'all' || !needsOwnAccept(change.flags));
    if (chosen.length === 0 || flow.stopped() || flow.state().phase !== 'reviewing') return;
    const outcomes = await applyChanges({
      changes: chosen.map(({ change }) => change),
      runId: flow.request.runId,
      workspaceRoot: flow.request.workspaceRoot,
      port: flow.ports.apply,
      journalFolder: flow.ports.journalFolder,
      sensitivePaths: paths === 'all' ? [] : paths,
    });
    decide(outcomes.map((outcome) => ({ path: outcome.path, outcome })));
  };
  const rejectNow = (paths: readonly string[] | 'all'): void => {
    if (flow.state().phase !== 'reviewing') return;
    decide(undecided(flow, paths).map(({ change }) => ({ path: change.path, decision: 'rejected' })));
  };
  return {
    decided,
    isBusy: () => waiting > 0,
    accept: (paths) => inTurn(() => write(paths)),
    reject: (paths) => void inTurn(() => rejectNow(paths)),
    cancel: () =>
      void inTurn(() => {
        if (acceptedCount(flow.state()) > 0) rejectNow('all');
        else flow.stop('cancelled', 'Cancelled. Nothing in your workspace was changed.');
      }),
  };
}

function needsOwnAccept(flags: readonly string[]): boolean {
  return flags.includes('sensitive') || flags.includes('hiddenText');
}

function undecided(flow: Flow, paths: readonly string[] | 'all'): readonly ReviewedChange[] {
  return flow
    .state()
    .changes.filter(({ decision }) => decision === 'open' || decision === 'refused')
    .filter(({ change }) => paths === 'all' || paths.includes(change.path));
}
