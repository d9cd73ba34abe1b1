import type { Bid } from './bid';
import type { Bidder } from './bidder';
import { readEntropies } from './entropy';
import type { JuryScore } from './jury';
import type { ScoringProfile } from './profile';
import { type ScoredBid, scoreBids } from './score';

/** The first ballot: valid bids, and the same in rank order. The first of `ranked` is the provisional winner. */
export interface FirstRound {
  readonly bids: readonly Bid[];
  readonly ranked: readonly ScoredBid[];
}

/** What the second ballot says. Every z in it comes from that ballot alone. */
export interface SecondRound extends FirstRound {
  readonly refined: readonly Bid[];
  readonly bidders: readonly Bidder[];
  /** Scores of the second ballot; none at all means that nobody judged it. */
  readonly scores: readonly JuryScore[];
  readonly profile: ScoringProfile;
  /** Of the first round. */
  readonly costScale: number;
}

/** How refinement ended; `ranked` is the second ballot in rank order, empty when there was none. */
export type RefinementResult =
  | {
      readonly kind: 'replaced';
      readonly winner: ScoredBid;
      readonly plan: string;
      readonly ranked: readonly ScoredBid[];
    }
  /** The provisional winner stays, with the plan it bid. */
  | { readonly kind: 'unchanged'; readonly ranked: readonly ScoredBid[]; readonly message: string };

/** The bids that may be refined (the paper's condition): strictly cheaper than the provisional winner, in rank order. */
export function mayRefine(ranked: readonly ScoredBid[]): readonly ScoredBid[] {
  const [winner, ...others] = ranked;
  return winner === undefined ? [] : others.filter(({ price }) => price < winner.price);
}

/**
 * The bids of the second ballot: the provisional winner's, unchanged, and then the refined ones of bidders that may
 * refine, one each, in the order given. Empty when nobody refined: then there is no second ballot.
 */
export function secondBallotBids(first: FirstRound, refined: readonly Bid[]): readonly Bid[] {
  const allowed = new Set(mayRefine(first.ranked).map(({ bidderId }) => bidderId));
  const winner = first.bids.find(({ bidderId }) => bidderId === first.ranked[0]?.bidderId);
  const standing = refined.filter(({ bidderId }) => allowed.delete(bidderId));
  return winner === undefined || standing.length === 0 ? [] : [winner, ...standing];
}

/**
 * The paper's rule: if the best refined z is strictly below the provisional winner's z on the same ballot, that bidder
 * wins and its refined plan stands; else nothing changes. costScale, entropy estimator and mean entropy are those of
 * the first round. A ballot that nobody judged changes nothing: price alone is no sign of a better plan (ours).
 */
export function resolveRefinement(round: SecondRound): RefinementResult {
  const bids = secondBallotBids(round, round.refined);
  const [provisional] = bids;
  if (provisional === undefined) return { kind: 'unchanged', ranked: [], message: 'No bid was refined.' };
  const ranked = scoreBids({
    bids,
    bidders: round.bidders,
    scores: round.scores.filter(({ bidderId }) => bids.some((bid) => bid.bidderId === bidderId)),
    profile: round.profile,
    costScale: round.costScale,
    entropyBasis: readEntropies(round.bids),
  });
  const standing = ranked.find(({ bidderId }) => bidderId === provisional.bidderId);
  const best = ranked.find(({ bidderId }) => bidderId !== provisional.bidderId);
  const plan = bids.find(({ bidderId }) => bidderId === best?.bidderId)?.plan;
  if (standing === undefined || best === undefined || plan === undefined || best.meanScore === undefined) {
    return { kind: 'unchanged', ranked, message: 'No judge scored the refined bids, so the first award stands.' };
  }
  return best.z < standing.z
    ? { kind: 'replaced', winner: best, plan, ranked }
    : { kind: 'unchanged', ranked, message: 'No refined bid came out below the leading one.' };
}
