import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { authorize } from '../sandbox/gate';
import { protectionOf } from '../sandbox/protectedPaths';
import type { GateVerdict } from '../sandbox/sandboxTree';

/**
 * The gate's answer for a path below a file that is still there and that the same accept takes away (`going`): nothing can
 * stand at that path yet. Undefined for every other path. It is no permission to write; the gate is asked again then.
 */
export async function belowGoingFile(
  root: string,
  path: string,
  going: ReadonlySet<string>,
): Promise<Extract<GateVerdict, { kind: 'allowed' }> | undefined> {
  const names = path.split('/');
  const above = names.slice(1).map((_, index) => names.slice(0, index + 1).join('/'));
  const file = above.find((candidate) => going.has(candidate));
  const verdict = file === undefined ? undefined : await authorize(root, file, 'delete');
  const protection = protectionOf(path);
  if (file === undefined || verdict?.kind !== 'allowed' || protection === 'forbidden') return undefined;
  const status = await lstat(verdict.absolutePath).catch(() => undefined);
  if (status?.isFile() !== true) return undefined;
  const absolutePath = join(verdict.absolutePath, path.slice(file.length + 1));
  return { kind: 'allowed', path, absolutePath, sensitive: protection === 'sensitive' };
}
