import { lstat, mkdir, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { giveTo } from './giveTo';
import { readInside, writeInside } from './insideFiles';
import { withPinnedParent } from './insideFolder';
import type { CopyEntry } from './planCopy';
import { removeTree } from './removeTree';
import type { Snapshot } from './snapshot';

/** A copy as it should be: what was copied, and what tools have done to it since. */
export interface IntendedTree {
  readonly root: string;
  /** What was copied, by path. */
  readonly entries: ReadonlyMap<string, CopyEntry>;
  readonly snapshot: Snapshot;
  /** Bytes that tools wrote last, by path; undefined for files they deleted. */
  readonly byTools: ReadonlyMap<string, Buffer | undefined>;
  /** Empty folders that the next check needs, POSIX relative. */
  readonly mountPoints: readonly string[];
  /** The user that checks run as, where that is not ourselves. */
  readonly owner?: number | undefined;
}

const parallel = 16;

/**
 * Takes back what a check did to a copy: files it made are removed, files it changed or deleted get back what a tool or the
 * copy had put there. A check runs code that a model wrote; left alone, one run could replace the person's tests, and the
 * next one would pass with nothing of it in the proposal. Only while no check runs. Returns the paths that are not as they
 * were, sorted: those that cannot be changed back, or whose bytes nobody knows because the workspace has moved on too.
 */
export async function undoCheck(tree: IntendedTree): Promise<readonly string[]> {
  const { root, entries, byTools } = tree;
  const found = await filesOf(root);
  const intended = new Set([...entries.keys(), ...byTools.keys()]);
  for (const [path, bytes] of byTools) if (bytes === undefined) intended.delete(path);
  const lost: string[] = [];
  const limit = pLimit(parallel);
  const each = (paths: Iterable<string>, action: (path: string) => Promise<unknown>): Promise<unknown> =>
    limit.map([...paths], (path) => action(path).catch(() => lost.push(path)));
  await each(
    [...found].filter((path) => !intended.has(path)),
    (path) => unlink(join(root, path)),
  );
  await each(intended, async (path) => {
    if (!found.has(path) || !(await isAsLeft(path, tree))) await putBack(path, tree);
  });
  await each(tree.mountPoints, (path) => makeAgain(path, tree));
  return lost.sort();
}

async function makeAgain(path: string, { root, owner }: IntendedTree): Promise<void> {
  if ((await lstat(join(root, path)).catch(() => undefined))?.isDirectory() === true) return;
  await withPinnedParent(root, join(root, path), true, (pinned) => mkdir(pinned.path));
  await giveTo(owner, root, path);
}

/** Everything in a folder that is no folder itself; no link is followed. */
async function filesOf(root: string): Promise<ReadonlySet<string>> {
  const files = new Set<string>();
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      if (entry.isDirectory()) waiting.push(`${folder}${entry.name}/`);
      else files.add(`${folder}${entry.name}`);
    }
  }
  return files;
}

async function isAsLeft(path: string, { root, entries, snapshot, byTools }: IntendedTree): Promise<boolean> {
  const bytes = byTools.get(path);
  const status = await lstat(join(root, path));
  if (bytes !== undefined)
    return status.isFile() && (await readInside(root, join(root, path)))?.bytes.equals(bytes) === true;
  const isKind = entries.get(path)?.kind === 'link' ? status.isSymbolicLink() : status.isFile();
  return isKind && snapshot.holds(path, status.ctimeMs);
}

async function putBack(path: string, { root, entries, snapshot, byTools, owner }: IntendedTree): Promise<void> {
  const entry = entries.get(path);
  const bytes = byTools.get(path) ?? (entry?.kind === 'file' ? await snapshot.baseOf(path, undefined) : undefined);
  if (bytes === undefined) throw new Error('What it was is no longer known.');
  const target = join(root, path);
  const there = await lstat(target).catch(() => undefined);
  if (there?.isDirectory() === true) await removeTree(target);
  await writeInside(root, target, bytes, { flush: false, ...(entry !== undefined && { mode: entry.mode }) });
  await giveTo(owner, root, path);
}
