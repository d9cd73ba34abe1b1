/** What is known of one bid before any weight is put on it. */
export interface BidFacts {
  /** USD per million tokens, blended. */
  readonly price: number;
  readonly planTokens: number;
  /** Nats, the bid's own or the auction's mean; absent when none is known. */
  readonly usedEntropyNats?: number;
  /** Integer scores 0..5 by judge id; only judges that scored every bid of the ballot. */
  readonly scores: ReadonlyMap<string, number>;
}

/** The constants that features are measured by; the same for all bids of a ballot. */
export interface FeatureScales {
  /** USD per million tokens times tokens; see `costScale`. 0 makes every cost 0. */
  readonly costScale: number;
  /** Nats at which the entropy feature is full. */
  readonly entropyScaleNats: number;
}

/** One bid as numbers that weights multiply: z = w_c cost - w_h entropy - sum_j w_j judges_j. */
export interface BidFeatures {
  /** pi |s| / costScale: 1 is a typical plan of the dearest configured bidder; a longer one is above it. */
  readonly cost: number;
  /** min(h / scale, 1), 0..1; 0 when no bid of the auction has an entropy. */
  readonly entropy: number;
  /** score / 5, 0..1, by judge id. */
  readonly judges: ReadonlyMap<string, number>;
}

/** The one place where a bid becomes numbers, for the score and for fitting its weights alike. */
export function bidFeatures(
  { price, planTokens, usedEntropyNats, scores }: BidFacts,
  scales: FeatureScales,
): BidFeatures {
  return {
    cost: scales.costScale > 0 ? (price * planTokens) / scales.costScale : 0,
    entropy: usedEntropyNats === undefined ? 0 : Math.min(usedEntropyNats / scales.entropyScaleNats, 1),
    judges: new Map([...scores].map(([judgeId, score]) => [judgeId, score / 5])),
  };
}
