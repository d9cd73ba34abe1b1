import { amount } from './amount';
import type { LedgerEntry } from './ledgerEntry';

/** What one bidder alone would have cost for a task, and how that is known. */
export interface SoleCost {
  readonly bidderId: string;
  readonly usd: number;
  /** `settled`: it did the task, this is what it took. `scaled`: see `soleCost`. `expected`: its expected cost as it was. */
  readonly source: 'settled' | 'scaled' | 'expected';
}

/** USD of one task, by purpose. */
export interface TaskMoney {
  readonly runId: string;
  readonly title: string;
  readonly atMs: number;
  readonly practice: boolean;
  readonly biddingUsd: number;
  readonly judgingUsd: number;
  readonly refiningUsd: number;
  readonly executingUsd: number;
  /** All four. */
  readonly totalUsd: number;
  /** Bidding, judging and refining: what the auction itself took. */
  readonly overheadUsd: number;
  /** Absent when nobody worked on the task or when it is not known. */
  readonly dearest?: SoleCost;
  /** One attempt by whom the same rule would have chosen without bids; absent when nobody, nobody worked, or not known. */
  readonly withoutBids?: SoleCost;
  /** (dearest - executing, where the dearest is known, else 0) - overhead. Negative when the auction did not pay. */
  readonly savingUsd: number;
}

/** The money of one task. Every figure is finite, whatever the entry holds; all but `savingUsd` are at least 0. */
export function taskMoney(entry: LedgerEntry): TaskMoney {
  const { runId, title, atMs, practice, costs } = entry;
  const biddingUsd = amount(costs.bidUsd);
  const judgingUsd = amount(costs.juryUsd);
  const refiningUsd = amount(costs.refineUsd);
  const executingUsd = amount(costs.executeUsd);
  const overheadUsd = biddingUsd + judgingUsd + refiningUsd;
  const dearest = dearestCost(entry);
  const withoutBids = soleCost(entry, entry.withoutBids?.bidderId);
  return {
    ...{ runId, title, atMs, practice, biddingUsd, judgingUsd, refiningUsd, executingUsd, overheadUsd },
    totalUsd: overheadUsd + executingUsd,
    ...(dearest && { dearest }),
    ...(withoutBids && { withoutBids }),
    savingUsd: (dearest === undefined ? 0 : dearest.usd - executingUsd) - overheadUsd,
  };
}

/** What "always the dearest bidder" would have cost: the one with the highest blended price, of equals the first by id. */
export function dearestCost(entry: LedgerEntry): SoleCost | undefined {
  return soleCost(entry, dearestRow(entry)?.bidderId);
}

/**
 * What one bidder alone would have cost: one attempt, without bids, jury and refinement, and without a second try. Known,
 * in this order, from
 * 1. its own attempt at this task;
 * 2. its expected cost, scaled to this task: c * (sum of the costs of the attempts made) / (sum of their expected costs),
 *    because a task that took others half of what they usually take would have been small for this one too;
 * 3. its expected cost as it is, where no attempt has a usable expectation of its own.
 * Whether it would have succeeded is not asked: a failure of its own costs the same here. Ours; untested on real tasks.
 */
function soleCost(entry: LedgerEntry, bidderId: string | undefined): SoleCost | undefined {
  const attempts = entry.attempts.filter(({ verdict }) => verdict !== 'cancelled');
  if (bidderId === undefined || attempts.length === 0) return undefined;
  const own = attempts.find((attempt) => attempt.bidderId === bidderId);
  if (own !== undefined) return { bidderId, usd: amount(own.costUsd), source: 'settled' };
  const expected = entry.bids.find((row) => row.bidderId === bidderId)?.expectedUsd;
  if (expected === undefined || amount(expected) !== expected) return undefined;
  const factor = taskSize(entry, attempts);
  return factor === undefined
    ? { bidderId, usd: expected, source: 'expected' }
    : { bidderId, usd: amount(expected * factor), source: 'scaled' };
}

function dearestRow({ bids }: LedgerEntry): LedgerEntry['bids'][number] | undefined {
  const priced = bids.filter(({ price }) => price !== undefined && price >= 0 && Number.isFinite(price));
  return priced.sort((a, b) => (b.price ?? 0) - (a.price ?? 0) || (a.bidderId < b.bidderId ? -1 : 1))[0];
}

/** How dear the task was beside what was expected of those who worked on it. */
function taskSize({ bids }: LedgerEntry, attempts: LedgerEntry['attempts']): number | undefined {
  let paid = 0;
  let expected = 0;
  for (const { bidderId, costUsd } of attempts) {
    const usual = amount(bids.find((row) => row.bidderId === bidderId)?.expectedUsd);
    if (usual <= 0) continue;
    expected += usual;
    paid += amount(costUsd);
  }
  const factor = paid / expected;
  return Number.isFinite(factor) && factor > 0 ? factor : undefined;
}
