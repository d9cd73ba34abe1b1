import { lstat, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { errorCode } from '../base/errorText';

/** Where a relative path leads at this moment, every link resolved. */
export type ResolvedPath =
  | { readonly kind: 'inside'; readonly realRoot: string; readonly absolutePath: string; readonly isLink: boolean }
  | { readonly kind: 'outside'; readonly target: string };

/** True when `path` is `folder` or lies below it. Both absolute and resolved; compares whole names, not prefixes. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/**
 * Resolves the nearest ancestor that exists, and puts the rest of the path below it. A dangling link counts as existing,
 * because writing would go through it. Throws for whatever cannot be resolved (loops, files used as folders, no access).
 */
export async function resolveInside(root: string, path: string): Promise<ResolvedPath> {
  const realRoot = await realpath(root);
  const names = path.split('/');
  for (let count = names.length; count >= 0; count -= 1) {
    const candidate = join(realRoot, ...names.slice(0, count));
    const real = await realOrMissing(candidate);
    if (real === undefined) continue;
    if (!isInside(realRoot, real)) return { kind: 'outside', target: real };
    const isLink = count === names.length && (await lstat(candidate)).isSymbolicLink();
    return { kind: 'inside', realRoot, absolutePath: join(real, ...names.slice(count)), isLink };
  }
  throw new Error('The folder does not exist.');
}

async function realOrMissing(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  try {
    await lstat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  throw new Error('The path is a link that leads nowhere.');
}
