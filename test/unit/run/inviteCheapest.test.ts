import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { RunState } from '../../../src/run/runState';
import { panelOf } from '../../../src/views/panelModel';
import { RunBench } from './runBench';

/** A value at which no third bidder is worth asking. */
const few = { invite: 'cheapest', taskValueUsd: 0 } as const;

const outcomes = ({ auction }: RunState): readonly string[] =>
  Object.entries(auction.entries).map(([id, { state, outcome }]) => `${id} ${outcome?.kind ?? state}`);

describe('run, with the cheapest invited only', function () {
  this.timeout(60_000);
  let bench: RunBench;
  beforeEach(async () => {
    bench = await RunBench.create();
  });
  afterEach(async () => {
    await bench.remove();
  });

  it('lets two bid and judge each other; another plans when awarded, and its work is checked like any', async () => {
    const run = await bench.start('printQueue', 'runPrintQueue', { ...few, maxAttempts: 1 });
    const judged = await bench.reached(run, 'judged');
    assert.equal(bench.requestsSeen(), 4, 'two bids, two verdicts');
    assert.deepEqual(outcomes(judged), [
      'practice/qwen3-4b bid',
      'practice/qwen3-8b bid',
      'practice/qwen3-14b waiting',
      'practice/qwen3-32b waiting',
    ]);
    const card = panelOf(judged).cards['practice/qwen3-32b'];
    assert.deepEqual([card?.state, card?.canAward, card?.rank], ['waiting', true, 0]);
    assert.ok(run.award('practice/qwen3-32b'));
    assert.equal(run.state().award?.plan, '');
    const reviewing = await bench.reached(run, 'reviewing');
    assert.notEqual(reviewing.award?.plan, '');
    assert.equal(reviewing.attempts[0]?.check?.verdict, 'passed');
    assert.ok((reviewing.bidderCosts['practice/qwen3-32b']?.bid ?? 0) > 0, 'its plan is paid for');
    run.reject('all');
    const done = await run.finished;
    assert.deepEqual(bench.replayed(), done);
    const [entry] = (await bench.ledger.read()).records;
    assert.deepEqual(entry?.bids.map(({ bidderId, outcome }) => `${bidderId} ${outcome}`).sort(), [
      'practice/qwen3-14b notInvited',
      'practice/qwen3-32b notInvited',
      'practice/qwen3-4b bid',
      'practice/qwen3-8b bid',
    ]);
  });

  it('carries out the plan a person wrote for a bidder that was not asked, without asking it for another', async () => {
    const run = await bench.start('focusTime', 'formatFocusTime', few);
    await bench.reached(run, 'judged');
    const before = bench.requestsSeen();
    assert.ok(run.award('practice/qwen3-32b', 'Do as the comment says.'));
    const reviewing = await bench.reached(run, 'reviewing');
    assert.deepEqual([reviewing.award?.plan, reviewing.award?.planEdited], ['Do as the comment says.', true]);
    assert.equal(reviewing.costs.bid > 0, true);
    assert.equal(reviewing.bidderCosts['practice/qwen3-32b']?.bid, 0);
    assert.ok(bench.requestsSeen() > before);
    run.reject('all');
    await run.finished;
  });

  it('asks the next cheapest when fewer than two bids came', async () => {
    const dead = createServer().listen(0, '127.0.0.1');
    await once(dead, 'listening');
    const { port } = dead.address() as AddressInfo;
    dead.close();
    const run = await bench.start('focusTime', 'formatFocusTime', {
      ...few,
      alsoInvite: [`http://127.0.0.1:${port}/v1`],
    });
    const judged = await bench.reached(run, 'judged');
    assert.deepEqual(outcomes(judged), [
      'practice/qwen3-4b bid',
      'practice/qwen3-8b bid',
      'practice/qwen3-14b waiting',
      'practice/qwen3-32b waiting',
      'dead/ghost-8b failed',
    ]);
    run.noSale();
    await run.finished;
  });
});
