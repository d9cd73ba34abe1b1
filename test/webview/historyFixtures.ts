import { historyModel } from '../../src/views/historyModel';
import type { HistoryModel } from '../../src/views/historyProtocol';
import type { LedgerEntry } from '../../src/ledger/ledgerEntry';

const titles = ['parseDuration: "1h30m" returns 1h', 'Print queue drops the last page', 'Label rows keep their blanks'];
const names = ['local/qwen3-8b', 'local/qwen3-14b', 'openrouter/gpt-mini', 'local/qwen3-4b'];
const prices = [0.09, 0.16, 0.69, 0.05];
const ends = ['accepted', 'accepted', 'rejected', 'accepted', 'noSale', 'accepted', 'cancelled'] as const;

/** Auctions as a busy fortnight leaves them: mostly the small ones, some re-auctions, some that came to nothing. */
function pastEntry(index: number, practice: boolean): LedgerEntry {
  const end = ends[index % ends.length] ?? 'accepted';
  const first = [0, 3, 1, 0][index % 4] ?? 0;
  const worked = end === 'accepted' || end === 'rejected';
  const failed = index % 3 === 1;
  const attempt = (bidder: number, verdict: string): LedgerEntry['attempts'][number] => ({
    bidderId: names[bidder] ?? '',
    verdict,
    costUsd: (prices[bidder] ?? 0) * (0.08 + (index % 5) * 0.02),
    exitCode: verdict === 'passed' ? 0 : 1,
    saidPassChance: Math.min(0.95, 0.35 + 0.15 * bidder + (index % 4) * 0.08),
  });
  const attempts = !worked
    ? []
    : failed
      ? [attempt(first, 'failed'), attempt(2, 'passed')]
      : [attempt(first, 'passed')];
  const executeUsd = attempts.reduce((sum, { costUsd }) => sum + costUsd, 0);
  return {
    schema: 1,
    runId: `${practice ? 'practice' : 'run'}-${index}`,
    atMs: Date.UTC(2026, 10, 8 + (index % 14), 8 + (index % 9), 10),
    title: `${titles[index % 3] ?? ''}${index > 2 ? ` (${index})` : ''}`,
    practice,
    profileId: 'built-in',
    bids: names.map((bidderId, at) => ({
      bidderId,
      outcome: 'bid',
      price: prices[at] ?? 0,
      expectedUsd: (prices[at] ?? 0) * 0.15,
      cost: 0.05 * at,
      value: 0.5,
      z: 0.05 * at - 0.5,
    })),
    ...(worked && { awardedTo: names[first] ?? '' }),
    attempts,
    costs: { bidUsd: 0.0006, juryUsd: 0.0011, refineUsd: failed ? 0.0004 : 0, executeUsd },
    end,
    filesAccepted: end === 'accepted' ? 2 : 0,
  };
}

/** So many real auctions, oldest first, and behind them so many of practice. */
export function pastEntries(real: number, practice = 0): readonly LedgerEntry[] {
  return [
    ...Array.from({ length: real }, (_, index) => pastEntry(index, false)),
    ...Array.from({ length: practice }, (_, index) => pastEntry(index, true)),
  ];
}

/** The same as the view gets it. */
export function pastHistory(real: number, practice = 0): HistoryModel {
  return historyModel({ records: pastEntries(real, practice), unreadable: 0 });
}
