import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../store/lockFile';

/** How long an accept waits for that of another window, milliseconds: 200 files take about two seconds. Ours. */
const waitMs = 20_000;

/** What is said when another window writes for longer than anybody waits; the end of a sentence. */
export const otherWindowAccepts =
  'another window is writing accepted changes into this folder; try again when it is through';

/**
 * Runs `action` while no other window or process accepts into this workspace (its real path), or undoes there. Returns
 * undefined when another one was at it for all of the wait. Throws what `action` throws, and Node's system errors.
 */
export async function whileAccepting<T>(
  journalFolder: string,
  workspaceRoot: string,
  action: () => Promise<T>,
): Promise<T | undefined> {
  await mkdir(journalFolder, { recursive: true, mode: 0o700 });
  const name = createHash('sha256').update(workspaceRoot).digest('hex').slice(0, 16);
  const outcome = await withLock(join(journalFolder, `accept-${name}`), action, waitMs);
  return outcome.kind === 'done' ? outcome.value : undefined;
}
