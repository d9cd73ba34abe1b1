import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, type FileHandle, link, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../base/errorText';
import { lineBatches } from './lineBatches';
import { readLine, type RecordFormat } from './readLine';

/** Makes the folder, readable by the user alone. A folder that is there stays as it is. */
export async function makeFolder(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
}

/** Opens a file of records to read and append. A new file, and one that others could read, gets 0600. */
export async function openToAppend(file: string): Promise<FileHandle> {
  const handle = await open(file, 'a+', 0o600);
  try {
    const { mode } = await handle.stat();
    if ((mode & 0o077) !== 0 && process.platform !== 'win32') await handle.chmod(0o600);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Drops what is torn behind `end`, then appends and flushes. Each record begins with a line feed, so that a tear never spoils two. */
export async function appendLines(handle: FileHandle, end: number, lines: readonly string[]): Promise<void> {
  const { size } = await handle.stat();
  if (size > end) await handle.truncate(end);
  try {
    await handle.appendFile(lines.map((line) => `\n${line}`).join(''));
    await handle.sync();
  } catch (error) {
    // A full disk may have taken half of it; if this fails too, the next append cuts it off.
    await handle.truncate(end).catch(() => undefined);
    throw error;
  }
}

/** Writes the file anew with the records `keep` says yes to, each line as it stands, in one step. Only under the lock. */
export async function rewrite<T>(
  file: string,
  handle: FileHandle,
  format: RecordFormat<T>,
  keep: (id: string) => boolean,
): Promise<void> {
  const lines = new Map<string, Buffer>();
  for await (const batch of lineBatches(handle, 0)) {
    for (const line of batch) {
      const reading = readLine(line, format);
      if (reading.kind === 'record' && keep(reading.id) && line.bytes) lines.set(reading.id, line.bytes);
    }
  }
  const temporary = `${temporaryPrefix(file)}${randomBytes(6).toString('hex')}`;
  try {
    await writeFlushed(temporary, lines.values());
    await rename(temporary, file);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await flushFolder(dirname(file));
}

async function writeFlushed(path: string, lines: Iterable<Buffer>): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    const lineFeed = Buffer.from('\n');
    await handle.writeFile(Buffer.concat([...lines].flatMap((line) => [lineFeed, line])));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the new name last through a power cut, where the system can. */
export async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows and some network disks cannot flush a folder.
  }
}

/**
 * Keeps the file as it is under the name `.corrupt-<date>` beside it, and returns that path. The file itself stays; the
 * caller rewrites it next, which leaves the old bytes to the kept name. Nothing ever deletes what was kept.
 */
export async function keepAside(file: string, nowMs: number): Promise<string> {
  const date = new Date(nowMs).toISOString().replace(/[:.]/gu, '-');
  for (let count = 1; ; count += 1) {
    const aside = `${file}.corrupt-${date}${count === 1 ? '' : `-${count}`}`;
    try {
      await linkOrCopy(file, aside);
      return aside;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}

async function linkOrCopy(file: string, aside: string): Promise<void> {
  try {
    await link(file, aside);
  } catch (error) {
    // Some file systems have no hard links.
    if (errorCode(error) === 'EEXIST') throw error;
    await copyFile(file, aside, constants.COPYFILE_EXCL);
    await chmod(aside, 0o600);
  }
}

/** Removes what a killed process left half written. Only under the lock: then nobody is writing one. */
export async function sweepTemporaries(file: string): Promise<void> {
  const prefix = basename(temporaryPrefix(file));
  for (const name of await readdir(dirname(file))) {
    if (name.startsWith(prefix)) await unlink(join(dirname(file), name)).catch(() => undefined);
  }
}

function temporaryPrefix(file: string): string {
  return `${file}.tmp-`;
}
