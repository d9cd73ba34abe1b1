import { readdir, readFile, statfs } from 'node:fs/promises';

/** What a check may use together with everything it started, and where it writes. */
export interface UsageBounds {
  readonly memoryBytes: number;
  /** How much the free space of the disk with `folder` may shrink. */
  readonly diskBytes: number;
  readonly folder: string;
}

const everyMs = 250;
const kibibyte = 1024;
/** Looked at no further: there is a limit on processes too. */
const maxProcesses = 20_000;

/**
 * Looks four times a second at what a process and all its descendants use, and calls `exceeded` once, with what it was, as
 * the end of a sentence. Returns the way to stop watching. Linux.
 */
export function watchUsage(pid: number, bounds: UsageBounds, exceeded: (what: string) => void): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const freeAtStart = freeBytes(bounds.folder);
  const look = async (): Promise<void> => {
    const what = await overuse(pid, bounds, await freeAtStart);
    if (stopped) return;
    if (what !== undefined) exceeded(what);
    else timer = setTimeout(() => void look(), everyMs);
  };
  timer = setTimeout(() => void look(), everyMs);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

async function overuse(pid: number, bounds: UsageBounds, freeAtStart: number): Promise<string | undefined> {
  const usedDisk = freeAtStart - (await freeBytes(bounds.folder));
  if (usedDisk > bounds.diskBytes) return `the disk lost more than ${inWords(bounds.diskBytes)} while it ran`;
  const pids = await descendants(pid);
  if ((await sum(pids, privateBytes)) <= bounds.memoryBytes) return undefined;
  // Forked workers share most of their pages; only the slow count knows how much.
  if ((await sum(pids, proportionalBytes)) <= bounds.memoryBytes) return undefined;
  return `it used more than ${inWords(bounds.memoryBytes)} of memory`;
}

async function freeBytes(folder: string): Promise<number> {
  return statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
}

async function descendants(pid: number): Promise<readonly number[]> {
  const found = [pid];
  for (let next = 0; next < found.length && found.length < maxProcesses; next += 1) {
    // Each thread has the children that it started.
    const threads = `/proc/${String(found[next])}/task`;
    for (const thread of await readdir(threads).catch(() => [])) {
      const children = await readFile(`${threads}/${thread}/children`, 'utf8').catch(() => '');
      found.push(...children.split(' ').filter(Boolean).map(Number));
    }
  }
  return found;
}

async function sum(pids: readonly number[], of: (pid: number) => Promise<number>): Promise<number> {
  let total = 0;
  for (const pid of pids) total += await of(pid);
  return total;
}

/** Anonymous memory of one process; 0 when it is gone. */
async function privateBytes(pid: number): Promise<number> {
  return kilobytesIn(`/proc/${pid}/status`, /^RssAnon:\s+(\d+) kB/mu);
}

/** Its share of the memory it has in common with others. */
async function proportionalBytes(pid: number): Promise<number> {
  const own = await kilobytesIn(`/proc/${pid}/smaps_rollup`, /^Pss_Anon:\s+(\d+) kB/mu);
  return own === 0 ? privateBytes(pid) : own;
}

async function kilobytesIn(file: string, line: RegExp): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return Number(line.exec(text)?.[1] ?? 0) * kibibyte;
}

function inWords(bytes: number): string {
  const gibibytes = bytes / 1024 ** 3;
  return gibibytes >= 1 ? `${gibibytes.toFixed(1)} GiB` : `${Math.round(bytes / 1024 ** 2)} MiB`;
}
