import type { RandomPort } from '../../base/random';
import type { ChanceModel } from '../chances';

/**
 * Thompson sampling: each bidder's learned shift is drawn from what it may be, a normal around it with its standard deviation,
 * so that a bidder nobody knows well gets work now and then. In id order, so that a seed fixes the draw.
 */
export function sampledModel(
  { prior, weights }: ChanceModel,
  shiftSd: Readonly<Record<string, number>>,
  random: RandomPort,
): ChanceModel {
  const bidderShifts = { ...prior.bidderShifts };
  for (const bidder of Object.keys(shiftSd).sort()) {
    bidderShifts[bidder] = (bidderShifts[bidder] ?? 0) + (shiftSd[bidder] ?? 0) * normal(random);
  }
  return { prior: { ...prior, bidderShifts }, weights };
}

/** A draw of the standard normal, after Box and Muller. */
function normal(random: RandomPort): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return radius * Math.cos(2 * Math.PI * random.next());
}
