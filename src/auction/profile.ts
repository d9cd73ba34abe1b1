import type { Bidder } from './bidder';
import { blendedPrice, isUsablePrice } from './price';

/** The weights of a market. Non-negative; the three groups sum to 1. */
export interface ScoringProfile {
  readonly id: string;
  /** Said in the panel: who made these weights and from what. */
  readonly origin: string;
  readonly costWeight: number;
  readonly entropyWeight: number;
  readonly juryWeight: number;
  /** Share of the jury weight by judge id; an unknown judge gets the mean share, and shares are renormalised over the judges present. */
  readonly judgeShares: Readonly<Record<string, number>>;
  /** Nats at which the entropy term is full. */
  readonly entropyScaleNats: number;
}

/** Ours, untested on real tasks until the evidence bench gives better weights. */
export const builtInProfile: ScoringProfile = {
  id: 'built-in',
  origin: 'built-in, chosen by hand',
  costWeight: 0.25,
  entropyWeight: 0.1,
  juryWeight: 0.65,
  judgeShares: {},
  entropyScaleNats: 1,
};

/** A plan of this many tokens from the dearest configured bidder has a cost term of exactly the cost weight. */
export const typicalPlanTokens = 260;

/**
 * USD per million tokens times tokens: the largest price among the configured bidders times 260. A constant of the
 * configuration, never of the bids present: otherwise a dear bid that cannot win would change the award among the others.
 */
export function costScale(configured: readonly Bidder[]): number {
  const prices = configured.map(({ price }) => (isUsablePrice(price) ? blendedPrice(price) : 0));
  return Math.max(0, ...prices) * typicalPlanTokens;
}
