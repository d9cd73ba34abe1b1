import type { AwardRule } from '../rule';
import { forecastAttempt } from '../stoppingRule';
import { nobodyAffordable, whyClosed } from './expectedValueRule';
import { stoppingProblem } from './stoppingProblem';

/** One and the same bidder for every task, once: what "always the dearest" or "always the local one" would have done. */
export function fixedRule(bidderId: string): AwardRule {
  return {
    id: `fixed:${bidderId}`,
    next: (situation) => {
      const { bidders, attempts, expectedCostUsd, moneyLeftUsd } = situation;
      const closed = whyClosed(situation);
      if (closed !== undefined) return { kind: 'stop', message: closed };
      const bidder = bidders.find(({ id }) => id === bidderId);
      if (bidder === undefined) {
        return { kind: 'stop', message: `${bidderId} is not among the bidders of this task; choose another rule.` };
      }
      if (attempts.some((attempt) => attempt.bidderId === bidderId)) {
        return { kind: 'stop', message: `${bidder.name} has had its attempt, and this rule knows no other bidder.` };
      }
      if (!((expectedCostUsd.get(bidderId) ?? 0) <= moneyLeftUsd)) {
        return { kind: 'stop', message: nobodyAffordable({ ...situation, bidders: [bidder] }) };
      }
      const forecast = forecastAttempt(stoppingProblem(situation), bidderId);
      return {
        kind: 'award',
        bidderId,
        reason: `${bidder.name} is the one bidder this rule awards.`,
        ...(forecast && { forecast }),
        next: [],
      };
    },
  };
}
