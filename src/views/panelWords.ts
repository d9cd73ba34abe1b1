import { juryScores, secondScores, wonByRefinement } from '../auction/auctionState';
import type { JuryScore } from '../auction/jury';
import { visibleText } from '../base/visibleText';
import type { RunState } from '../run/runState';

/** The scores its terms were computed from: those of the second ballot if it won by that. */
export function scoresFor(state: RunState, bidderId: string): readonly JuryScore[] {
  return wonByRefinement(state.auction, bidderId) ? secondScores(state.auction) : juryScores(state.auction);
}

/** A bidder's name for the screen. */
export function nameOf(state: RunState, bidderId: string): string {
  return visibleText(state.auction.bidders.find(({ id }) => id === bidderId)?.name ?? bidderId);
}

/** "1 attempt", "3 attempts". */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** Dollars with as many digits as small sums need. */
export function money(usd: number): string {
  if (usd < 0) return `−${money(-usd)}`;
  if (usd === 0) return '$0';
  return usd < 0.01 ? `$${Number(usd.toPrecision(2)).toFixed(6).replace(/0+$/u, '')}` : `$${usd.toFixed(2)}`;
}

/** A blended price: `$0.09 per Mt`. */
export function perMillion(usd: number): string {
  return `$${Number(usd.toPrecision(3))} per Mt`;
}
