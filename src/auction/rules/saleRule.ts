import type { AwardDecision, AwardRule, AwardSituation } from '../rule';
import { forecastAttempt } from '../stoppingRule';
import { mostValuable, nobodyAffordable, whyClosed } from './expectedValueRule';
import { stoppingProblem } from './stoppingProblem';

/**
 * The paper's rule for the first award: argmin z among the bids that the money left is expected to pay for. After an
 * attempt the stopping rule decides who is next and whether anybody is (ours: the paper awards once).
 */
export const saleRule: AwardRule = {
  id: 'sale',
  next: (situation) => (situation.attempts.length === 0 ? lowestScore(situation) : mostValuable(situation)),
};

function lowestScore(situation: AwardSituation): AwardDecision {
  const { ranked, bidders, expectedCostUsd, moneyLeftUsd } = situation;
  const closed = whyClosed(situation);
  if (closed !== undefined) return { kind: 'stop', message: closed };
  const bids = ranked.filter(({ bidderId }) => bidders.some(({ id }) => id === bidderId));
  if (bids.length === 0)
    return { kind: 'stop', message: 'No valid bid came in, so there is nothing to award; run the auction again.' };
  const affordable = bids.filter(({ bidderId }) => (expectedCostUsd.get(bidderId) ?? 0) <= moneyLeftUsd);
  const [winner] = affordable;
  if (winner === undefined) return { kind: 'stop', message: nobodyAffordable(situation) };
  const name = bidders.find(({ id }) => id === winner.bidderId)?.name ?? winner.bidderId;
  const among = winner === bids[0] ? '' : ' among the bids the money left can pay for';
  const problem = stoppingProblem(situation);
  const forecast = forecastAttempt(problem, winner.bidderId);
  return {
    kind: 'award',
    bidderId: winner.bidderId,
    reason: `${name} has the lowest cost minus value${among}: ${winner.z.toFixed(3)}.`,
    ...(forecast && { forecast }),
    next: [],
  };
}
