import type { Bid } from '../../../src/auction/bid';
import { type Bidder, unknownCapabilities } from '../../../src/auction/bidder';
import type { JuryScore } from '../../../src/auction/jury';
import type { TokenLogprob } from '../../../src/auction/model';

/** A bidder with one price for input and output, in USD per million tokens. */
export function bidder(id: string, price?: number): Bidder {
  return {
    id,
    name: id.toUpperCase(),
    endpointId: 'test',
    modelId: id,
    ...(price !== undefined && { price: { input: price, output: price } }),
    priceSource: price === undefined ? 'unknown' : 'user',
    capabilities: unknownCapabilities,
  };
}

/** The paper's market: four sizes at its prices. */
export const paperBidders = [bidder('4b', 0.05), bidder('8b', 0.09), bidder('14b', 0.16), bidder('32b', 0.36)];

export function bid(bidderId: string, planTokens: number, logprobs?: readonly TokenLogprob[]): Bid {
  return { bidderId, plan: `plan of ${bidderId}`, planTokens, ...(logprobs && { logprobs }) };
}

/** Scores by judge, then bidder. */
export function scores(table: Readonly<Record<string, Readonly<Record<string, number>>>>): JuryScore[] {
  return Object.entries(table).flatMap(([judgeId, row]) =>
    Object.entries(row).map(([bidderId, score]) => ({ judgeId, bidderId, score, reason: `${judgeId} on ${bidderId}` })),
  );
}

/** A token whose alternatives hold the given probabilities; the first is the chosen one. */
export function token(text: string, ...probabilities: readonly number[]): TokenLogprob {
  const top = probabilities.map((p, index) => ({ token: `${text}${index}`, logprob: Math.log(p) }));
  return { token: text, logprob: Math.log(probabilities[0] ?? 1), top };
}
