import assert from 'node:assert/strict';
import { wonByRefinement } from '../../../src/auction/auctionState';
import { ledgerStatistics } from '../../../src/ledger/statistics';
import { totalCostUsd } from '../../../src/run/runState';
import { ledgerText } from '../../../src/views/ledgerText';
import { RunBench } from './runBench';

/** Refinement, re-auction and money, with the practice market and everything else real. */
describe('run, the whole market', function () {
  this.timeout(90_000);
  let bench: RunBench;
  beforeEach(async () => {
    bench = await RunBench.create();
  });
  afterEach(async () => {
    await bench.remove();
  });

  it('plays three tasks: one won outright, one by refinement, one re-auctioned; and the ledger adds up', async () => {
    const easy = await bench.playToAccept('focusTime', 'formatFocusTime');
    assert.equal(easy.attempts.length, 1);

    const medium = await bench.playToAccept('labelRow', 'readLabelRow');
    assert.equal(medium.auction.firstRanked[0]?.bidderId, 'practice/qwen3-14b');
    assert.equal(medium.award?.bidderId, 'practice/qwen3-8b');
    assert.ok(wonByRefinement(medium.auction, 'practice/qwen3-8b'));

    const hard = await bench.playToAccept('printQueue', 'runPrintQueue');
    assert.deepEqual(
      hard.attempts.map(({ bidderId, check }) => [bidderId, check?.verdict]),
      [
        ['practice/qwen3-14b', 'failed'],
        ['practice/qwen3-32b', 'passed'],
      ],
    );
    assert.equal(await bench.checkExitCode('printQueue'), 0);

    const { records } = await bench.ledger.read();
    const { totals, tasks, bidders } = ledgerStatistics(records);
    const spent = [easy, medium, hard].reduce((sum, state) => sum + totalCostUsd(state), 0);
    assert.equal(tasks.length, 3);
    const near = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-12, `${a} is not ${b}`);
    near(totals.totalUsd, spent);
    near(totals.totalUsd, totals.biddingUsd + totals.judgingUsd + totals.refiningUsd + totals.executingUsd);
    near(
      totals.totalUsd,
      bidders.reduce((sum, row) => sum + row.bidUsd + row.juryUsd + row.refineUsd + row.executeUsd, 0),
    );
    assert.ok(totals.refiningUsd > 0);
    assert.deepEqual(
      records.map(({ rule, proposedTo, awardedTo, otherRule, withoutBids }) => ({
        ...{ rule, theRules: proposedTo === awardedTo, other: otherRule?.rule, blind: withoutBids?.bidderId },
      })),
      Array(3).fill({ rule: 'sale', theRules: true, other: 'expectedValue', blind: 'practice/qwen3-4b' }),
    );
    assert.match(ledgerText(records), /the same rule without bids[^]*chosen the same bidder for 1 of 3 tasks/u);
  });

  it('gives the next bidder a fresh copy of the same snapshot and the end of the failing log', async () => {
    const run = await bench.start('printQueue', 'runPrintQueue');
    await bench.reached(run, 'judged');
    run.award('practice/qwen3-14b');
    const reviewing = await bench.reached(run, 'reviewing');
    const [first, second] = reviewing.attempts;
    assert.equal(first?.changes?.[0]?.base?.toString(), second?.changes?.[0]?.base?.toString());
    assert.notEqual(first?.changes?.[0]?.proposed?.toString(), second?.changes?.[0]?.proposed?.toString());
    assert.match(second?.steps.map(({ title, detail }) => title + detail).join(' ') ?? '', /earlier attempt failed/iu);
    assert.equal(reviewing.reviewed, 1);
    assert.ok(run.chooseAttempt(0), 'the failed attempt stays reviewable');
    assert.equal(run.state().changes[0]?.change, first?.changes?.[0]);
    run.reject('all');
    await run.finished;
    assert.deepEqual(await bench.sandboxesLeft(), []);
  });

  it('stops at the cap on attempts, says why, and lays the last attempt out', async () => {
    const run = await bench.start('printQueue', 'runPrintQueue', { maxAttempts: 1 });
    await bench.reached(run, 'judged');
    run.award('practice/qwen3-14b');
    const reviewing = await bench.reached(run, 'reviewing');
    assert.equal(reviewing.attempts.length, 1);
    assert.match(reviewing.reawardStop ?? '', /all its attempts/u);
    assert.equal(reviewing.changes.length, 1);
    run.reject('all');
    await run.finished;
  });

  it('never learns from a winner whose work was rejected', async () => {
    const run = await bench.start('focusTime', 'formatFocusTime');
    await bench.reached(run, 'judged');
    run.award('practice/qwen3-4b');
    await bench.reached(run, 'reviewing');
    run.reject('all');
    await run.finished;
    const next = await bench.start('labelRow', 'readLabelRow');
    const judged = await bench.reached(next, 'judged');
    assert.equal(judged.auction.refinement, undefined);
    next.noSale();
    await next.finished;
  });

  it('by expected value the hard task goes to the large model at once', async () => {
    const run = await bench.start('printQueue', 'runPrintQueue', { rule: 'expectedValue', award: 'automatic' });
    const reviewing = await bench.reached(run, 'reviewing');
    assert.deepEqual(
      reviewing.attempts.map(({ bidderId }) => bidderId),
      ['practice/qwen3-32b'],
    );
    assert.equal(reviewing.award?.automatic, true);
    run.reject('all');
    await run.finished;
  });

  it('case 124: cancel while refining ends the run', async () => {
    await bench.playToAccept('focusTime', 'formatFocusTime');
    const run = await bench.start('labelRow', 'readLabelRow', { paceMs: 3 });
    await bench.until(run, ({ auction }) => auction.refinement !== undefined);
    run.cancel();
    assert.equal((await run.finished).end?.state, 'cancelled');
  });
});
