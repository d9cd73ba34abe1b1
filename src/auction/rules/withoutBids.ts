import type { Bidder } from '../bidder';
import { isUsablePrice } from '../price';
import { type ScoringProfile, typicalPlanTokens } from '../profile';
import type { AwardSituation } from '../rule';
import { scoreBids } from '../score';

/**
 * The situation as any rule would see it had nobody bid: every configured bidder with a price stands with a plan of typical
 * length about which nothing is known, and no judge has said a word. What a rule decides on it is "the same rule without
 * bids": argmin z by price alone, expected value by the prior alone. Before any attempt. Ours.
 */
export function withoutBids(
  situation: AwardSituation,
  market: { readonly bidders: readonly Bidder[]; readonly profile: ScoringProfile; readonly costScale: number },
): AwardSituation {
  const bidders = market.bidders.filter(({ price }) => isUsablePrice(price));
  const bids = bidders.map(({ id }) => ({ bidderId: id, plan: '', planTokens: typicalPlanTokens }));
  return { ...situation, ranked: scoreBids({ ...market, bids, scores: [] }), scores: [], bidders, attempts: [] };
}
