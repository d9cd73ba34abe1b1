import { lstat, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { dependencyFolderOf } from './dependencyFolders';

/** An installed dependency folder that a confined check reads where the workspace has it; the copy holds an empty folder. */
export interface BoundFolder {
  /** POSIX, relative to the workspace folder and to the copy alike. */
  readonly path: string;
  /** The real workspace folder that it lies in. */
  readonly workspaceRoot: string;
}

/** Where a bound folder is, absolute. */
export function sourceOf({ workspaceRoot, path }: BoundFolder): string {
  return join(workspaceRoot, path);
}

/** Decides, folder by folder, which dependencies are bound; what is not is copied. */
export interface DependencyPolicy {
  /** True when the dependency folder that `path` lies in is bound, so that nothing of it is copied. */
  binds(path: string): Promise<boolean>;
  /** Those that were asked about and are bound, sorted by path. */
  bound(): readonly BoundFolder[];
}

/** The way where no confinement can bind anything: all of them are really copied. */
export const copiedDependencies: DependencyPolicy = { binds: () => Promise.resolve(false), bound: () => [] };

/** Where only names are asked for: nothing of a dependency folder is listed. */
export const leftOutDependencies: DependencyPolicy = {
  binds: (path) => Promise.resolve(dependencyFolderOf(path) !== undefined),
  bound: () => [],
};

/** Bound exactly as in another sandbox, whose copy holds nothing of them. */
export function boundAsBefore(folders: readonly BoundFolder[]): DependencyPolicy {
  const paths = new Set(folders.map(({ path }) => path));
  return {
    binds: (path) => Promise.resolve(paths.has(dependencyFolderOf(path) ?? '')),
    bound: () => folders,
  };
}

/**
 * Bound where that serves the check as well as a copy. `owner` is the user that checks run as, where that is not ourselves.
 */
export function boundDependencies(workspaceRoot: string, owner: number | undefined): DependencyPolicy {
  const known = new Map<string, Promise<boolean>>();
  const found: BoundFolder[] = [];
  const decide = async (path: string): Promise<boolean> => {
    const source = join(workspaceRoot, path);
    if (found.length >= maxBound) return false;
    const suits = (await isRealFolder(source)) && !(await missesCache(source)) && (await canRead(source, owner));
    if (suits) found.push({ path, workspaceRoot });
    return suits;
  };
  return {
    binds: async (path) => {
      const folder = dependencyFolderOf(path);
      if (folder === undefined) return false;
      const decision = known.get(folder) ?? decide(folder);
      known.set(folder, decision);
      return decision;
    },
    bound: () => found.toSorted((one, other) => (one.path < other.path ? -1 : 1)),
  };
}

/** Each mount makes the next one slower: 150 add about 0.15 s to the start of a check, 1,000 add 5 s (measured). */
const maxBound = 150;

/** The bound folder that a path of the copy is or lies in. */
export function boundFolderOf(folders: readonly BoundFolder[], path: string): BoundFolder | undefined {
  return folders.find((folder) => path === folder.path || path.startsWith(`${folder.path}/`));
}

/** No link on the way: what a link leads to is nobody's installed dependency. */
export async function isRealFolder(path: string): Promise<boolean> {
  const status = await lstat(path).catch(() => undefined);
  return status?.isDirectory() === true && (await realpath(path)) === path;
}

/** Folders in which tools write into installed dependencies. What they hold is made again. */
const cacheNames = new Set([
  ...['.cache', '.vite', '.vite-temp', '.vitest', '.pytest_cache', '.mypy_cache', '.ruff_cache'],
]);

/** The cache folders that a dependency folder has: nothing can be mounted on one that is not there. Names only. */
export async function cachesIn(source: string): Promise<readonly string[]> {
  const entries = await readdir(source, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && cacheNames.has(entry.name)).map(({ name }) => name);
}

/**
 * Packages that do not start when they cannot make their folder, while the other tools we tried go on without a cache.
 * Measured with Vite 8, which loads a config file that is an ES module by way of it.
 */
const cannotDoWithout: readonly (readonly [string, string])[] = [['vite', '.vite-temp']];

async function missesCache(source: string): Promise<boolean> {
  for (const [tool, cache] of cannotDoWithout) {
    if ((await isRealFolder(join(source, tool))) && !(await isRealFolder(join(source, cache)))) return true;
  }
  return false;
}

const forOthers = 0o005;

/** Files that only their owner may read would be closed to a check that runs as somebody else; a sample says so. */
async function canRead(source: string, owner: number | undefined): Promise<boolean> {
  if (owner === undefined) return true;
  const names = (await readdir(source)).slice(0, 100);
  const folders = [source, ...names.map((name) => join(source, name))];
  const all = await Promise.all(folders.map((path) => lstat(path).catch(() => undefined)));
  return all.every((status) => status?.isDirectory() !== true || (status.mode & forOthers) === forOthers);
}
