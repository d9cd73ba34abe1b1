import { applyChanges } from '../review/applyChanges';
import type { Flow } from './flow';
import type { FileDecision } from './runEvents';
import type { ReviewedChange } from './runState';

/** The person's side of the review. Paths are POSIX relative; `all` means every file not decided yet. */
export interface Review {
  /**
   * Writes files into the workspace. Sensitive files are accepted only when named one by one; `all` leaves them open.
   * Settles when they stand on the disk or were refused; a second call for the same files does nothing.
   */
  accept(paths: readonly string[] | 'all'): Promise<void>;
  /** Comes after an accept that is being written: what stands in the workspace cannot be rejected any more. */
  reject(paths: readonly string[] | 'all'): void;
}

/** The desk where proposals are decided. */
export interface ReviewDesk extends Review {
  /** Settles when no file is left to decide. */
  readonly decided: Promise<void>;
  /** True while a decision is being carried out. */
  isBusy(): boolean;
}

/** Opens the desk of a run. Decisions are carried out one after the other. */
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
    tail = turn;
    return turn;
  };
  const decide = (decisions: readonly FileDecision[]): void => {
    flow.dispatch({ type: 'decided', decisions });
    if (undecided(flow, 'all').length === 0) allDecided();
  };
  return {
    decided,
    isBusy: () => waiting > 0,
    accept: (paths) =>
      inTurn(async () => {
        const chosen = undecided(flow, paths).filter(({ change }) => paths !== 'all' || !needsOwnAccept(change.flags));
        if (chosen.length === 0 || flow.state().phase !== 'reviewing') return;
        const changes = chosen.map(({ change }) => change);
        const outcomes = await applyChanges({
          changes,
          runId: flow.request.runId,
          workspaceRoot: flow.request.workspaceRoot,
          port: flow.ports.apply,
          journalFolder: flow.ports.journalFolder,
          sensitivePaths: paths === 'all' ? [] : paths,
        });
        decide(outcomes.map((outcome) => ({ path: outcome.path, outcome })));
      }),
    reject: (paths) => {
      void inTurn(() => {
        if (flow.state().phase !== 'reviewing') return;
        decide(undecided(flow, paths).map(({ change }) => ({ path: change.path, decision: 'rejected' })));
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
