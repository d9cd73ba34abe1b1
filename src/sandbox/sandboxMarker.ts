import { constants } from 'node:fs';
import { lstat, open, readFile, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { writeFileAtomic } from '../base/atomicFile';
import { errorCode } from '../base/errorText';
import { removeTree } from './removeTree';

/** Name of the copy inside a sandbox's own folder. */
export const treeName = 'tree';

const markerName = 'gavel-sandbox.json';

const markerSchema = z.object({
  product: z.literal('gavel'),
  kind: z.literal('sandbox'),
  pid: z.int().check(z.positive()),
  createdMs: z.number(),
  /** Linux: which start of the machine the process id belongs to; empty where the system does not say. */
  bootId: z.string(),
});

type Marker = z.infer<typeof markerSchema>;

/** Says that the folder is ours and which process works in it. Written before anything is copied. */
export async function writeMarker(folder: string): Promise<void> {
  const marker: Marker = {
    product: 'gavel',
    kind: 'sandbox',
    pid: process.pid,
    createdMs: Date.now(),
    bootId: await currentBootId(),
  };
  await writeFileAtomic(join(folder, markerName), `${JSON.stringify(marker)}\n`, { mode: 0o600, flush: false });
}

/** The root of the sandbox copy that `folder` lies in, if it is one of ours. */
export async function sandboxRootOf(folder: string): Promise<string | undefined> {
  for (let current = folder; dirname(current) !== current; current = dirname(current)) {
    if (basename(current) === treeName && (await readMarker(dirname(current))) !== undefined) return current;
  }
  return undefined;
}

/**
 * Removes copies that dead processes left in the folder of all sandboxes. Only real folders with our marker whose process
 * is gone; never those of this process. Returns how many were removed.
 */
export async function sweepSandboxes(sandboxesFolder: string): Promise<number> {
  let removed = 0;
  for (const name of await readdir(sandboxesFolder).catch(() => [])) {
    const folder = join(sandboxesFolder, name);
    if ((await lstat(folder).catch(() => undefined))?.isDirectory() !== true) continue;
    const marker = await readMarker(folder);
    if (marker === undefined || (await isAlive(marker))) continue;
    await removeTree(folder).then(
      () => (removed += 1),
      () => undefined,
    );
  }
  return removed;
}

async function readMarker(folder: string): Promise<Marker | undefined> {
  try {
    const handle = await open(join(folder, markerName), constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const parsed = markerSchema.safeParse(JSON.parse(await handle.readFile('utf8')));
      return parsed.success ? parsed.data : undefined;
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

async function isAlive({ pid, bootId }: Marker): Promise<boolean> {
  if (pid === process.pid) return true;
  // Process ids begin anew at every start of the machine.
  if (bootId !== (await currentBootId())) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

async function currentBootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim();
}
