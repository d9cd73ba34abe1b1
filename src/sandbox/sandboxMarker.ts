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
  /** What the copy takes, as far as it was planned. */
  bytes: z.optional(z.number()),
  /** When its run was done with it; what still stands there could not be removed then. */
  finishedMs: z.optional(z.number()),
});

type Marker = z.infer<typeof markerSchema>;

/**
 * Says that the folder is ours and which process works in it. Written before anything is copied, again with the size when
 * that is known, and once more when the run is done with it.
 */
export async function writeMarker(
  folder: string,
  more: { readonly bytes?: number; readonly finishedMs?: number } = {},
): Promise<void> {
  const marker: Marker = {
    product: 'gavel',
    kind: 'sandbox',
    pid: process.pid,
    createdMs: Date.now(),
    bootId: await currentBootId(),
    ...more,
  };
  await writeFileAtomic(join(folder, markerName), `${JSON.stringify(marker)}\n`, { mode: 0o600, flush: false });
}

/** Removes a copy. If that fails, the next one sees by the marker that this one is free to go. */
export async function discardSandbox(folder: string, bytes = 0): Promise<void> {
  await writeMarker(folder, { bytes, finishedMs: Date.now() }).catch(() => undefined);
  await removeTree(folder);
}

/** The root of the sandbox copy that `folder` lies in, if it is one of ours. */
export async function sandboxRootOf(folder: string): Promise<string | undefined> {
  for (let current = folder; dirname(current) !== current; current = dirname(current)) {
    if (basename(current) === treeName && (await readMarker(dirname(current))) !== undefined) return current;
  }
  return undefined;
}

/** A copy in the folder of all sandboxes. */
export interface KeptSandbox {
  readonly folder: string;
  /** Bytes, as planned. */
  readonly bytes: number;
  /** Nobody needs it any more: its process is gone, or our own run with it is over. Never true for another window's. */
  readonly free: boolean;
  /** When it was last of use, milliseconds since the epoch. */
  readonly lastUsedMs: number;
}

/** The copies with our marker, least recently used first. Only real folders; no link is followed. */
export async function keptSandboxes(sandboxesFolder: string): Promise<readonly KeptSandbox[]> {
  const kept: KeptSandbox[] = [];
  for (const name of await readdir(sandboxesFolder).catch(() => [])) {
    const folder = join(sandboxesFolder, name);
    if ((await lstat(folder).catch(() => undefined))?.isDirectory() !== true) continue;
    const marker = await readMarker(folder);
    if (marker === undefined) continue;
    const { pid, bytes = 0, createdMs, finishedMs } = marker;
    const free = !(await isAlive(marker)) || (pid === process.pid && finishedMs !== undefined);
    kept.push({ folder, bytes, free, lastUsedMs: finishedMs ?? createdMs });
  }
  return kept.sort((one, other) => one.lastUsedMs - other.lastUsedMs);
}

/** Removes copies that nobody needs any more. Returns how many were removed. */
export async function sweepSandboxes(sandboxesFolder: string): Promise<number> {
  const free = (await keptSandboxes(sandboxesFolder)).filter((kept) => kept.free);
  const removed = await Promise.all(
    free.map(({ folder }) =>
      removeTree(folder).then(
        () => 1,
        () => 0,
      ),
    ),
  );
  return removed.filter(Boolean).length;
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
