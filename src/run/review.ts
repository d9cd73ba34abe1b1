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

/** The desk where proposals are decided. `decided` settles when no file is left to decide. */
export interface ReviewDesk extends Review {
  readonly decided: Promise<void>;
  /**
   * Leaves the desk: what is being written is finished first, then the run ends as cancelled, or, when something stands in
   * the workspace already, with the rest rejected.
   */
  cancel(): void;
}

/** Opens the desk of one run. */
export function reviewDesk(flow: Flow): ReviewDesk {
  let allDecided = (): void => undefined;
  const decided = new Promise<void>((resolve) => {
    allDecided = resolve;
  });
  let writing = Promise.resolve();
  /** Paths on their way to the disk: what becomes of them is decided there. */
  const underWay = new Set<string>();
  const open = (paths: readonly string[] | 'all'): readonly ReviewedChange[] =>
    undecided(flow, paths).filter(({ change }) => !underWay.has(change.path));
  const decide = (decisions: readonly FileDecision[]): void => {
    flow.dispatch({ type: 'decided', decisions });
    if (undecided(flow, 'all').length === 0) allDecided();
  };
  const write = async (paths: readonly string[] | 'all'): Promise<void> => {
    const chosen = open(paths).filter(({ change }) => paths !== 'all' || !needsOwnAccept(change.flags));
    if (chosen.length === 0 || flow.stopped() || flow.state().phase !== 'reviewing') return;
    for (const { change } of chosen) underWay.add(change.path);
    const outcomes = await applyChanges({
      changes: chosen.map(({ change }) => change),
      runId: flow.request.runId,
      workspaceRoot: flow.request.workspaceRoot,
      port: flow.ports.apply,
      journalFolder: flow.ports.journalFolder,
      sensitivePaths: paths === 'all' ? [] : paths,
    }).finally(() => underWay.clear());
    decide(outcomes.map((outcome) => ({ path: outcome.path, outcome })));
  };
  const reject: Review['reject'] = (paths) => {
    if (flow.state().phase !== 'reviewing') return;
    decide(open(paths).map(({ change }) => ({ path: change.path, decision: 'rejected' })));
  };
  return {
    decided,
    accept: (paths) => {
      const written = writing.then(() => write(paths));
      // An accept that failed must not fail the ones after it.
      writing = written.catch(() => undefined);
      return written;
    },
    reject,
    cancel: () => {
      void writing.then(() => {
        if (acceptedCount(flow.state()) > 0) reject('all');
        else flow.stop('cancelled', 'Cancelled. Nothing in your workspace was changed.');
      });
    },
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
