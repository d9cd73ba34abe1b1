import { monitorEventLoopDelay } from 'node:perf_hooks';
import { RunBench } from '../unit/run/runBench';
import { panelOf } from '../../src/views/panelModel';
import { atMost, bestRound, type BenchRow, figure } from './support/benchRow';
import { idleLoop } from './support/idleLoop';
import { startLatencyMarket } from './support/latencyMarket';

export const name = 'auction';

const maxRatio = 1.05;
const maxLagMs = 20;

/** Updates of the panel a second, as its host sends them. */
const panelIntervalMs = 100;

/** Bidding and jury of real runs, from the first event to the verdict, against servers whose latencies are known. */
export async function run(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const count of [4, 8, 16]) {
    const { ratio, scriptedRatio, juryCalls, lagMs, machineLagMs, longestMs } = await bestRound(
      () => auction(count),
      overBounds,
      1,
    );
    rows.push(atMost(maxRatio, `wall time / critical path, ${count} bidders`, ratio, 'x'));
    rows.push(figure(`wall time / scripted latencies, ${count} bidders`, scriptedRatio, 'x'));
    rows.push({ ...atMost(count, `jury calls, ${count} bidders`, juryCalls, 'calls'), holds: juryCalls === count });
    if (count !== 8) continue;
    rows.push(atMost(maxLagMs, 'event-loop lag p99, 8 streaming bidders', lagMs, 'ms'));
    rows.push(figure('lag p99 of an idle loop meanwhile, taken off', machineLagMs, 'ms'));
    rows.push(figure('longest stop of the event loop, 8 bidders', longestMs, 'ms'));
  }
  return rows;
}

/** How far the worse of the two timed figures is from its bound; at most 1 when both hold. */
function overBounds({ ratio, lagMs }: Auction): number {
  return Math.max(ratio / maxRatio, lagMs / maxLagMs);
}

interface Auction {
  /** Wall time in critical paths, as the servers really took them. */
  readonly ratio: number;
  /** Wall time in critical paths as scripted. */
  readonly scriptedRatio: number;
  readonly juryCalls: number;
  /** p99, less that of an idle loop in another thread at the same time. */
  readonly lagMs: number;
  readonly machineLagMs: number;
  readonly longestMs: number;
}

async function auction(count: number): Promise<Auction> {
  const market = await startLatencyMarket(count);
  const bench = await RunBench.create();
  const idle = await idleLoop();
  try {
    const lag = monitorEventLoopDelay({ resolution: 1 });
    const handle = await bench.start('focusTime', 'formatFocusTime', { endpoints: market.endpoints });
    const startMs = performance.now();
    lag.enable();
    idle.start();
    const panel = setInterval(() => JSON.stringify(panelOf(handle.state())), panelIntervalMs);
    const judged = await bench.reached(handle, 'judged');
    const wallMs = performance.now() - startMs;
    lag.disable();
    const machineLagMs = await idle.stop();
    clearInterval(panel);
    handle.cancel();
    await handle.finished;
    if (judged.auction.ranked.length !== count) throw new Error(`Only ${judged.auction.ranked.length} bids came.`);
    return {
      ratio: wallMs / market.criticalPathMs(),
      scriptedRatio: wallMs / market.scriptedPathMs,
      juryCalls: market.calls('judge'),
      // The monitor counts its own interval of a millisecond.
      lagMs: Math.max(0, lag.percentile(99) / 1e6 - 1 - machineLagMs),
      machineLagMs,
      longestMs: lag.max / 1e6 - 1,
    };
  } finally {
    await idle.close();
    await bench.remove();
    await market.close();
  }
}
