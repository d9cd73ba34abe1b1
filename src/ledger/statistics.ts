import type { SettledAttempt } from '../auction/expectedCost';
import { amount } from './amount';
import { type BidderRecord, bidderRecords } from './bidderRecord';
import type { LedgerEntry } from './ledgerEntry';
import { type TaskMoney, taskMoney } from './taskMoney';

/** Sums over tasks, in USD; each is exactly the sum of the same figure of the tasks. */
export interface MoneyTotals {
  readonly tasks: number;
  /** Tasks for which the dearest bidder's cost is known; only these have a saving, overhead counts for all. */
  readonly comparableTasks: number;
  readonly biddingUsd: number;
  readonly judgingUsd: number;
  readonly refiningUsd: number;
  readonly executingUsd: number;
  readonly totalUsd: number;
  readonly overheadUsd: number;
  /** What "always the dearest bidder" would have cost, over the comparable tasks. */
  readonly dearestUsd: number;
  /** Net of all overhead, that of cancelled and unsold auctions included. */
  readonly savingUsd: number;
  readonly withoutBids: WithoutBids;
}

/** What the same rule would have done without bids, over the tasks for which its choice's cost is known. USD. */
export interface WithoutBids {
  readonly tasks: number;
  /** Tasks it would have given to the bidder that got them first. */
  readonly sameAward: number;
  /** One attempt by its choice for each, without any overhead. */
  readonly usd: number;
  /** What these tasks cost in fact, overhead and further attempts included. */
  readonly spentUsd: number;
  /** Tasks on which its choice did work here, and of these the ones on which that work passed the check. */
  readonly tried: number;
  readonly passed: number;
}

/** What the ledger shows. */
export interface LedgerStatistics {
  /** Oldest first. */
  readonly tasks: readonly TaskMoney[];
  readonly totals: MoneyTotals;
  readonly bidders: readonly BidderRecord[];
}

/**
 * The figures of these entries. Practice entries are scripted and cost no real money: choose before (`practice` is in
 * every entry), or the two are added up. Never NaN and never infinite, whatever the entries hold.
 */
export function ledgerStatistics(entries: readonly LedgerEntry[]): LedgerStatistics {
  const tasks = entries.map(taskMoney);
  const sum = (figure: (task: TaskMoney) => number): number => tasks.reduce((total, task) => total + figure(task), 0);
  return {
    tasks,
    totals: {
      tasks: tasks.length,
      comparableTasks: tasks.filter(({ dearest }) => dearest !== undefined).length,
      biddingUsd: sum(({ biddingUsd }) => biddingUsd),
      judgingUsd: sum(({ judgingUsd }) => judgingUsd),
      refiningUsd: sum(({ refiningUsd }) => refiningUsd),
      executingUsd: sum(({ executingUsd }) => executingUsd),
      totalUsd: sum(({ totalUsd }) => totalUsd),
      overheadUsd: sum(({ overheadUsd }) => overheadUsd),
      dearestUsd: sum(({ dearest }) => dearest?.usd ?? 0),
      savingUsd: sum(({ savingUsd }) => savingUsd),
      withoutBids: withoutBids(entries),
    },
    bidders: bidderRecords(entries),
  };
}

function withoutBids(entries: readonly LedgerEntry[]): WithoutBids {
  let totals: WithoutBids = { tasks: 0, sameAward: 0, usd: 0, spentUsd: 0, tried: 0, passed: 0 };
  for (const entry of entries) {
    const { withoutBids: choice, totalUsd } = taskMoney(entry);
    if (choice === undefined) continue;
    const own = entry.attempts.find(({ bidderId }) => bidderId === choice.bidderId);
    totals = {
      tasks: totals.tasks + 1,
      sameAward: totals.sameAward + Number(entry.awardedTo === choice.bidderId),
      usd: totals.usd + choice.usd,
      spentUsd: totals.spentUsd + totalUsd,
      tried: totals.tried + Number(own !== undefined),
      passed: totals.passed + Number(own?.verdict === 'passed'),
    };
  }
  return totals;
}

/** A day as milliseconds since the Unix epoch: from `fromMs`, up to but not including `untilMs`. */
export interface Day {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** USD of real (not practice) tasks that ended on this day. Tasks still running, here or in other windows, are not in the ledger yet. */
export function spentUsd(entries: readonly LedgerEntry[], { fromMs, untilMs }: Day): number {
  return entries
    .filter(({ practice, atMs }) => !practice && atMs >= fromMs && atMs < untilMs)
    .reduce((sum, entry) => sum + taskMoney(entry).totalUsd, 0);
}

/**
 * Every attempt that ran to its end, failures included, for expected costs; oldest first. Left out: cancelled attempts
 * (their cost is only a part), attempts of bidders whose price the entry does not tell, and practice.
 */
export function settledAttempts(entries: readonly LedgerEntry[]): readonly SettledAttempt[] {
  return entries
    .filter(({ practice }) => !practice)
    .flatMap(({ attempts, bids }) =>
      attempts.flatMap(({ bidderId, verdict, costUsd }) => {
        const price = bids.find((row) => row.bidderId === bidderId)?.price;
        const sound = price !== undefined && Number.isFinite(price) && price >= 0 && amount(costUsd) === costUsd;
        return sound && verdict !== 'cancelled' ? [{ bidderId, price, costUsd }] : [];
      }),
    );
}
