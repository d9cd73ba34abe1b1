import { type JudgeHistory, scoreAboveUsual } from './judgeHistory';
import type { JuryScore } from './jury';

/** What bids and verdicts say of one bidder at one task, each beside what is usual; 0 where nothing is known. */
export interface BidSignals {
  /** M - 3: points by which all the task's plans look better than plans usually do. */
  readonly taskScore: number;
  /** m_i - M: points by which this bidder's plan looks better than the task's plans do. */
  readonly bidScore: number;
  /** How much longer the task's plans are than usual: the mean of ln(|s_i| / usual |s_i|) over the bids. */
  readonly taskLength: number;
  /** How much longer still this bidder's own plan is: ln(|s_i| / usual |s_i|) - taskLength. */
  readonly bidLength: number;
}

/** ln(|s_i| / usual |s_i|) by bidder id: a plan of the bidder's usual length is 0. Of those who bid. */
export type PlanLengths = ReadonlyMap<string, number>;

/** The names of the signals, in the order of sums. */
export const signalNames = ['taskScore', 'bidScore', 'taskLength', 'bidLength'] as const;

/** The logarithm of a plan's length beside the bidder's usual one, both in tokens; 0 when either says nothing. */
export function planLength(planTokens: number, usualTokens: number): number {
  const ratio = Math.log(planTokens / usualTokens);
  return Number.isFinite(ratio) ? ratio : 0;
}

/** Signals by bidder id. Whoever did not bid, or was not scored, stands where the task's mean does. */
export function bidSignals(
  bidderIds: readonly string[],
  scores: readonly JuryScore[],
  history: JudgeHistory = new Map(),
  lengths: PlanLengths = new Map(),
): ReadonlyMap<string, BidSignals> {
  const points = [...scores].sort(byBidderThenJudge).flatMap((score) => {
    const above = scoreAboveUsual(score, history);
    return above === undefined ? [] : [{ bidderId: score.bidderId, above }];
  });
  const taskScore = meanOf(points.map(({ above }) => above)) ?? 0;
  const known = [...lengths].filter(([, length]) => Number.isFinite(length)).sort(([a], [b]) => (a < b ? -1 : 1));
  const taskLength = meanOf(known.map(([, length]) => length)) ?? 0;
  return new Map(
    bidderIds.map((id) => {
      const own = meanOf(points.filter(({ bidderId }) => bidderId === id).map(({ above }) => above));
      const length = lengths.get(id);
      const bidLength = length !== undefined && Number.isFinite(length) ? length - taskLength : 0;
      return [id, { taskScore, bidScore: own === undefined ? 0 : own - taskScore, taskLength, bidLength }];
    }),
  );
}

/** Sums run in id order, so that the order in which judges answered changes no digit. */
function byBidderThenJudge(a: JuryScore, b: JuryScore): number {
  if (a.bidderId !== b.bidderId) return a.bidderId < b.bidderId ? -1 : 1;
  return a.judgeId < b.judgeId ? -1 : a.judgeId > b.judgeId ? 1 : a.score - b.score;
}

function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
