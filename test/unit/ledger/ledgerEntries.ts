import fc from 'fast-check';
import type { LedgerEntry } from '../../../src/ledger/ledgerEntry';

/** A task that the small bidder did and the large one would have done; `fields` replace whole fields. */
export function ledgerEntry(fields: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    schema: 1,
    runId: 'run',
    atMs: Date.UTC(2026, 10, 22, 12),
    title: 'Fix the queue',
    practice: false,
    profileId: 'built-in',
    bids: [
      { bidderId: 'a/small', outcome: 'bid', price: 0.05, expectedUsd: 0.04 },
      { bidderId: 'a/large', outcome: 'bid', price: 0.36, expectedUsd: 0.12 },
      { bidderId: 'a/silent', outcome: 'timedOut' },
    ],
    awardedTo: 'a/small',
    attempts: [{ bidderId: 'a/small', verdict: 'passed', costUsd: 0.02, exitCode: 0 }],
    costs: { bidUsd: 0.001, juryUsd: 0.002, refineUsd: 0.003, executeUsd: 0.02 },
    end: 'accepted',
    filesAccepted: 1,
    ...fields,
  };
}

/** Money as damaged or hostile rows might hold it. */
const usd = fc.oneof(
  fc.double({ min: 0, max: 10, noNaN: true }),
  fc.constantFrom(NaN, Infinity, -Infinity, -1, 1e308, 1e9, 1e10, 0, -0, Number.MIN_VALUE),
);
const bidderId = fc.constantFrom('a/small', 'a/large', 'b/x', '', '__proto__', '=1+1');
const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(values, { nil: undefined });
const verdict = fc.constantFrom('passed', 'failed', 'timedOut', 'notStarted', 'cancelled', 'unchecked', '-nonsense');

/** Entries with anything in them that their types allow, and numbers that the file's schema would refuse. */
export const anyEntry: fc.Arbitrary<LedgerEntry> = fc
  .record({
    atMs: fc.oneof(fc.double(), fc.integer()),
    title: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('=cmd()', '+1', '-1', '@x', '"\r\n,')),
    practice: fc.boolean(),
    bids: fc.array(
      fc.record({ bidderId, outcome: fc.constantFrom('bid', 'failed'), price: maybe(usd), expectedUsd: maybe(usd) }),
    ),
    awardedTo: maybe(bidderId),
    attempts: fc.array(fc.record({ bidderId, verdict, costUsd: usd })),
    costs: fc.record({ bidUsd: usd, juryUsd: usd, refineUsd: usd, executeUsd: usd }),
    bidderCosts: maybe(fc.array(fc.record({ bidderId, bidUsd: usd, juryUsd: usd, refineUsd: usd, executeUsd: usd }))),
    end: fc.constantFrom('accepted', 'rejected', 'noSale', 'cancelled', 'failed'),
    filesAccepted: fc.double(),
  })
  .map((fields) => ledgerEntry(fields as Partial<LedgerEntry>));
