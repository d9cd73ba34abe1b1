import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Task } from '../auction/task';
import { withLock } from '../store/lockFile';

/** How long a task is waited for, milliseconds: a window that was just reloaded may still be ending its run. Ours. */
const waitMs = 2_000;

/**
 * Keeps this task of this folder, the same words about the same places, for the caller, against every other window and process, until the returned function is
 * called or this process ends. `undefined` when another one that is not proved dead has it. Throws Node's system errors.
 */
export async function holdTask(
  folder: string,
  { workspaceRoot, task }: { readonly workspaceRoot: string; readonly task: Pick<Task, 'text' | 'anchors'> },
): Promise<(() => void) | undefined> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = createHash('sha256')
    .update(JSON.stringify([workspaceRoot, task.text, task.anchors]))
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
