import { sigmoid } from './difficulty';
import type { JuryScore } from './jury';

/** How many scores a judge has given in past auctions, and their sum. */
export interface JudgeRecord {
  readonly count: number;
  readonly sum: number;
}

/** Past scores by judge id; auctions before this one only, else a hard task's low scores would excuse themselves. */
export type JudgeHistory = ReadonlyMap<string, JudgeRecord>;

/** A bidder as the prior sees it. */
export interface RatedBidder {
  readonly bidderId: string;
  /** USD per million tokens, blended; without one the price says nothing (its term is 0). */
  readonly price?: number;
  /** The user's own word on how often this bidder succeeds, 0..1; replaces constant and price term. */
  readonly successRate?: number;
}

/** The constants of the prior, in logits unless said otherwise. */
export interface ChancePrior {
  readonly constant: number;
  /** Per point of M above the centre: how much better plans for this task look than plans usually do. */
  readonly taskSlope: number;
  /** Per point of m_i above M. */
  readonly bidSlope: number;
  /** Per tenfold price. */
  readonly priceSlope: number;
  /** log10 of the price in USD per million tokens at which the price term is 0. */
  readonly priceCentre: number;
  /** A judge's running mean is pulled here by `pseudoScores` scores that nobody gave. */
  readonly scoreCentre: number;
  readonly pseudoScores: number;
}

/**
 * The built-in prior, fitted on recorded outcomes with simulated bids; ours. The slope on m_i - M was 0.3 in the specification:
 * on the tuning half it cost half a point of area against 0 and 0.1 (see docs/evidence.md). The price term is 0 at about 3.16.
 */
export const builtInPrior: ChancePrior = {
  constant: 0.7,
  taskSlope: 0.8,
  bidSlope: 0.1,
  priceSlope: 0.6,
  priceCentre: 0.5,
  scoreCentre: 3,
  pseudoScores: 5,
};

/**
 * A price below this many USD per million tokens counts as this, in the price term: log10 of 0 is no number, and a user
 * who sets a price of 0 says what a model costs, not that it always fails. A cent is about a model of 1B. Ours, untested.
 */
const smallestPrice = 0.01;

/** Sums up what judges said in past auctions. Anything but a score from 0 to 5 is ignored. */
export function judgeHistoryOf(pastScores: Iterable<Pick<JuryScore, 'judgeId' | 'score'>>): JudgeHistory {
  const history = new Map<string, JudgeRecord>();
  for (const { judgeId, score } of pastScores) {
    if (!isScore(score)) continue;
    const { count, sum } = history.get(judgeId) ?? { count: 0, sum: 0 };
    history.set(judgeId, { count: count + 1, sum: sum + score });
  }
  return history;
}

/**
 * The chance, before any outcome, that each bidder's work would be good:
 * logit p_i = 0.7 + 0.8 (M - 3) + 0.1 (m_i - M) + 0.6 (log10 pi_i - 0.5), where m_i is the mean jury score of bid i and M
 * the mean over all bids and judges, each judge shifted so that its running mean, (5 * 3 + sum) / (5 + count), is 3.
 * A bidder that did not bid has m_i = M; with no jury at all M is 3. By bidder id, from 1e-6 to 1 - 1e-6, never NaN.
 */
export function passPriors(
  bidders: readonly RatedBidder[],
  scores: readonly JuryScore[],
  history: JudgeHistory = new Map(),
  prior: ChancePrior = builtInPrior,
): ReadonlyMap<string, number> {
  const { constant, taskSlope, bidSlope, scoreCentre } = prior;
  const shifted = [...scores].sort(byBidderThenJudge).flatMap(({ judgeId, bidderId, score }) => {
    return isScore(score) ? [{ bidderId, score: score + scoreCentre - runningMean(history.get(judgeId), prior) }] : [];
  });
  const taskMean = meanOf(shifted.map(({ score }) => score)) ?? scoreCentre;
  return new Map(
    bidders.map(({ bidderId, price, successRate }) => {
      const own = shifted.filter((entry) => entry.bidderId === bidderId).map(({ score }) => score);
      const bidMean = meanOf(own) ?? taskMean;
      const base = successRate === undefined ? constant + priceTerm(price, prior) : logit(successRate);
      const chance = sigmoid(base + taskSlope * (taskMean - scoreCentre) + bidSlope * (bidMean - taskMean));
      return [bidderId, Math.min(1 - 1e-6, Math.max(1e-6, chance))];
    }),
  );
}

function priceTerm(price: number | undefined, { priceSlope, priceCentre }: ChancePrior): number {
  if (price === undefined || !Number.isFinite(price) || price < 0) return 0;
  return priceSlope * (Math.log10(Math.max(price, smallestPrice)) - priceCentre);
}

/** "Always" and "never" are taken as 999 and 1 in a thousand: a logit must be finite. NaN is no opinion. */
function logit(rate: number): number {
  if (Number.isNaN(rate)) return 0;
  const inside = Math.min(0.999, Math.max(0.001, rate));
  return Math.log(inside / (1 - inside));
}

function runningMean(record: JudgeRecord | undefined, { scoreCentre, pseudoScores }: ChancePrior): number {
  const { count, sum } = record ?? { count: 0, sum: 0 };
  return (pseudoScores * scoreCentre + sum) / (pseudoScores + count);
}

function isScore(score: number): boolean {
  return score >= 0 && score <= 5;
}

/** Sums run in id order, so that the order in which judges answered changes no digit. */
function byBidderThenJudge(a: JuryScore, b: JuryScore): number {
  if (a.bidderId !== b.bidderId) return a.bidderId < b.bidderId ? -1 : 1;
  return a.judgeId < b.judgeId ? -1 : a.judgeId > b.judgeId ? 1 : a.score - b.score;
}

function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
