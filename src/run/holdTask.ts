import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../store/lockFile';

/** How long a task is waited for, milliseconds: a window that was just reloaded may still be ending its run. Ours. */
const waitMs = 2_000;

/**
 * Keeps this task of this folder for the caller, against every other window and process, until the returned function is
 * called or this process ends. `undefined` when another one that is not proved dead has it. Throws Node's system errors.
 */
export async function holdTask(
  folder: string,
  { workspaceRoot, text }: { readonly workspaceRoot: string; readonly text: string },
): Promise<(() => void) | undefined> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = createHash('sha256')
    .update(JSON.stringify([workspaceRoot, text]))
    .digest('hex')
    .slice(0, 24);
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  return new Promise((resolve, reject) => {
    const hold = (): Promise<void> => {
      resolve(() => release());
      return released;
    };
    withLock(join(folder, `task-${name}`), hold, waitMs).then(({ kind }) => {
      if (kind === 'busy') resolve(undefined);
    }, reject);
  });
}
