import { Worker } from 'node:worker_threads';

/** Finds the matching lines of files: for each file the 0-based numbers. */
export interface LineMatcher {
  match(files: readonly (readonly string[])[]): Promise<readonly (readonly number[])[] | 'tooSlow'>;
}

/** A matcher to close after use. */
export type PatternWorker =
  (LineMatcher & { readonly kind: 'ready'; close(): void }) | { readonly kind: 'refused'; readonly reason: string };

/** Time for one batch of files; a pattern that backtracks for ever is ended then. */
const batchMs = 1000;
/** Longer lines are data; what a pattern finds in them is not worth the time. */
const maxLineCharacters = 2000;

/** Runs in the thread. The pattern comes as data; nothing of it is evaluated. */
const threadSource = `
const { parentPort, workerData } = require('node:worker_threads');
const pattern = new RegExp(workerData.pattern, workerData.flags);
parentPort.on('message', (files) => {
  parentPort.postMessage(files.map((lines) => {
    const found = [];
    for (let at = 0; at < lines.length; at += 1) {
      if (lines[at].length <= workerData.maxLineCharacters && pattern.test(lines[at])) found.push(at);
    }
    return found;
  }));
});`;

/** Makes a matcher for a model's regular expression, in a thread that can be ended in the middle of a match. */
export function createPatternWorker(pattern: string): PatternWorker {
  const flags = flagsFor(pattern);
  if (flags === undefined) return { kind: 'refused', reason: 'The pattern is not a valid regular expression.' };
  const worker = new Worker(threadSource, {
    eval: true,
    env: {},
    execArgv: [],
    workerData: { pattern, flags, maxLineCharacters },
    resourceLimits: { maxOldGenerationSizeMb: 128 },
  });
  worker.unref();
  return {
    kind: 'ready',
    match: (files) =>
      new Promise((resolve) => {
        const done = (result: readonly (readonly number[])[] | 'tooSlow'): void => {
          clearTimeout(timer);
          worker.removeAllListeners();
          resolve(result);
        };
        const timer = setTimeout(() => done('tooSlow'), batchMs);
        worker.once('message', done);
        // A thread that ran out of memory is a pattern that asked for too much as well.
        worker.once('error', () => done('tooSlow'));
        worker.postMessage(files);
      }),
    close: () => void worker.terminate(),
  };
}

/** Making a pattern runs nothing of it. Some valid ones are so only without the strict Unicode mode. */
function flagsFor(pattern: string): string | undefined {
  for (const flags of ['iu', 'i']) {
    try {
      new RegExp(pattern, flags);
      return flags;
    } catch {
      // The next one may allow it.
    }
  }
  return undefined;
}
