import { lchown } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Hands a file of a copy, and the folders between it and `root`, to the user that checks run as. Nothing to do where that
 * is ourselves (`owner` undefined). No link is followed at the end; the way there was the gate's. Only while no check runs.
 */
export async function giveTo(owner: number | undefined, root: string, path: string): Promise<void> {
  if (owner === undefined) return;
  for (let name = path; name !== '.'; name = dirname(name)) await lchown(join(root, name), owner, owner);
}
