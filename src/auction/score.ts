import type { Bid } from './bid';
import type { Bidder } from './bidder';
import { type EntropyBasis, type EntropyReading, readEntropies } from './entropy';
import { bidFeatures } from './features';
import type { JuryScore } from './jury';
import { blendedPrice, isUsablePrice } from './price';
import type { ScoringProfile } from './profile';

/** Every term of one bid's score, as panel, ledger and tests show it. z = cost - entropy - jury; the lowest z wins. */
export interface ScoredBid {
  readonly bidderId: string;
  /** USD per million tokens, blended. */
  readonly price: number;
  readonly planTokens: number;
  /** Nats as reported; absent when the server reported none. */
  readonly entropyNats?: number;
  /** Nats the term was computed from: the bid's own, else the mean of the known ones, else absent. */
  readonly usedEntropyNats?: number;
  /** Weighted mean of the judges' scores, 0..5; absent without a jury. */
  readonly meanScore?: number;
  readonly terms: { readonly cost: number; readonly entropy: number; readonly jury: number };
  readonly z: number;
}

export interface ScoreInput {
  readonly bids: readonly Bid[];
  readonly bidders: readonly Bidder[];
  readonly scores: readonly JuryScore[];
  readonly profile: ScoringProfile;
  /** See `costScale`; 0 makes every cost 0. */
  readonly costScale: number;
  /** Estimator and mean entropy of an earlier ballot, when this is a later one of the same auction. */
  readonly entropyBasis?: EntropyBasis;
}

/** Scores every bid, in rank order: z after rounding to 1e-9, then lower price times length, then id. SPEC 1.5, after the paper. */
export function scoreBids(input: ScoreInput): readonly ScoredBid[] {
  const entropies = readEntropies(input.bids, input.entropyBasis);
  const weights = judgeWeights(input.scores, input.profile);
  return input.bids.map((bid) => scoreBid(bid, input, entropies, weights)).sort(byRank);
}

function scoreBid(
  bid: Bid,
  input: ScoreInput,
  entropies: EntropyReading,
  weights: ReadonlyMap<string, number>,
): ScoredBid {
  const { profile } = input;
  const price = priceOf(bid.bidderId, input.bidders);
  const entropyNats = entropies.nats.get(bid.bidderId);
  const usedEntropyNats = entropyNats ?? entropies.meanNats;
  const scores = new Map(scoresOf(bid.bidderId, input.scores).map(({ judgeId, score }) => [judgeId, score]));
  const features = bidFeatures(
    { price, planTokens: bid.planTokens, scores, ...(usedEntropyNats !== undefined && { usedEntropyNats }) },
    { costScale: input.costScale, entropyScaleNats: profile.entropyScaleNats },
  );
  const jury = weights.size === 0 ? undefined : weightedMean(features.judges, weights);
  const terms = {
    cost: profile.costWeight * features.cost,
    entropy: profile.entropyWeight * features.entropy,
    jury: profile.juryWeight * (jury ?? 0),
  };
  return {
    bidderId: bid.bidderId,
    price,
    planTokens: bid.planTokens,
    ...(entropyNats !== undefined && { entropyNats }),
    ...(usedEntropyNats !== undefined && { usedEntropyNats }),
    ...(jury !== undefined && { meanScore: jury * 5 }),
    terms,
    z: Math.round((terms.cost - terms.entropy - terms.jury) * 1e9) / 1e9,
  };
}

/** Total order of the market: never depends on the order in which bids arrived. */
function byRank(a: ScoredBid, b: ScoredBid): number {
  return a.z - b.z || a.price * a.planTokens - b.price * b.planTokens || (a.bidderId < b.bidderId ? -1 : 1);
}

/** Each present judge's share of the jury weight; they sum to 1. An unknown judge gets the mean known share. */
function judgeWeights(scores: readonly JuryScore[], profile: ScoringProfile): ReadonlyMap<string, number> {
  const judges = [...new Set(scores.map(({ judgeId }) => judgeId))].sort();
  const meanShare = meanOf(Object.values(profile.judgeShares)) ?? 1;
  const shares = judges.map((judge) => [judge, profile.judgeShares[judge] ?? meanShare] as const);
  const total = shares.reduce((sum, [, share]) => sum + share, 0);
  return new Map(shares.map(([judge, share]) => [judge, total > 0 ? share / total : 1 / judges.length]));
}

/** The judges' features, each by its share; sums run in judge-id order. */
function weightedMean(judges: ReadonlyMap<string, number>, weights: ReadonlyMap<string, number>): number {
  return [...judges].reduce((sum, [judgeId, feature]) => sum + (weights.get(judgeId) ?? 0) * feature, 0);
}

function scoresOf(bidderId: string, scores: readonly JuryScore[]): readonly JuryScore[] {
  return scores.filter((score) => score.bidderId === bidderId).sort((a, b) => (a.judgeId < b.judgeId ? -1 : 1));
}

function priceOf(bidderId: string, bidders: readonly Bidder[]): number {
  const price = bidders.find(({ id }) => id === bidderId)?.price;
  return isUsablePrice(price) ? blendedPrice(price) : 0;
}

function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
