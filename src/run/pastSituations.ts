import type { Bidder } from '../auction/bidder';
import { judgeHistoryOf } from '../auction/judgeHistory';
import type { AwardSituation } from '../auction/rule';
import type { MemoryRecord } from '../memory/memoryRecord';

/** What a rule needs beside the record: today's costs and the person's settings. */
export type TodaysTerms = Pick<
  AwardSituation,
  'expectedCostUsd' | 'taskValueUsd' | 'badWorkCostUsd' | 'check' | 'attemptsLeft'
>;

/**
 * Past auctions as a rule would see them today, before any attempt: their scores, their bidders as far as they are still
 * configured, today's costs. In the records' order; practice, and auctions whose bidders are all gone, left out.
 */
export function pastSituations(
  records: readonly MemoryRecord[],
  bidders: readonly Bidder[],
  terms: TodaysTerms,
): readonly { readonly runId: string; readonly situation: AwardSituation }[] {
  const past: MemoryRecord['scores'] = [];
  return records
    .filter(({ practice }) => !practice)
    .flatMap((record) => {
      const judgeHistory = judgeHistoryOf(past);
      past.push(...record.scores);
      const present = bidders.filter(({ id }) => record.bidders.some(({ bidderId }) => bidderId === id));
      if (present.length === 0) return [];
      const scores = record.scores.filter(({ ballot }) => ballot === 1);
      const situation = {
        ...terms,
        ...{ ranked: [], scores, bidders: present, attempts: [], judgeHistory, moneyLeftUsd: Infinity },
      };
      return [{ runId: record.runId, situation }];
    });
}
