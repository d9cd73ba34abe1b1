import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkErrors } from '../../../src/ledger/checkErrors';
import { localDay } from '../../../src/ledger/localDay';
import { ledgerStatistics, settledAttempts, spentUsd } from '../../../src/ledger/statistics';
import { dearestCost, taskMoney } from '../../../src/ledger/taskMoney';
import { anyEntry, ledgerEntry } from './ledgerEntries';

const near = (actual: number | undefined, expected: number): void =>
  assert.ok(Math.abs((actual ?? NaN) - expected) < 1e-12, `${actual} is not ${expected}`);

/** Every number anywhere in a value. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

describe('ledger/statistics', () => {
  it('shows a task’s money by purpose, and the saving net of the auction’s own overhead', () => {
    const money = taskMoney(ledgerEntry());
    near(money.overheadUsd, 0.006);
    near(money.totalUsd, 0.026);
    // The small one took half of the 0.04 it usually takes, so the large one would have taken half of its 0.12.
    assert.ok(money.dearest?.source === 'scaled');
    near(money.dearest.usd, 0.06);
    near(money.savingUsd, 0.06 - 0.02 - 0.006);
  });

  it('reckons what the same rule would have cost without bids, and says how often its choice was seen at work', () => {
    const same = ledgerEntry({ runId: '1', withoutBids: { bidderId: 'a/small' } });
    const other = ledgerEntry({ runId: '2', withoutBids: { bidderId: 'a/large' } });
    const nobody = ledgerEntry({ runId: '3', withoutBids: {} });
    const untold = ledgerEntry({ runId: '4' });
    const { withoutBids } = ledgerStatistics([same, other, nobody, untold]).totals;
    near(withoutBids.usd, 0.02 + 0.06);
    near(withoutBids.spentUsd, 2 * 0.026);
    const { tasks, sameAward, tried, passed } = withoutBids;
    assert.deepEqual({ tasks, sameAward, tried, passed }, { tasks: 2, sameAward: 1, tried: 1, passed: 1 });
  });

  it('takes the dearest bidder’s own attempt where there is one', () => {
    const attempts = [
      { bidderId: 'a/small', verdict: 'failed', costUsd: 0.05 },
      { bidderId: 'a/large', verdict: 'passed', costUsd: 0.1 },
    ];
    const entry = ledgerEntry({ attempts, costs: { bidUsd: 0, juryUsd: 0.01, refineUsd: 0, executeUsd: 0.15 } });
    assert.deepEqual(dearestCost(entry), { bidderId: 'a/large', usd: 0.1, source: 'settled' });
    near(taskMoney(entry).savingUsd, 0.1 - 0.15 - 0.01);
  });

  it('uses the plain expectation when nothing says how large the task was, and knows when it knows nothing', () => {
    const [small, large] = ledgerEntry().bids;
    assert.ok(small && large);
    const plain = ledgerEntry({ bids: [{ bidderId: 'a/small', outcome: 'bid', price: 0.05 }, large] });
    assert.deepEqual(dearestCost(plain), { bidderId: 'a/large', usd: 0.12, source: 'expected' });
    const unknown = ledgerEntry({ bids: [small, { bidderId: 'a/large', outcome: 'bid', price: 0.36 }] });
    assert.equal(dearestCost(unknown), undefined);
    near(taskMoney(unknown).savingUsd, -0.006);
  });

  it('a cancelled auction saves nothing and still cost its overhead', () => {
    const money = taskMoney(
      ledgerEntry({
        attempts: [],
        end: 'cancelled',
        costs: { bidUsd: 0.01, juryUsd: 0.02, refineUsd: 0, executeUsd: 0 },
      }),
    );
    assert.equal(money.dearest, undefined);
    near(money.savingUsd, -0.03);
  });

  it('counts wins, passes and accepted work per bidder', () => {
    const second = ledgerEntry({
      attempts: [
        { bidderId: 'a/small', verdict: 'failed', costUsd: 0.02 },
        { bidderId: 'a/large', verdict: 'passed', costUsd: 0.1 },
      ],
      end: 'rejected',
    });
    const [large, silent, small] = ledgerStatistics([ledgerEntry(), second]).bidders;
    assert.deepEqual(
      [small?.bids, small?.awards, small?.winRate, small?.passRate, small?.acceptRate],
      [2, 2, 1, 0.5, 1],
    );
    assert.deepEqual([large?.attempts, large?.winRate, large?.passRate, large?.acceptRate], [1, 0, 1, 0]);
    assert.deepEqual(
      [silent?.invited, silent?.bids, silent?.winRate, silent?.acceptRate],
      [2, 0, undefined, undefined],
    );
    near(small?.executeUsd, 0.04);
  });

  it('books by bidder as settled where the entry says so', () => {
    const row = { bidderId: 'a/large', bidUsd: 0.001, juryUsd: 0.002, refineUsd: 0.003, executeUsd: 0.004 };
    const large = ledgerStatistics([ledgerEntry({ bidderCosts: [row] })]).bidders.find(
      ({ bidderId }) => bidderId === row.bidderId,
    );
    assert.deepEqual(
      [large?.bidUsd, large?.juryUsd, large?.refineUsd, large?.executeUsd],
      [0.001, 0.002, 0.003, 0.004],
    );
  });

  it('knows what real tasks cost on a local day, from midnight to midnight', () => {
    const noon = new Date(2026, 10, 22, 12).getTime();
    const day = localDay(noon);
    assert.equal(day.fromMs, new Date(2026, 10, 22).getTime());
    assert.equal(day.untilMs, new Date(2026, 10, 23).getTime());
    const at = (atMs: number, practice = false) => ledgerEntry({ atMs, practice });
    const entries = [at(day.fromMs - 1), at(day.fromMs), at(noon, true), at(day.untilMs - 1), at(day.untilMs)];
    near(spentUsd(entries, day), 2 * 0.026);
  });

  it('gives settled attempts with their prices, failures included', () => {
    const attempts = ['passed', 'failed', 'timedOut', 'cancelled'].map((verdict) => ({
      bidderId: 'a/small',
      verdict,
      costUsd: 0.02,
    }));
    const unpriced = { bidderId: 'a/silent', verdict: 'passed', costUsd: 0.02 };
    const settled = settledAttempts([
      ledgerEntry({ attempts: [...attempts, unpriced] }),
      ledgerEntry({ practice: true }),
    ]);
    assert.deepEqual(
      settled,
      Array.from({ length: 3 }, () => ({ bidderId: 'a/small', price: 0.05, costUsd: 0.02 })),
    );
  });

  it('learns the check’s error rates from accepts and rejects, from 0.1 each', () => {
    const task = (end: 'accepted' | 'rejected' | 'cancelled', ...verdicts: string[]) =>
      ledgerEntry({ end, attempts: verdicts.map((verdict) => ({ bidderId: 'a/small', verdict, costUsd: 0 })) });
    const rates = (...entries: ReturnType<typeof ledgerEntry>[]) => {
      const { falsePass, falseFail } = checkErrors(entries);
      return [falsePass, falseFail];
    };
    assert.deepEqual(rates(), [0.1, 0.1]);
    assert.deepEqual(rates(task('accepted', 'unchecked'), task('cancelled', 'passed')), [0.1, 0.1], 'no news');
    assert.deepEqual(rates(task('accepted', 'passed')), [0.1, 1 / 11]);
    assert.deepEqual(rates(task('rejected', 'passed')), [2 / 11, 0.1]);
    assert.deepEqual(rates(task('accepted', 'failed')), [0.1, 2 / 11]);
    assert.deepEqual(rates(task('rejected', 'failed')), [1 / 11, 0.1]);
    assert.deepEqual(rates(task('accepted', 'failed', 'passed')), [1 / 11, 1 / 11], 'what made way was bad work');
    const many = Array.from({ length: 100 }, () => task('rejected', 'passed'));
    assert.equal(rates(...many)[0], 0.45);
    assert.deepEqual(rates(...many.map((entry) => ({ ...entry, practice: true }))), [0.1, 0.1]);
  });

  it('totals add up and nothing is ever NaN, whatever the rows hold', function () {
    this.timeout(30_000);
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 12 }), (entries) => {
        const { tasks, totals, bidders } = ledgerStatistics(entries);
        const figures = [
          'biddingUsd',
          'judgingUsd',
          'refiningUsd',
          'executingUsd',
          'totalUsd',
          'overheadUsd',
          'savingUsd',
        ] as const;
        for (const figure of figures)
          assert.equal(
            totals[figure],
            tasks.reduce((sum, task) => sum + task[figure], 0),
          );
        const parts = totals.biddingUsd + totals.judgingUsd + totals.refiningUsd + totals.executingUsd;
        assert.ok(Math.abs(parts - totals.totalUsd) <= 1e-9 * (1 + parts));
        const saving =
          totals.dearestUsd -
          totals.overheadUsd -
          tasks.filter(({ dearest }) => dearest).reduce((sum, task) => sum + task.executingUsd, 0);
        assert.ok(Math.abs(saving - totals.savingUsd) <= 1e-9 * (1 + parts + totals.dearestUsd));
        const shown = [
          totals,
          bidders,
          checkErrors(entries),
          settledAttempts(entries),
          tasks.map((task) => ({ ...task, atMs: 0 })),
        ];
        for (const number of numbersIn(shown)) assert.ok(Number.isFinite(number), String(number));
        for (const { winRate = 0, passRate = 0, acceptRate = 0 } of bidders)
          for (const rate of [winRate, passRate, acceptRate]) assert.ok(rate >= 0 && rate <= 1);
        assert.ok(Number.isFinite(spentUsd(entries, { fromMs: -Infinity, untilMs: Infinity })));
      }),
      { numRuns: 500 },
    );
  });
});
