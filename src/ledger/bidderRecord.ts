import { amount, rate } from './amount';
import type { LedgerEntry } from './ledgerEntry';

/** How one bidder has done. Rates are 0..1 and absent where there is nothing to divide by. */
export interface BidderRecord {
  readonly bidderId: string;
  readonly invited: number;
  /** Valid bids. */
  readonly bids: number;
  /** Auctions after which it got the work first, by the market's choice or the person's. */
  readonly awards: number;
  readonly attempts: number;
  readonly passed: number;
  /** Checks that failed or ran out of time; attempts whose check did not run count in neither. */
  readonly failed: number;
  /** Tasks whose reviewed work, the last attempt, was its own. */
  readonly accepted: number;
  readonly rejected: number;
  /** awards / bids */
  readonly winRate?: number;
  /** passed / (passed + failed) */
  readonly passRate?: number;
  /** accepted / (accepted + rejected) */
  readonly acceptRate?: number;
  /** USD as settled, by purpose; old entries tell only the last. */
  readonly bidUsd: number;
  readonly juryUsd: number;
  readonly refineUsd: number;
  readonly executeUsd: number;
}

type Counts = { -readonly [Key in Exclude<keyof BidderRecord, 'bidderId' | `${string}Rate`>]: number };

/** The records of all bidders in these entries, by bidder id. */
export function bidderRecords(entries: readonly LedgerEntry[]): readonly BidderRecord[] {
  const found = new Map<string, Counts>();
  const of = (bidderId: string): Counts => {
    const counts = found.get(bidderId) ?? noCounts();
    found.set(bidderId, counts);
    return counts;
  };
  for (const entry of entries) {
    countBids(entry, of);
    countAttempts(entry, of);
    countCosts(entry, of);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([bidderId, counts]) => withRates(bidderId, counts));
}

function noCounts(): Counts {
  return {
    ...{ invited: 0, bids: 0, awards: 0, attempts: 0, passed: 0, failed: 0, accepted: 0, rejected: 0 },
    ...{ bidUsd: 0, juryUsd: 0, refineUsd: 0, executeUsd: 0 },
  };
}

function countBids(entry: LedgerEntry, of: (bidderId: string) => Counts): void {
  for (const { bidderId, outcome } of entry.bids) {
    of(bidderId).invited += 1;
    if (outcome === 'bid') of(bidderId).bids += 1;
  }
  if (entry.awardedTo !== undefined) of(entry.awardedTo).awards += 1;
}

function countAttempts(entry: LedgerEntry, of: (bidderId: string) => Counts): void {
  for (const { bidderId, verdict } of entry.attempts) {
    of(bidderId).attempts += 1;
    if (verdict === 'passed') of(bidderId).passed += 1;
    if (isFailure(verdict)) of(bidderId).failed += 1;
  }
  const reviewed = entry.attempts.at(-1);
  if (reviewed !== undefined && entry.end === 'accepted') of(reviewed.bidderId).accepted += 1;
  if (reviewed !== undefined && entry.end === 'rejected') of(reviewed.bidderId).rejected += 1;
}

function countCosts({ attempts, bidderCosts }: LedgerEntry, of: (bidderId: string) => Counts): void {
  for (const { bidderId, bidUsd, juryUsd, refineUsd, executeUsd } of bidderCosts ?? []) {
    const counts = of(bidderId);
    counts.bidUsd += amount(bidUsd);
    counts.juryUsd += amount(juryUsd);
    counts.refineUsd += amount(refineUsd);
    counts.executeUsd += amount(executeUsd);
  }
  if (bidderCosts !== undefined) return;
  for (const { bidderId, costUsd } of attempts) of(bidderId).executeUsd += amount(costUsd);
}

function withRates(bidderId: string, counts: Counts): BidderRecord {
  const winRate = rate(counts.awards, counts.bids);
  const passRate = rate(counts.passed, counts.passed + counts.failed);
  const acceptRate = rate(counts.accepted, counts.accepted + counts.rejected);
  return {
    bidderId,
    ...counts,
    ...(winRate !== undefined && { winRate: Math.min(1, winRate) }),
    ...(passRate !== undefined && { passRate }),
    ...(acceptRate !== undefined && { acceptRate }),
  };
}

/** Whether a check says that the work is not good; a check that did not run to its end says nothing. */
export function isFailure(verdict: string): boolean {
  return verdict === 'failed' || verdict === 'timedOut';
}
