import type { BidSignals } from './bidSignals';
import { type BidWeights, builtInBidWeights, weighted } from './bidWeights';
import { sigmoid } from './difficulty';

/** A bidder as the prior sees it. */
export interface RatedBidder {
  readonly bidderId: string;
  /** USD per million tokens, blended; without one the price says nothing (its term is 0). */
  readonly price?: number;
  /** The user's own word on how often this bidder succeeds, 0..1; replaces constant and price term. */
  readonly successRate?: number;
}

/** What is believed of a bidder before its bid, in logits. */
export interface ChancePrior {
  readonly constant: number;
  /** Per tenfold price. */
  readonly priceSlope: number;
  /** log10 of the price in USD per million tokens at which the price term is 0. */
  readonly priceCentre: number;
  /** Added to a bidder's logit, learned from the person's own outcomes; a bidder that is absent has 0. */
  readonly bidderShifts?: Readonly<Record<string, number>>;
}

/** The built-in prior, fitted on recorded outcomes; the specification's. The price term is 0 at about 3.16. */
export const builtInPrior: ChancePrior = { constant: 0.7, priceSlope: 0.6, priceCentre: 0.5 };

/** What is believed of chances before any outcome: of bidders by themselves, and of what their bids say. */
export interface ChanceModel {
  readonly prior: ChancePrior;
  readonly weights: BidWeights;
}

/** Before anything was learned from the person's own outcomes. */
export const builtInChanceModel: ChanceModel = { prior: builtInPrior, weights: builtInBidWeights };

/**
 * A price below this many USD per million tokens counts as this, in the price term: log10 of 0 is no number, and a user
 * who sets a price of 0 says what a model costs, not that it always fails. A cent is about a model of 1B. Ours, untested.
 */
const smallestPrice = 0.01;

/**
 * The chance, before any outcome, that each bidder's work would be good:
 * logit p_i = 0.7 + 0.6 (log10 pi_i - 0.5) + 0.8 (M - 3) + 0.1 (m_i - M), where m_i is the mean jury score of bid i and M
 * the mean over all bids and judges, each judge beside what it usually gives (see `bidSignals`); the last two slopes, and
 * those of the plans' lengths, are `weights`. A bidder that did not bid has m_i = M; with no jury at all M is 3. By bidder
 * id, from 1e-6 to 1 - 1e-6, never NaN.
 */
export function passPriors(
  bidders: readonly RatedBidder[],
  signals: ReadonlyMap<string, BidSignals> = new Map(),
  prior: ChancePrior = builtInPrior,
  weights: BidWeights = builtInBidWeights,
): ReadonlyMap<string, number> {
  return new Map(
    passLogits(bidders, signals, { prior, weights }).map(({ bidderId, logit }) => [
      bidderId,
      Math.min(1 - 1e-6, Math.max(1e-6, sigmoid(logit))),
    ]),
  );
}

/** The logits of `passPriors`, in the order of the bidders. */
export function passLogits(
  bidders: readonly RatedBidder[],
  signals: ReadonlyMap<string, BidSignals>,
  { prior, weights }: ChanceModel = builtInChanceModel,
): readonly { readonly bidderId: string; readonly logit: number }[] {
  return bidders.map(({ bidderId, price, successRate }) => {
    const base = successRate === undefined ? prior.constant + priceTerm(price, prior) : logit(successRate);
    const said = signals.get(bidderId);
    const shift = prior.bidderShifts?.[bidderId] ?? 0;
    return { bidderId, logit: base + shift + (said === undefined ? 0 : weighted(weights.chance, said)) };
  });
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
