import fs from 'node:fs';

/**
 * Counts every call that changes the disk and kills this process, without a last word, at the one whose number (from 1)
 * stands in KILL_STEP: before it, or, with KILL_MODE "torn", after half of what a write writes. Import it first.
 */
const killStep = Number(process.env['KILL_STEP'] ?? '0');
const torn = process.env['KILL_MODE'] === 'torn';

type Call = (this: unknown, ...args: unknown[]) => Promise<unknown>;

let steps = 0;

/** Changing calls so far. */
export function stepsTaken(): number {
  return steps;
}

async function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

function counted(original: Call, half?: Call): Call {
  return async function (...args) {
    steps += 1;
    if (steps !== killStep) return original.apply(this, args);
    if (torn) await (half ?? original).apply(this, args);
    return die();
  };
}

const promises = fs.promises as unknown as Record<string, Call>;
for (const name of ['rename', 'unlink', 'link', 'mkdir', 'rmdir', 'copyFile', 'writeFile']) {
  const original = promises[name];
  if (original !== undefined) promises[name] = counted(original);
}

const { open } = fs.promises;
let handlesAreCounted = false;

function countHandles(handle: fs.promises.FileHandle): void {
  if (handlesAreCounted) return;
  handlesAreCounted = true;
  const calls = Object.getPrototypeOf(handle) as Record<string, Call>;
  for (const name of ['writeFile', 'chmod', 'sync']) {
    const original = calls[name];
    if (original === undefined) continue;
    const half: Call = function (bytes) {
      const whole = Buffer.from(bytes as string);
      return original.call(this, whole.subarray(0, whole.length >> 1));
    };
    calls[name] = counted(original, name === 'writeFile' ? half : original);
  }
}

const openCounted: Call = async (path, flags, mode) => {
  const handle = await open(path as string, flags as string, mode as number);
  countHandles(handle);
  return handle;
};
const makes = counted(openCounted);
promises['open'] = (path, flags, mode) => (flags === 'wx' ? makes(path, flags, mode) : openCounted(path, flags, mode));
