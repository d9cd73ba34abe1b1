import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { BoundFolder } from './boundFolders';
import { isInDependencies } from './dependencyFolders';
import { listNested, listWorkspace } from './listWorkspace';
import type { ListedPlace, WantedPath } from './listWorkspace';

/** A file or link to copy. `path` is POSIX and relative; `hidden` ones are for the check only, no model reads them. */
export interface CopyEntry {
  readonly path: string;
  readonly kind: 'file' | 'link';
  readonly bytes: number;
  readonly hidden: boolean;
  readonly modified: Date;
  /** Permission bits. */
  readonly mode: number;
}

/** Everything a copy needs; `folders` come in an order in which outer ones precede inner ones. */
export interface CopyPlan {
  readonly folders: readonly { readonly path: string; readonly mode: number }[];
  readonly entries: readonly CopyEntry[];
  readonly totalBytes: number;
  /** Dependency folders of which nothing is copied; each is among `folders`. */
  readonly bound: readonly BoundFolder[];
}

/** Ignored single files above this size are data or caches, not settings. 8 MiB, ours. */
const maxIgnoredFileBytes = 8 * 1024 * 1024;

const parallel = 16;

/** Looks at the working tree and decides what is copied; changes nothing. Throws when `signal` fires. */
export async function planCopy(place: ListedPlace): Promise<CopyPlan> {
  const { realRoot, signal } = place;
  const folders = new RealFolders(realRoot);
  const entries = new Map<string, CopyEntry>();
  let wanted = await listWorkspace(place);
  while (wanted.length > 0) {
    const nested: string[] = [];
    await pLimit(parallel).map(wanted, async (item) => {
      signal.throwIfAborted();
      const path = item.path.replace(/\/$/u, '');
      // A tracked path whose folder is now a link would be read from wherever the link leads.
      if ((await folders.find(parentOf(path))) === undefined) return;
      const status = await lstat(join(realRoot, path)).catch(() => undefined);
      if (status?.isDirectory() === true) nested.push(path);
      else addEntry(entries, { ...item, path }, status);
    });
    wanted = (await Promise.all(nested.map((folder) => listNested(place, folder)))).flat();
  }
  const list = [...entries.values()];
  const totalBytes = list.reduce((sum, entry) => sum + entry.bytes, 0);
  const bound = place.dependencies.bound();
  const paths = [...list.map(({ path }) => parentOf(path)), ...bound.map(({ path }) => path)];
  return { folders: await neededFolders(paths, folders), entries: list, totalBytes, bound };
}

function addEntry(entries: Map<string, CopyEntry>, { path, hidden }: WantedPath, status: Stats | undefined): void {
  if (status === undefined) return;
  const facts = { path, hidden, modified: status.mtime, mode: status.mode & 0o777 };
  if (status.isSymbolicLink()) {
    entries.set(path, { ...facts, kind: 'link', bytes: 0 });
  } else if (status.isFile()) {
    const tooLarge = hidden && status.size > maxIgnoredFileBytes && !isInDependencies(path);
    if (!tooLarge) entries.set(path, { ...facts, kind: 'file', bytes: status.size });
  }
}

async function neededFolders(needed: readonly string[], folders: RealFolders): Promise<CopyPlan['folders']> {
  const paths = new Set<string>();
  for (const innermost of needed) {
    for (let path = innermost; path !== '' && !paths.has(path); path = parentOf(path)) paths.add(path);
  }
  const sorted = [...paths].sort((one, other) => one.length - other.length);
  return Promise.all(sorted.map(async (path) => ({ path, mode: (await folders.find(path))?.mode ?? 0o700 })));
}

/** Remembers which folders are real ones, with every folder above them real too. */
class RealFolders {
  private readonly known = new Map<string, Promise<Stats | undefined>>();

  constructor(private readonly root: string) {}

  find(path: string): Promise<Stats | undefined> {
    const known = this.known.get(path) ?? this.look(path);
    this.known.set(path, known);
    return known;
  }

  private async look(path: string): Promise<Stats | undefined> {
    if (path !== '' && (await this.find(parentOf(path))) === undefined) return undefined;
    const status = await lstat(join(this.root, path)).catch(() => undefined);
    return status?.isDirectory() === true ? status : undefined;
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
