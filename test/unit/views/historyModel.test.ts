import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readFromHistory } from '../../../src/views/fromHistory';
import { historyModel } from '../../../src/views/historyModel';
import { anyEntry, ledgerEntry } from '../ledger/ledgerEntries';

const of = (records: Parameters<typeof historyModel>[0]['records']): ReturnType<typeof historyModel> =>
  historyModel({ records, unreadable: 0 });

describe('views/historyModel', () => {
  it('puts real auctions first and practice apart, newest first', () => {
    const entries = [
      ledgerEntry({ runId: 'p', practice: true }),
      ledgerEntry({ runId: 'old' }),
      ledgerEntry({ runId: 'new', end: 'rejected' }),
    ];
    const [real, practice, ...more] = of(entries).parts;
    assert.deepEqual(more, []);
    assert.equal(real?.practice, false);
    assert.deepEqual(
      real.auctions.map(({ runId, endText }) => [runId, endText]),
      [
        ['new', 'rejected'],
        ['old', 'accepted'],
      ],
    );
    assert.equal(practice?.practice, true);
    assert.equal(practice.totals.auctions, 1);
  });

  it('adds up: the saving is what the dearest would have cost, less work and overhead', () => {
    const { totals, timeline } = of([ledgerEntry(), ledgerEntry({ attempts: [], end: 'cancelled' })]).parts[0]!;
    const near = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-12, `${a} is not ${b}`);
    near(totals.savingUsd, totals.dearestUsd - totals.comparedWorkUsd - totals.overheadUsd);
    near(timeline.at(-1)!.spentUsd, totals.spentUsd);
    near(timeline.at(-1)!.savingUsd, totals.savingUsd);
    assert.equal(totals.comparable, 1);
  });

  it('tells each bidder’s rates and the cost of an attempt, unknown where there was none', () => {
    const { bidders } = of([ledgerEntry()]).parts[0]!;
    assert.deepEqual(
      bidders.map(({ name, attemptUsd }) => [name, attemptUsd]),
      [
        ['a/small', 0.02],
        ['a/large', -1],
        ['a/silent', -1],
      ],
    );
    assert.deepEqual(bidders[0]?.passed, { part: 1, whole: 1 });
    assert.deepEqual(bidders[2]?.won, { part: 0, whole: 0 });
  });

  it('tells whether the chances said came true, in ranges, and nothing where none was said', () => {
    const said = (saidPassChance: number | undefined, verdict: string): ReturnType<typeof ledgerEntry> =>
      ledgerEntry({
        attempts: [
          { bidderId: 'a/small', verdict, costUsd: 0.01, ...(saidPassChance !== undefined && { saidPassChance }) },
        ],
      });
    const entries = [
      said(0.3, 'passed'),
      said(0.34, 'failed'),
      said(1, 'passed'),
      said(0.9, 'runnerMissing'),
      said(undefined, 'passed'),
    ];
    assert.deepEqual(of(entries).parts[0]?.calibration, [
      { from: 0.2, to: 0.4, said: 0.32, passed: { part: 1, whole: 2 } },
      { from: 0.8, to: 1, said: 1, passed: { part: 1, whole: 1 } },
    ]);
  });

  it('keeps to the newest 1,000 auctions and 60 points, and says so', () => {
    const entries = Array.from({ length: 1234 }, (_, index) => ledgerEntry({ runId: `r${index}` }));
    const history = historyModel({ records: entries, unreadable: 2 });
    const part = history.parts[0]!;
    assert.equal(part.auctions.length, 1000);
    assert.equal(part.auctions[0]?.runId, 'r1233');
    assert.ok(part.timeline.length <= 60);
    assert.equal(part.timeline.at(-1)?.auctions, 1000);
    assert.match(history.notice, /newest 1000 of 1234.*2 lines of the ledger could not be read/u);
  });

  it('is never NaN or infinite, whatever the ledger holds', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 8 }), (entries) => {
        const without = of(entries).parts.map(({ auctions, timeline, ...rest }) => ({
          ...rest,
          auctions: auctions.map((auction) => ({ ...auction, endedAtMs: 0 })),
          timeline: timeline.map((point) => ({ ...point, endedAtMs: 0 })),
        }));
        for (const number of numbersIn(without)) assert.ok(Number.isFinite(number));
      }),
    );
  });

  it('makes foreign text visible', () => {
    const hidden = 'a\u202eb';
    const { auctions } = of([ledgerEntry({ title: hidden, awardedTo: hidden })]).parts[0]!;
    assert.deepEqual([auctions[0]?.title, auctions[0]?.winner], ['a⟨U+202E⟩b', 'a⟨U+202E⟩b']);
  });
});

describe('views/fromHistory', () => {
  it('takes the messages of the protocol and nothing else (case 50)', () => {
    const sound = [{ type: 'ready' }, { type: 'open', runId: 'r' }, { type: 'action', action: 'exportLedger' }];
    for (const message of sound) assert.deepEqual(readFromHistory(message), message);
    for (const forged of [
      { type: 'action', action: 'clearMemory' },
      { type: 'open', runId: 'r', path: '/etc/passwd' },
      { type: 'open', runId: 'x'.repeat(10_000_000) },
      { type: 'open' },
      { type: 'award', runId: 'r', bidderId: 'b' },
      null,
      'ready',
    ]) {
      assert.equal(readFromHistory(forged), undefined);
    }
  });
});

function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}
