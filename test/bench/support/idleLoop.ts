import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A thread that does nothing but watch its own event loop: what it is late, the machine is late. */
const source = `
const { parentPort } = require('node:worker_threads');
const lag = require('node:perf_hooks').monitorEventLoopDelay({ resolution: 1 });
parentPort.on('message', (message) => {
  if (message === 'start') lag.enable();
  else parentPort.postMessage(lag.percentile(99) / 1e6 - 1);
});
parentPort.postMessage('ready');
`;

/** The event loop of an idle thread on the same machine at the same time. */
export interface IdleLoop {
  start(): void;
  /** Its lag since the start, p99 in milliseconds, without the monitor's own interval; never below 0. */
  stop(): Promise<number>;
  close(): Promise<unknown>;
}

/** Starts the thread; it watches from `start` on. */
export async function idleLoop(): Promise<IdleLoop> {
  const worker = new Worker(source, { eval: true });
  await once(worker, 'message');
  return {
    start: () => {
      worker.postMessage('start');
    },
    stop: async () => {
      const answer = once(worker, 'message');
      worker.postMessage('stop');
      const [lagMs] = (await answer) as [number];
      return Math.max(0, lagMs);
    },
    close: () => worker.terminate(),
  };
}
