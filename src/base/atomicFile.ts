import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, lstat, open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from './errorText';

export interface AtomicWriteOptions {
  /** Permission bits. Default: those of the file being replaced, else 0o666 less the umask. */
  readonly mode?: number;
  /** Fails with EEXIST instead of replacing a file that is already there. */
  readonly exclusive?: boolean;
  /** Flushes file and folder to the disk, so that a power cut finds the old bytes or the new ones. Default true. */
  readonly flush?: boolean;
}

/** Prefix of the temporary files, so that a sweep can recognise what a killed process left behind. */
export const temporaryPrefix = '.gavel-';

/**
 * Replaces a file in one step: a temporary file in the same folder, flushed, then renamed over the target. A reader sees
 * the old bytes or the new ones, never half of them. A symlink at `path` is replaced, not followed.
 * Throws Node's system errors (ENOSPC, EACCES, EEXIST, …); the temporary file is gone then.
 */
export async function writeFileAtomic(
  path: string,
  bytes: Uint8Array | string,
  options: AtomicWriteOptions = {},
): Promise<void> {
  const flush = options.flush ?? true;
  const temporary = join(dirname(path), `${temporaryPrefix}${randomBytes(8).toString('hex')}.tmp`);
  try {
    await writeTemporary(temporary, bytes, { mode: options.mode ?? (await modeOf(path)), flush });
    if (options.exclusive === true) await placeExclusively(temporary, path);
    else await renamePatiently(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  if (flush) await flushFolder(dirname(path));
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    const status = await lstat(path);
    return status.isFile() ? status.mode & 0o777 : undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeTemporary(
  path: string,
  bytes: Uint8Array | string,
  { mode, flush }: { readonly mode: number | undefined; readonly flush: boolean },
): Promise<void> {
  // Narrow while it is written; the final mode comes last, so nobody reads a private file meanwhile.
  const handle = await open(path, 'wx', mode === undefined ? 0o666 : 0o600);
  try {
    await handle.writeFile(bytes);
    if (mode !== undefined) await handle.chmod(mode);
    if (flush) await handle.sync();
  } finally {
    await handle.close();
  }
}

async function placeExclusively(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    // Some file systems have no hard links; an exclusive copy is not atomic but never overwrites either.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(errorCode(error) ?? '')) throw error;
    await copyFile(temporary, path, constants.COPYFILE_EXCL);
  }
  await unlink(temporary);
}

/** On Windows a virus scanner may hold the target for a moment; five short tries are enough in practice (ours, untested there). */
async function renamePatiently(from: string, to: string): Promise<void> {
  const tries = process.platform === 'win32' ? 5 : 1;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const busy = ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '');
      if (!busy || attempt >= tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20 * attempt));
    }
  }
}

async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Windows and some network disks cannot flush a folder; the rename itself has happened.
  }
}
