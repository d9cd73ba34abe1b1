import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { lstat, mkdir, open } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { errorCode } from '../base/errorText';
import { isInside } from './resolveInside';

/** Linux's O_PATH, which Node does not name: a handle for walking that needs no right to list the folder. */
const walkOnly = 0o10000000;
const openFolder = walkOnly | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** Linux can name an open folder, so a link that is swapped in after the check cannot lead a write elsewhere. */
const canPin = process.platform === 'linux';

/** A file named through a folder that is held open: valid only inside the callback that received it. */
export interface PinnedPath {
  readonly folder: string;
  readonly path: string;
}

/**
 * Walks from `realRoot` to the parent folder of `absolutePath` without following a single link, holds that folder open,
 * and hands the file's name below it to `action`. `create` makes missing folders. `absolutePath` is what the gate
 * returned. Throws ENOTDIR or ELOOP when a link appeared since, ENOENT when a folder is missing.
 */
export async function withPinnedParent<T>(
  realRoot: string,
  absolutePath: string,
  create: boolean,
  action: (pinned: PinnedPath) => Promise<T>,
): Promise<T> {
  if (!isInside(realRoot, absolutePath)) throw new Error('The path lies outside its folder.');
  const names = relative(realRoot, absolutePath).split(sep);
  const name = names.pop();
  if (name === undefined || name === '') throw new Error('The path names the folder itself.');
  if (!canPin) return action(await checkedParent(realRoot, names, name, create));
  let handle = await open(realRoot, openFolder);
  try {
    for (const step of names) handle = await enter(handle, step, create);
    const folder = pinnedName(handle);
    return await action({ folder, path: join(folder, name) });
  } finally {
    await handle.close();
  }
}

function pinnedName(handle: FileHandle): string {
  return `/proc/self/fd/${handle.fd}`;
}

async function enter(parent: FileHandle, name: string, create: boolean): Promise<FileHandle> {
  const path = join(pinnedName(parent), name);
  const child = await openOrMake(path, create);
  await parent.close();
  return child;
}

async function openOrMake(path: string, create: boolean): Promise<FileHandle> {
  try {
    return await open(path, openFolder);
  } catch (error) {
    if (!create || errorCode(error) !== 'ENOENT') throw error;
  }
  await makeFolder(path);
  return open(path, openFolder);
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

/** Other systems: the same walk by name. A link swapped in between check and use is not excluded there. */
async function checkedParent(
  realRoot: string,
  names: readonly string[],
  name: string,
  create: boolean,
): Promise<PinnedPath> {
  let folder = realRoot;
  for (const step of names) {
    folder = join(folder, step);
    if (create) await makeFolder(folder);
    if (!(await lstat(folder)).isDirectory()) throw Object.assign(new Error('Not a folder.'), { code: 'ENOTDIR' });
  }
  return { folder, path: join(folder, name) };
}
