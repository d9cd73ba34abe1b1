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
  reject(paths: readonly string[] | 'all'): void;
}

/** The desk where proposals are decided. `decided` settles when no file is left to decide. */
export function reviewDesk(flow: Flow): Review & { readonly decided: Promise<void> } {
  let allDecided = (): void => undefined;
  const decided = new Promise<void>((resolve) => {
    allDecided = resolve;
  });
  let writing = Promise.resolve();
  const decide = (decisions: readonly FileDecision[]): void => {
    flow.dispatch({ type: 'decided', decisions });
    if (undecided(flow, 'all').length === 0) allDecided();
  };
  return {
    decided,
    accept: (paths) => {
      writing = writing.then(async () => {
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
      });
      return writing;
    },
    reject: (paths) => {
      if (flow.state().phase !== 'reviewing') return;
      decide(undecided(flow, paths).map(({ change }) => ({ path: change.path, decision: 'rejected' })));
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
