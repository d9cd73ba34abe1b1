import { lstat, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type BoundFolder, cachesIn, isRealFolder, sourceOf } from './boundFolders';
import { grantableFolder } from './checkGrant';
import { realExecutable } from './findExecutable';
import { isInside } from './resolveInside';
import { systemFolders } from './toolFolders';

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
  return withFewCaches(mounts.flat());
}

/** Every cache is memory of its own that no limit counts, and a mount. Ours. */
const maxCaches = 50;

function withFewCaches(mounts: readonly BoundMount[]): readonly BoundMount[] {
  let left = maxCaches;
  return mounts.map((mount) => {
    const caches = mount.caches.slice(0, left);
    left -= caches.length;
    return { ...mount, caches };
  });
}

/**
 * Where the Pythons of bound environments are installed: their links lead outside by design, and without that nothing in the
 * environment starts.
 */
export async function interpreterFolders(
  folders: readonly BoundFolder[],
  outside: readonly string[],
): Promise<readonly string[]> {
  const environments = folders.filter(({ path }) => /^\.?venv$/u.test(basename(path)));
  const found = await Promise.all(
    environments.map((folder) => pythonFolders(join(sourceOf(folder), 'bin', 'python'), outside)),
  );
  return [...new Set(found.flat())];
}

/**
 * Programs and library of the Python that a link leads to. A repository can make such a link: so only of what is an installed
 * Python by its library, and never the folder around it, which may be somebody's project.
 */
export async function pythonFolders(link: string, outside: readonly string[]): Promise<readonly string[]> {
  const python = await realExecutable(link);
  if (python === undefined || !/\/bin\/python[\d.]*$/u.test(python)) return [];
  const programs = dirname(python);
  const library = join(dirname(programs), 'lib');
  const versions = (await readdir(library).catch(() => [])).filter((name) => /^python[\d.]+$/u.test(name));
  const holds = await Promise.all(versions.map((name) => isFile(join(library, name, 'os.py'))));
  if (!holds.includes(true)) return [];
  const all = await Promise.all([programs, library].map((folder) => grantableFolder(folder, outside)));
  return all.flatMap((folder) => (folder.kind === 'grantable' ? [folder.path] : []));
}

async function isFile(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isFile() === true;
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
