import type { Bidder } from './bidder';
import { blendedPrice, isUsablePrice } from './price';

/** One attempt that is over and paid, whether its work was good or not. */
export interface SettledAttempt {
  readonly bidderId: string;
  /** USD per million tokens, blended, at the time of the attempt. */
  readonly price: number;
  /** USD of the whole attempt; 0 is a figure, unknown is not: leave such an attempt out. */
  readonly costUsd: number;
}

/** What an attempt is expected to cost, learned from the user's own settled attempts. */
export interface ExpectedCosts {
  /** How dear this user's tasks are beside those the built-in prior was fitted on; 1 without any settled attempt. */
  readonly scale: number;
  /** Expected USD of one attempt by this bidder; `undefined` without a usable price. Never NaN, never negative. */
  costUsd(bidder: Pick<Bidder, 'id' | 'price'>): number | undefined;
}

/** The prior and the scale each count as this many settled attempts. The 3 of the prior is the specification's; of the scale, ours. */
const priorAttempts = 3;

/**
 * USD an attempt costs before anything is known of the user's tasks: c0 = 0.19 * pi^0.56, pi in USD per million tokens.
 * Fitted on 22 models on real agentic tasks: a five times cheaper list price does not make a five times cheaper task.
 */
export function priorCostUsd(price: number): number {
  return Number.isFinite(price) && price > 0 ? 0.19 * price ** 0.56 : 0;
}

/**
 * Expected costs per bidder: c = (3 * scale * c0 + sum of its settled costs) / (3 + n), over its n settled attempts,
 * failures included: they cost 1.4 to 9 times what successes cost, and a mean over successes would hide it.
 */
export function expectedCosts(attempts: readonly SettledAttempt[]): ExpectedCosts {
  const sound = attempts.filter(({ costUsd }) => Number.isFinite(costUsd) && costUsd >= 0);
  const scale = taskScale(sound);
  return {
    scale,
    costUsd: ({ id, price }) => {
      if (!isUsablePrice(price)) return undefined;
      const own = sound.filter(({ bidderId }) => bidderId === id);
      const settled = own.reduce((sum, { costUsd }) => sum + costUsd, 0);
      return (priorAttempts * scale * priorCostUsd(blendedPrice(price)) + settled) / (priorAttempts + own.length);
    },
  };
}

/**
 * How dear this user's median task is: scale = exp(n / (n + 3) * ln(median of cost / c0)), over the n settled attempts
 * of all bidders for which that ratio is a positive number. The median, so that one runaway attempt moves nothing much;
 * shrunk towards 1 in log space, so that twice and half as dear weigh the same. Ours.
 */
function taskScale(attempts: readonly SettledAttempt[]): number {
  const ratios = attempts
    .map(({ price, costUsd }) => Math.log(costUsd / priorCostUsd(price)))
    .filter((ratio) => Number.isFinite(ratio))
    .sort((a, b) => a - b);
  const { length } = ratios;
  if (length === 0) return 1;
  const middle = ((ratios[Math.floor((length - 1) / 2)] ?? 0) + (ratios[Math.floor(length / 2)] ?? 0)) / 2;
  return Math.exp((length / (length + priorAttempts)) * middle);
}
