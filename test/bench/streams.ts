import { monitorEventLoopDelay } from 'node:perf_hooks';
import { unknownCapabilities } from '../../src/auction/bidder';
import { createOpenAiModels } from '../../src/models/openAiModels';
import { atMost, bestRound, type BenchRow, figure } from './support/benchRow';
import { startByteStreams } from './support/byteStreams';

export const name = 'streams';

const fastCount = 8;
const maxLagMs = 20;
/** Reading eight streams beside a slow one may take this much longer than reading the eight alone. */
const maxSlowdown = 1.25;

/** Eight bidders that stream a megabyte each (about 4,500 tokens as llama-server sends them) and one that sends a byte a second: nobody waits for it, and the editor's host goes on. */
export async function run(): Promise<BenchRow[]> {
  const alone = await bestRound(
    () => round(false),
    ({ fastMs }) => fastMs,
    0,
  );
  const beside = await bestRound(() => round(true), overBounds(alone.fastMs), 1);
  return [
    atMost(maxLagMs, 'event-loop lag p99, 8 streams of 1 MB and a slow one', beside.lagMs, 'ms'),
    figure('longest stop of the event loop', beside.longestMs, 'ms'),
    atMost(maxSlowdown, 'time of the 8 streams beside the slow one / alone', beside.fastMs / alone.fastMs, 'x'),
    figure('time of the 8 streams', beside.fastMs, 'ms'),
    figure('tokens read', beside.tokens, 'tokens'),
    { ...figure('the slow one still streams', beside.slowIsOpen ? 1 : 0, ''), holds: beside.slowIsOpen },
  ];
}

interface Round {
  readonly lagMs: number;
  readonly longestMs: number;
  readonly fastMs: number;
  readonly tokens: number;
  readonly slowIsOpen: boolean;
}

function overBounds(aloneMs: number): (round: Round) => number {
  return ({ lagMs, fastMs }) => Math.max(lagMs / maxLagMs, fastMs / aloneMs / maxSlowdown);
}

async function round(withSlow: boolean): Promise<Round> {
  const server = await startByteStreams();
  const endpoint = { id: 'bench', name: 'Bench', baseUrl: server.baseUrl, local: false, concurrency: fastCount + 1 };
  const models = createOpenAiModels({
    endpoints: [{ ...endpoint, models: [] }],
    keys: { keyFor: () => Promise.resolve(undefined) },
  });
  const stopped = new AbortController();
  const call = async (modelId: string): Promise<number> => {
    const bidder = {
      id: modelId,
      name: modelId,
      endpointId: 'bench',
      modelId,
      priceSource: 'unknown',
      capabilities: unknownCapabilities,
    } as const;
    const messages = [{ role: 'user', content: 'Stream.' }] as const;
    const request = { bidder, purpose: 'bid', messages, maxTokens: 1_000_000 } as const;
    const reply = await models.complete(request, { signal: AbortSignal.any([stopped.signal]) });
    return reply.kind === 'complete' ? reply.text.length : -1;
  };
  try {
    await call('warm-up');
    let slowIsOpen = withSlow;
    const slow = withSlow ? call('slow').then(() => (slowIsOpen = false)) : Promise.resolve();
    const lag = monitorEventLoopDelay({ resolution: 1 });
    lag.enable();
    const startMs = performance.now();
    const sizes = await Promise.all(Array.from({ length: fastCount }, (_, index) => call(`fast-${index}`)));
    const fastMs = performance.now() - startMs;
    lag.disable();
    const stillOpen = slowIsOpen;
    stopped.abort();
    await slow;
    if (sizes.some((size) => size < 0)) throw new Error('A stream failed.');
    return {
      // The monitor counts its own interval of a millisecond.
      lagMs: lag.percentile(99) / 1e6 - 1,
      longestMs: lag.max / 1e6 - 1,
      fastMs,
      // Each is four letters.
      tokens: sizes.reduce((sum, size) => sum + size, 0) / 4,
      slowIsOpen: stillOpen || !withSlow,
    };
  } finally {
    stopped.abort();
    server.close();
  }
}
