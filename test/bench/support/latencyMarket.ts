import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Endpoint } from '../../../src/models/endpoint';

/** A scripted model: a bid of 400 tokens with log-probabilities, and a verdict, each answered in exactly this time. */
export interface ScriptedBidder {
  readonly id: string;
  readonly bidMs: number;
  readonly judgeMs: number;
}

/** What the server's thread reports. */
export type ServerMessage =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'called'; readonly phase: string }
  /** Milliseconds from the request's arrival to the end of its answer, as the server really took them. */
  | { readonly type: 'answered'; readonly phase: string; readonly tookMs: number };

/** Scripted, no AI: servers of known latencies. */
export interface LatencyMarket {
  readonly endpoints: readonly Endpoint[];
  /** What the slowest bid and after it the slowest verdict were scripted to take together. */
  readonly scriptedPathMs: number;
  /** The same as the server really took it: on a busy machine its timers are late too, and that is not the auction's time. */
  criticalPathMs(): number;
  /** Calls of one phase so far. */
  calls(phase: 'bid' | 'judge'): number;
  close(): Promise<unknown>;
}

/** Starts a market of `count` bidders; the latencies lie between the given bounds, the slowest bidder is not the slowest judge. */
export async function startLatencyMarket(count: number): Promise<LatencyMarket> {
  const bidders = Array.from({ length: count }, (_, index) => ({
    id: `scripted-${String(index + 1).padStart(2, '0')}`,
    bidMs: 1600 + (1400 * index) / (count - 1),
    judgeMs: 1500 - (700 * index) / (count - 1),
  }));
  const worker = new Worker(join(__dirname, 'support', 'latencyServer.js'), { workerData: bidders });
  const phases: string[] = [];
  const slowestMs: Record<string, number> = {};
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', (message: ServerMessage) => {
      if (message.type === 'listening') resolve(message.port);
      else if (message.type === 'called') phases.push(message.phase);
      else slowestMs[message.phase] = Math.max(slowestMs[message.phase] ?? 0, message.tookMs);
    });
  });
  return {
    endpoints: bidders.map(({ id }) => ({
      id,
      name: id,
      baseUrl: `http://127.0.0.1:${port}/v1`,
      models: [{ id, price: { input: 0.1, output: 0.1 } }],
    })),
    scriptedPathMs: Math.max(...bidders.map(({ bidMs }) => bidMs)) + Math.max(...bidders.map(({ judgeMs }) => judgeMs)),
    criticalPathMs: () => (slowestMs['bid'] ?? 0) + (slowestMs['judge'] ?? 0),
    calls: (phase) => phases.filter((called) => called === phase).length,
    close: async () => {
      const exit = once(worker, 'exit');
      await worker.terminate();
      return exit;
    },
  };
}
