import { visibleText } from '../base/visibleText';
import { amount } from '../ledger/amount';
import type { BidderRecord } from '../ledger/bidderRecord';
import { calibration } from '../ledger/calibration';
import type { LedgerEntry } from '../ledger/ledgerEntry';
import { type LedgerStatistics, ledgerStatistics } from '../ledger/statistics';
import type { TaskMoney } from '../ledger/taskMoney';
import type {
  BidderRates,
  HistoryModel,
  HistoryPart,
  HistoryTotals,
  PastAuction,
  TimelinePoint,
} from './historyProtocol';
import { endWords, verdictText } from './historyWords';
import { counted } from './panelWords';

/** What a webview can hold and a person can look through; the ledger has them all. Ours. */
const maxAuctions = 1000;

/** Points of a line; more would be finer than the pixels of a side bar. Ours. */
const maxPoints = 60;

/** The ledger as it was read. */
interface ReadLedger {
  /** Oldest first. */
  readonly records: readonly LedgerEntry[];
  /** Lines that are no entries. */
  readonly unreadable: number;
}

/** What the History view shows of the ledger: pure, bounded, no figure ever NaN. Every foreign text is made visible. */
export function historyModel({ records, unreadable }: ReadLedger): HistoryModel {
  const newest = records.slice(-maxAuctions);
  const kinds = [newest.filter(({ practice }) => !practice), newest.filter(({ practice }) => practice)];
  return {
    notice: noticeFor(records.length, unreadable),
    parts: kinds.filter((entries) => entries.length > 0).map(historyPart),
  };
}

function noticeFor(count: number, unreadable: number): string {
  const cut =
    count > maxAuctions
      ? [`Shown are the newest ${maxAuctions} of ${count} auctions; Export and Show Ledger have them all.`]
      : [];
  const damaged = unreadable > 0 ? [`${counted(unreadable, 'line')} of the ledger could not be read.`] : [];
  return [...cut, ...damaged].join(' ');
}

function historyPart(entries: readonly LedgerEntry[]): HistoryPart {
  const statistics = ledgerStatistics(entries);
  const { tasks, bidders } = statistics;
  return {
    practice: entries[0]?.practice === true,
    totals: historyTotals(entries, statistics),
    auctions: entries.map((entry, index) => pastAuction(entry, tasks[index]?.totalUsd ?? 0)).reverse(),
    bidders: [...bidders].sort((a, b) => b.attempts - a.attempts || b.bids - a.bids).map(bidderRates),
    timeline: timeline(tasks),
    calibration: calibration(entries).map(({ from, to, said, passed, attempts }) => ({
      ...{ from, to, said },
      passed: { part: passed, whole: attempts },
    })),
  };
}

function historyTotals(entries: readonly LedgerEntry[], { tasks, totals }: LedgerStatistics): HistoryTotals {
  const compared = tasks.filter(({ dearest }) => dearest !== undefined);
  return {
    auctions: totals.tasks,
    accepted: entries.filter(({ end }) => end === 'accepted').length,
    spentUsd: totals.totalUsd,
    overheadUsd: totals.overheadUsd,
    comparable: totals.comparableTasks,
    comparedWorkUsd: compared.reduce((sum, { executingUsd }) => sum + executingUsd, 0),
    dearestUsd: totals.dearestUsd,
    savingUsd: totals.savingUsd,
  };
}

function pastAuction(entry: LedgerEntry, costUsd: number): PastAuction {
  const { runId, title, atMs, awardedTo, attempts, end } = entry;
  const last = attempts.at(-1);
  return {
    runId,
    title: visibleText(title),
    endedAtMs: atMs,
    winner: visibleText(awardedTo ?? ''),
    verdict: last === undefined ? '' : verdictText({ verdict: last.verdict }),
    end,
    endText: endWords[end],
    costUsd,
  };
}

function bidderRates(record: BidderRecord): BidderRates {
  const { bidderId, awards, bids, passed, failed, accepted, rejected, executeUsd, attempts } = record;
  return {
    name: visibleText(bidderId),
    // Damaged rows may tell of awards without bids.
    won: { part: Math.min(awards, bids), whole: bids },
    passed: { part: passed, whole: passed + failed },
    accepted: { part: accepted, whole: accepted + rejected },
    attemptUsd: attempts === 0 ? -1 : amount(executeUsd / attempts),
  };
}

/** Running sums; of many auctions only so many points that the last one is always among them. */
function timeline(tasks: readonly TaskMoney[]): readonly TimelinePoint[] {
  let spentUsd = 0;
  let savingUsd = 0;
  const points = tasks.map((task, index): TimelinePoint => {
    spentUsd += task.totalUsd;
    savingUsd += task.savingUsd;
    return { auctions: index + 1, endedAtMs: task.atMs, spentUsd, savingUsd };
  });
  const step = Math.ceil(points.length / maxPoints);
  return points.filter((_, index) => (points.length - 1 - index) % step === 0);
}
