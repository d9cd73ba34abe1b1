import { realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type BoundFolder, cachesIn, isRealFolder, sourceOf } from './boundFolders';
import { grantableFolder } from './checkGrant';
import { realExecutable } from './findExecutable';
import { isInside } from './resolveInside';
import { installationPrefix, systemFolders } from './toolFolders';

/** A bound folder as a confined check gets it. */
export interface BoundMount {
  readonly source: string;
  /** Absolute, in the copy. */
  readonly target: string;
  /** Names of folders in it that the check may write: private, empty, gone afterwards. */
  readonly caches: readonly string[];
}

/** Looks at the folders at this moment: one that is gone, or that a link has replaced, is not mounted. */
export async function boundMounts(treeRoot: string, folders: readonly BoundFolder[]): Promise<readonly BoundMount[]> {
  const mounts = await Promise.all(
    folders.map(async (folder) => {
      const source = sourceOf(folder);
      if (!(await isRealFolder(source))) return [];
      return [{ source, target: join(treeRoot, folder.path), caches: await cachesIn(source) }];
    }),
  );
  return mounts.flat();
}

/**
 * Where the Python of a bound environment is installed: its link leads outside by design, and without it nothing in the
 * environment starts. Only what is an installed Python, and no folder that holds keys.
 */
export async function interpreterFolders(
  folders: readonly BoundFolder[],
  outside: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const python = await realExecutable(join(sourceOf(folder), 'bin', 'python'));
      if (python === undefined || !/\/bin\/python[\d.]*$/u.test(python)) return [];
      const prefix = await grantableFolder(installationPrefix(python), outside);
      return prefix.kind === 'grantable' ? [prefix.path] : [];
    }),
  );
  return [...new Set(found.flat())];
}

/** Folders of the private view that are there anyway, and must not be covered. */
const ownFolders = ['/proc', '/dev', '/run', '/var/tmp', '/tmp'];

/**
 * Names under which the copy is to be found besides its own: those of the workspace, which installed scripts and links are
 * made with (the first line of `.venv/bin/pytest`, an editable install); the workspace itself is not there. `taken` are the places of everything mounted.
 */
export async function workspaceNames(
  workspaceRoot: string,
  treeRoot: string,
  taken: readonly string[],
): Promise<readonly string[]> {
  const real = await realpath(workspaceRoot).catch(() => workspaceRoot);
  return [...new Set([workspaceRoot, real])].filter(
    (name) =>
      basename(name) !== '' &&
      !isInside(treeRoot, name) &&
      !systemFolders.some((folder) => isInside(folder, name)) &&
      ![...ownFolders, ...taken, treeRoot].some((place) => isInside(name, place)) &&
      !taken.some((place) => isInside(place, name)),
  );
}
