import { randomBytes } from 'node:crypto';
import { open, readdir, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isProvablyDead, markText, ownMark, type ProcessMark, readMark } from './processMark';

/** `busy`: a process that is not proved dead kept the lock for all of the wait; `holder` is the path of its lock file. */
export type LockOutcome<T> =
  { readonly kind: 'done'; readonly value: T } | { readonly kind: 'busy'; readonly holder: string };

/** Names of the lock files this process holds or tries for; one that is ours but not in here was left by a failed removal. */
const ownNames = new Set<string>();

/** Longest pause between two looks at a lock that another process holds. Ours: an append takes a few milliseconds. */
const maxPauseMs = 12;

/**
 * Runs `action` while no other window or process runs one for the same file. What it throws is passed on.
 *
 * Every claimant creates a file of its own, whose name says which process it is, and then lists the folder: it holds the
 * lock if its claim is the only one, and takes the claim back otherwise. Of two claims the later one always sees the
 * earlier, so there are never two holders. Nobody ever removes a claim that may be another's by now, because no name is
 * used twice; claims of dead processes are removed by whoever sees them, after proof of death and by nothing else.
 */
export async function withLock<T>(file: string, action: () => Promise<T>, waitMs: number): Promise<LockOutcome<T>> {
  const own = await ownMark();
  const folder = dirname(file);
  const prefix = `${basename(file)}.lock-`;
  const name = `${prefix}${markText(own)}-${randomBytes(6).toString('hex')}`;
  const path = join(folder, name);
  const others = () => otherClaims(folder, prefix, name, own);
  ownNames.add(name);
  try {
    const holder = await claim(path, others, waitMs);
    if (holder !== undefined) return { kind: 'busy', holder: join(folder, holder) };
    return { kind: 'done', value: await action() };
  } finally {
    await unlink(path).catch(() => undefined);
    ownNames.delete(name);
  }
}

/** Resolves without a value when the lock is ours, else with the name of the claim that was in the way to the end. */
async function claim(path: string, others: () => Promise<string[]>, waitMs: number): Promise<string | undefined> {
  const beganMs = performance.now();
  for (;;) {
    let inTheWay = (await others())[0];
    if (inTheWay === undefined) {
      await (await open(path, 'wx', 0o600)).close();
      inTheWay = (await others())[0];
      if (inTheWay === undefined) return undefined;
      await unlink(path);
    }
    // A monotonic clock: setting the machine's time neither shortens nor lengthens the wait.
    if (performance.now() - beganMs > waitMs) return inTheWay;
    // Random, so that two that claimed at once do not claim at once again.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * maxPauseMs));
  }
}

async function otherClaims(folder: string, prefix: string, name: string, own: ProcessMark): Promise<string[]> {
  const claims = (await readdir(folder)).filter((other) => other.startsWith(prefix) && other !== name);
  const alive: string[] = [];
  for (const other of claims) {
    if (await isDead(other, prefix, own)) await unlink(join(folder, other)).catch(() => undefined);
    else alive.push(other);
  }
  return alive;
}

async function isDead(name: string, prefix: string, own: ProcessMark): Promise<boolean> {
  const mark = readMark(name.slice(prefix.length, name.lastIndexOf('-')));
  if (mark === undefined) return false;
  if (markText(mark) === markText(own)) return !ownNames.has(name);
  return isProvablyDead(mark, own);
}
