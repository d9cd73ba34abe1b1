import { errorText } from '../base/errorText';
import { UserFacingError } from '../base/userFacingError';
import { holdTask } from '../run/holdTask';
import type { AuctionOrder } from './auction';
import { type Services, storagePaths } from './services';

/**
 * Keeps the task for this window until the returned function is called. Where another window has the same one, its bids would be
 * paid for twice and two proposals wait for one person: then the panel says so, and a `UserFacingError` is thrown.
 */
export async function holdForThisWindow(
  { context, active, log }: Services,
  { folder, task }: AuctionOrder,
): Promise<() => void> {
  try {
    const key = { workspaceRoot: folder.uri.toString(), task };
    const release = await holdTask(storagePaths(context).tasks, key);
    if (release !== undefined) return release;
  } catch (error) {
    // Two windows are rare, and a disk that takes no lock file must not stop the only one.
    log.warn(`It could not be seen whether another window has this task (${errorText(error)}).`);
    return () => undefined;
  }
  const message = `“${task.title}” is at auction in another window. Decide about it there; this window does not begin it a second time. Once it is over there it can be run here.`;
  active.sayElsewhere(message);
  throw new UserFacingError(message);
}
