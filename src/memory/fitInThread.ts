import { Worker } from 'node:worker_threads';
import type { FitRequest, FitResult } from '../auction/fit/fitProfile';

/** A fit of thousands of tasks takes seconds and tens of megabytes. Ours. */
const maxMegabytes = 512;

/**
 * Runs a fit in a thread of its own, so that nothing waits for it; `undefined` when the signal ended it. `program` is the
 * built file of `fitThread.ts`. Rejects when the thread broke down, as when its memory ran out.
 */
export function fitInThread(program: string, request: FitRequest, signal: AbortSignal): Promise<FitResult | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  const worker = new Worker(program, {
    workerData: request,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: maxMegabytes },
  });
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
    worker.once('message', (result: FitResult) => resolve(result));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The thread that fits ended with code ${code}.`)));
  }).finally(() => void worker.terminate()) as Promise<FitResult | undefined>;
}
