import assert from 'node:assert/strict';
import { emptyAuction } from '../../../src/auction/auctionState';
import type { Bidder } from '../../../src/auction/bidder';
import type { MarketEvent } from '../../../src/auction/events';
import type { ModelReply } from '../../../src/auction/model';
import { CallQueue } from '../../../src/models/callQueue';
import type { ModelPort } from '../../../src/models/modelPort';
import { collectBids } from '../../../src/run/collectBids';
import { callDeadline, startDeadline } from '../../../src/run/deadline';
import type { Flow } from '../../../src/run/flow';
import { bidder } from '../auction/examples';
import { FakeClock } from '../base/fakeClock';

const bidDeadlineMs = 60_000;
const localFirstTokenMs = 180_000;
const turns = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** As much of a run as its deadlines see. */
function flowOf(clock: FakeClock, bidders: readonly Bidder[], models: ModelPort): { flow: Flow; news: MarketEvent[] } {
  const news: MarketEvent[] = [];
  const flow = {
    request: { bidDeadlineMs, localFirstTokenMs, invited: bidders.map((invited) => ({ bidder: invited })) },
    ports: { clock, models },
    signal: new AbortController().signal,
    stopped: () => false,
    state: () => ({ auction: { ...emptyAuction, bidders } }),
    market: (event: MarketEvent) => void news.push(event),
    takeCost: () => undefined,
    onEnd: () => undefined,
  };
  return { flow: flow as unknown as Flow, news };
}

/** A server that takes one call at a time, each of which ends when told to. */
function slowServer(): { models: ModelPort; answer: () => Promise<void> } {
  const queue = new CallQueue({ concurrency: 1, oneModel: true });
  const running: (() => void)[] = [];
  const aborted: ModelReply = { kind: 'failed', reason: 'aborted', message: 'aborted', partialText: '' };
  const complete: ModelPort['complete'] = async ({ bidder: { modelId } }, { signal, onQueue }) => {
    const action = (): Promise<ModelReply> =>
      new Promise((resolve) => {
        running.push(() => {
          resolve({
            kind: 'complete',
            text: `Plan of ${modelId}.`,
            reasoning: '',
            toolCalls: [],
            finishReason: 'stop',
          });
        });
        signal.addEventListener('abort', () => {
          running.shift();
          resolve(aborted);
        });
      });
    return (await queue.run(modelId, signal, action, onQueue)) ?? aborted;
  };
  const answer = async (): Promise<void> => {
    running.shift()?.();
    await turns();
  };
  return { models: { complete }, answer };
}

function outcomes(news: readonly MarketEvent[]): readonly string[] {
  return news.flatMap((event) => (event.type === 'bidClosed' ? [event.outcome.kind] : []));
}

describe('run/deadlines', () => {
  for (const local of [true, false])
    it(`counts no bidder the time that it waited for the others on one ${local ? 'local' : 'hosted'} server`, async () => {
      const clock = new FakeClock();
      const { models, answer } = slowServer();
      const bidders = ['4b', '8b', '14b', '32b'].map((name) => ({ ...bidder(name, 0.1), local }));
      const { flow, news } = flowOf(clock, bidders, models);
      const all = collectBids(flow, 'Task.', models, []);
      await turns();
      for (let answered = 0; answered < bidders.length; answered += 1) {
        clock.pass((local ? localFirstTokenMs : bidDeadlineMs) - 1);
        await answer();
      }
      await all;
      assert.deepEqual(outcomes(news), ['bid', 'bid', 'bid', 'bid']);
      assert.equal(clock.pending, 0);
    });

  it('ends a bidder that does not answer, and the ones behind it bid all the same', async () => {
    const clock = new FakeClock();
    const { models, answer } = slowServer();
    const { flow, news } = flowOf(clock, [bidder('a', 0.1), bidder('b', 0.1)], models);
    const all = collectBids(flow, 'Task.', models, []);
    await turns();
    clock.pass(bidDeadlineMs);
    await turns();
    assert.deepEqual(outcomes(news), ['timedOut']);
    clock.pass(bidDeadlineMs - 1);
    await answer();
    await all;
    assert.deepEqual(outcomes(news), ['timedOut', 'bid']);
  });

  it('gives a judge its time from its turn on, and a local one the allowance to load besides', () => {
    const clock = new FakeClock();
    const { flow } = flowOf(clock, [], slowServer().models);
    const hosted = callDeadline(flow, bidder('a', 0.1));
    const local = callDeadline(flow, { ...bidder('b', 0.1), local: true });
    hosted.onQueue(true);
    clock.pass(bidDeadlineMs + localFirstTokenMs - 1);
    assert.deepEqual([hosted.passed(), local.passed()], [false, false]);
    hosted.onQueue(false);
    clock.pass(1);
    assert.deepEqual([hosted.passed(), local.passed()], [false, true]);
    clock.pass(bidDeadlineMs);
    assert.ok(hosted.passed() && hosted.signal.aborted);
  });

  it('does not call the end of a run a deadline', () => {
    const run = new AbortController();
    const deadline = startDeadline(new FakeClock(), run.signal, 1);
    run.abort();
    assert.ok(deadline.signal.aborted && !deadline.passed());
  });
});
