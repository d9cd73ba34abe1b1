import type { Bidder } from './bidder';
import type { JuryScore } from './jury';
import type { ScoredBid } from './score';

/** Who should get the work and how sure the market is. */
export type AwardProposal =
  | {
      readonly kind: 'award';
      readonly winner: ScoredBid;
      readonly runnerUp?: ScoredBid;
      /** False without any judge: then nothing may be awarded automatically. */
      readonly jurySat: boolean;
    }
  | { readonly kind: 'noSale'; readonly message: string };

/** The award by the paper's rule: argmin z over bids that are already in rank order. */
export function proposeAward(ranked: readonly ScoredBid[]): AwardProposal {
  const [winner, runnerUp] = ranked;
  if (winner === undefined) return { kind: 'noSale', message: 'No valid bid came in, so there is nothing to award.' };
  return {
    kind: 'award',
    winner,
    ...(runnerUp && { runnerUp }),
    jurySat: winner.meanScore !== undefined,
  };
}

/** The bid that the sentence compares the winner with: the best of the dearer ones, else the runner-up. */
function rivalOf(winner: ScoredBid, ranked: readonly ScoredBid[]): ScoredBid | undefined {
  const others = ranked.filter(({ bidderId }) => bidderId !== winner.bidderId);
  return others.find(({ price }) => price > winner.price) ?? others[0];
}

/** One sentence that says from the numbers why this bid leads. Names are the only words not made from them. */
export function whyItWins(winner: ScoredBid, ranked: readonly ScoredBid[], bidders: readonly Bidder[]): string {
  const name = (bidderId: string): string => bidders.find(({ id }) => id === bidderId)?.name ?? bidderId;
  const rival = rivalOf(winner, ranked);
  if (rival === undefined) return `${name(winner.bidderId)} sent the only valid bid.`;
  const price = priceWords(winner.price, rival.price, name(rival.bidderId));
  if (winner.meanScore === undefined || rival.meanScore === undefined) {
    return `${price}; no judge scored the bids, so this rests on price and length alone.`;
  }
  return `${price}, and the jury gives its plan ${winner.meanScore.toFixed(1)} of 5 against ${rival.meanScore.toFixed(1)}.`;
}

function priceWords(price: number, rivalPrice: number, rivalName: string): string {
  if (price === rivalPrice) return `The same price as ${rivalName}`;
  if (price === 0 || rivalPrice === 0) return `${price === 0 ? 'No price at all' : 'Dearer'} beside ${rivalName}`;
  const ratio = rivalPrice / price;
  if (ratio > 1)
    return ratio < 1.95
      ? `${Math.round((1 - price / rivalPrice) * 100)} % cheaper than ${rivalName}`
      : `${times(ratio)} cheaper than ${rivalName}`;
  return ratio > 0.51
    ? `${Math.round((price / rivalPrice - 1) * 100)} % dearer than ${rivalName}`
    : `${times(1 / ratio)} the price of ${rivalName}`;
}

function times(ratio: number): string {
  return `${ratio >= 10 ? Math.round(ratio) : Math.round(ratio * 10) / 10} times`;
}

/** The reason a judge other than the winner itself gave for its best score of the winner; quoted in the panel as a quote. */
export function quoteFor(winnerId: string, scores: readonly JuryScore[]): JuryScore | undefined {
  return scores
    .filter(({ bidderId, judgeId, reason }) => bidderId === winnerId && judgeId !== winnerId && reason !== '')
    .sort((a, b) => b.score - a.score || (a.judgeId < b.judgeId ? -1 : 1))[0];
}
