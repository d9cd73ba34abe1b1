import { readdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { authorize } from '../sandbox/gate';

/**
 * Removes what a write leaves beside its file when it is killed: our own temporary files, by their exact form of name, in
 * the folders of these paths (POSIX, relative). Only for a workspace into which nobody writes meanwhile.
 */
export async function sweepTemporaries(root: string, paths: readonly string[]): Promise<void> {
  for (const folder of new Set(paths.map((path) => dirname(path)))) {
    const names = await readdir(join(root, folder)).catch(() => []);
    for (const name of names.filter((candidate) => /^\.gavel-[0-9a-f]{16}\.tmp$/u.test(candidate))) {
      const verdict = await authorize(root, folder === '.' ? name : `${folder}/${name}`, 'delete');
      if (verdict.kind === 'allowed') await unlink(verdict.absolutePath).catch(() => undefined);
    }
  }
}
