import type { Bidder } from './bidder';
import { expectedOverhead } from './overhead';
import { blendedPrice, isUsablePrice } from './price';

/** The values of `gavel.auction.invite`. */
export type InviteSetting = 'all' | 'cheapest';

/** What the choice of bidders is made from. */
export interface InviteInput {
  readonly bidders: readonly Bidder[];
  /** Tokens of what all prompts share. */
  readonly sharedTokens: number;
  /** V: USD that accepted good work is worth. */
  readonly taskValueUsd: number;
}

/** So many are always invited: one bid and one judge are no market. */
export const leastInvited = 2;

/** Of the task's value: what bids and judging beyond those of the two cheapest may cost together. The specification's. */
const maxAddedShare = 0.01;

/**
 * Who is not asked for a bid, cheapest first. With `cheapest` the two cheapest by price bid, and the next cheapest only
 * while what all those beyond the two add in bids and judging stays within 1 % of the task's value (expected, see
 * `expectedOverhead`). Whoever waits stays awardable and plans when awarded. Bidders without a price never wait: they are
 * told that they lack one. Equal prices: by id.
 */
export function waitingBidders(setting: InviteSetting, input: InviteInput): readonly string[] {
  if (setting === 'all') return [];
  const cheapestFirst = input.bidders
    .flatMap(({ id, price }) => (isUsablePrice(price) ? [{ id, price: blendedPrice(price) }] : []))
    .sort((a, b) => a.price - b.price || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
  const cost = (count: number): number => {
    const bidders = input.bidders.filter(({ id }) => cheapestFirst.indexOf(id) < count);
    const { sharedTokens } = input;
    const nothing = { refinementPairs: 0, expectedCostUsd: new Map<string, number>(), maxShare: 0 };
    const { bidUsd, juryUsd } = expectedOverhead({ bidders, sharedTokens, ...nothing });
    return bidUsd + juryUsd;
  };
  const allowedUsd = cost(leastInvited) + maxAddedShare * input.taskValueUsd;
  let count = Math.min(leastInvited, cheapestFirst.length);
  while (count < cheapestFirst.length && cost(count + 1) <= allowedUsd) count += 1;
  return cheapestFirst.slice(count);
}
