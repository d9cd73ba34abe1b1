import * as vscode from 'vscode';
import { UserFacingError } from '../base/userFacingError';
import { allowMore } from '../tasks/allowMore';
import type { ShownRun } from './activeRun';
import type { Services } from './services';

/** Runs the check once more on the proposal under review, in the terminal. Without confinement the press is the click. */
export async function rerunCheck({ handle }: ShownRun): Promise<void> {
  const result = await handle.recheck();
  if (result !== undefined) return;
  throw new UserFacingError(
    'There is nothing to check again: that works while changes with a check are under review.',
    {
      action: { title: 'Show Bids', command: 'gavel.showBids' },
    },
  );
}

/** Asks what the check may have for one run, and puts the task to auction again with it; an open run is cancelled first. */
export async function allowMoreAndRerun(services: Services, shown: ShownRun): Promise<void> {
  const { handle, folder } = shown;
  const { task, grant: before } = handle.state();
  const confinement = await services.confinement();
  if (task.check === undefined || confinement.kind === 'unconfined') {
    throw new UserFacingError('There is nothing more to allow: the task has no check, or the check is not confined.');
  }
  const asking = new vscode.CancellationTokenSource();
  try {
    const grant = await allowMore(before, folder.uri.fsPath, asking.token);
    if (grant === before || (!grant.network && grant.folders.length === 0)) return;
    handle.cancel();
    await handle.finished;
    await shown.again({ check: task.check, grant });
  } finally {
    asking.dispose();
  }
}
