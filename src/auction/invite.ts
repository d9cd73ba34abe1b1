import type { Bidder } from './bidder';
import { expectedBallotUsd, expectedBidsUsd } from './overhead';
import { blendedPrice, isUsablePrice } from './price';

/** The share of a task's value that one more invitation may cost. The specification's. */
const maxAddedShare = 0.01;

/**
 * Whom `gavel.auction.invite: "cheapest"` asks to bid and to judge: the two cheapest by blended price, then one more at a
 * time while the bids and the jury of N + 1 are expected to cost at most 1 % of the task's value more than those of N. In
 * order of price, then id; bidders without a usable price are left out. Those not invited stay awardable.
 */
export function invitedCheapest(
  bidders: readonly Bidder[],
  sharedTokens: number,
  taskValueUsd: number,
): readonly Bidder[] {
  const byPrice = bidders
    .flatMap((bidder) => (isUsablePrice(bidder.price) ? [{ bidder, price: blendedPrice(bidder.price) }] : []))
    .sort((a, b) => a.price - b.price || (a.bidder.id < b.bidder.id ? -1 : 1))
    .map(({ bidder }) => bidder);
  let count = Math.min(2, byPrice.length);
  const overheadUsd = (size: number): number => {
    const invited = byPrice.slice(0, size);
    return expectedBidsUsd(invited, sharedTokens) + expectedBallotUsd(invited, sharedTokens, size);
  };
  while (count < byPrice.length && overheadUsd(count + 1) - overheadUsd(count) <= maxAddedShare * taskValueUsd) {
    count += 1;
  }
  return byPrice.slice(0, count);
}
