import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { removeTree } from './removeTree';
import { keptSandboxes, writeMarker } from './sandboxMarker';
import type { SandboxRequest } from './sandboxTree';

/** What all copies may take together: 8 GiB, ours; above that the person is asked. */
export const defaultMaxBytes = 8 * 1024 * 1024 * 1024;

/** Left free on the disk of the copies. Ours. */
const reserveBytes = 512 * 1024 * 1024;
/** File systems whose copies share their bytes with the original (btrfs, xfs). */
const sharing = new Set([0x9123683e, 0x58465342]);

/**
 * Makes room for a copy of `bytes` in its own `folder`, and says so in its marker for other windows to count. Copies that
 * nobody needs any more go, least recently used first; never one that is in use. Returns why the copy may not be made, in
 * words; `undefined` when it may.
 */
export async function roomForCopy(folder: string, bytes: number, request: SandboxRequest): Promise<string | undefined> {
  const { mayBeLarge, signal, maxBytes = defaultMaxBytes } = request;
  await writeMarker(folder, { bytes });
  const inUse = await evict(folder, Math.max(0, maxBytes - bytes));
  const free = await freeBytes(folder);
  if (free !== undefined && bytes > free - reserveBytes) {
    return (
      `The workspace could not be copied: that needs ${inMegabytes(bytes)}, and the disk has ${inMegabytes(free)} left. ` +
      'Make room, open a smaller folder, or add what is not needed to .gitignore.'
    );
  }
  if (bytes + inUse <= maxBytes) return undefined;
  if ((await Promise.race([mayBeLarge?.(bytes), aborted(signal)])) === true) return undefined;
  const others = inUse === 0 ? '' : `, and copies of other auctions take ${inMegabytes(inUse)}`;
  return (
    `The workspace is too large to copy: it needs ${inMegabytes(bytes)}${others}; together they may take ` +
    `${inMegabytes(maxBytes)}. Run the auction again and press Copy It, cancel another auction, raise ` +
    '“gavel.sandbox.maxGigabytes” in the settings, or add what is not needed to .gitignore.'
  );
}

/** Removes what nobody needs until the others take no more than `allowed` bytes; returns what they take then. */
async function evict(folder: string, allowed: number): Promise<number> {
  const others = (await keptSandboxes(dirname(folder))).filter((kept) => kept.folder !== folder);
  let total = others.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { folder: old, bytes, free } of others) {
    if (total <= allowed) break;
    if (!free) continue;
    const gone = await removeTree(old).then(
      () => true,
      () => false,
    );
    if (gone) total -= bytes;
  }
  return total;
}

/** `undefined` where a copy takes no room, or nobody says how much there is. */
async function freeBytes(folder: string): Promise<number | undefined> {
  const status = await statfs(folder).catch(() => undefined);
  return status === undefined || sharing.has(status.type) ? undefined : status.bavail * status.bsize;
}

function aborted(signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(false), { once: true }));
}

function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024).toLocaleString('en')} MiB`;
}
