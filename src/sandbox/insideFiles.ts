import { constants } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { writeFileAtomic } from '../base/atomicFile';
import { errorCode } from '../base/errorText';
import { withPinnedParent } from './insideFolder';

/** A regular file as it was at the moment of reading. */
export interface FileContent {
  readonly bytes: Buffer;
  /** Permission bits. */
  readonly mode: number;
  /** When content or attributes last changed, by the kernel's account (ctime), milliseconds since the epoch. */
  readonly changedMs: number;
}

/** Larger files are neither read for a model nor merged: 32 MiB, ours. */
export const maxFileBytes = 32 * 1024 * 1024;

/**
 * Reads a regular file whose path the gate has just allowed, without following links. `undefined`: no such file.
 * Throws for folders (EISDIR), devices, pipes and files over `maxFileBytes`.
 */
export async function readInside(realRoot: string, absolutePath: string): Promise<FileContent | undefined> {
  try {
    return await withPinnedParent(realRoot, absolutePath, false, ({ path }) => readRegular(path));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function readRegular(path: string): Promise<FileContent> {
  // A pipe with nobody at the other end would block for ever without O_NONBLOCK.
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const status = await handle.stat();
    if (status.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
    if (!status.isFile()) throw new Error('it is not a regular file');
    if (status.size > maxFileBytes) throw new Error(`it is larger than ${maxFileBytes / 1024 / 1024} MiB`);
    return { bytes: await handle.readFile(), mode: status.mode & 0o777, changedMs: status.ctimeMs };
  } finally {
    await handle.close();
  }
}

/** As `readInside`, where a folder in the file's place means that there is no such file any more. */
export async function readUnlessFolder(realRoot: string, absolutePath: string): Promise<FileContent | undefined> {
  try {
    return await readInside(realRoot, absolutePath);
  } catch (error) {
    if (errorCode(error) === 'EISDIR') return undefined;
    throw error;
  }
}

/** Writes atomically to a path the gate has just allowed, making missing folders; an existing file keeps its mode. */
export async function writeInside(
  realRoot: string,
  absolutePath: string,
  bytes: Buffer,
  options: { readonly exclusive?: boolean; readonly mode?: number; readonly flush?: boolean } = {},
): Promise<void> {
  await withPinnedParent(realRoot, absolutePath, true, ({ path }) => writeFileAtomic(path, bytes, options));
}

/** Removes a file (or a link, not what it leads to) at a path the gate has just allowed. */
export async function deleteInside(realRoot: string, absolutePath: string): Promise<void> {
  await withPinnedParent(realRoot, absolutePath, false, ({ path }) => unlink(path));
}
