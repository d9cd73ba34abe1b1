import type { AwardDecision, AwardRule, AwardSituation } from '../rule';
import { type PlannedAttempt, planAttempts } from '../stoppingRule';
import { percent, usd } from '../figures';
import { stoppingProblem, untried } from './stoppingProblem';

/** Awards where the expected value is highest, the first award too, and stops when no attempt is worth its cost. Ours. */
export const expectedValueRule: AwardRule = { id: 'expectedValue', next: mostValuable };

/** The stopping rule's choice for any situation; the re-awards of every rule come from here. */
export function mostValuable(situation: AwardSituation): AwardDecision {
  const closed = whyClosed(situation);
  if (closed !== undefined) return { kind: 'stop', message: closed };
  const problem = stoppingProblem(situation);
  if (problem.contenders.length === 0) return { kind: 'stop', message: nobodyAffordable(situation) };
  const [first, ...next] = planAttempts(problem).attempts;
  if (first === undefined) return { kind: 'stop', message: notWorthIt(situation) };
  return { kind: 'award', bidderId: first.bidderId, reason: reasonFor(first, situation), forecast: first, next };
}

/** Why nothing at all may be awarded now, in one sentence; `undefined` when something may. */
export function whyClosed(situation: AwardSituation): string | undefined {
  if (situation.bidders.length === 0) return 'No bidder may be given this task, so there is nothing to award.';
  if (!(situation.attemptsLeft >= 1)) {
    return 'This task has had all its attempts; raise gavel.auction.maxAttempts to allow more.';
  }
  if (situation.attempts.length > 0 && situation.check === undefined) {
    return 'Without a check nobody can tell whether another attempt is needed; look at the work, or choose a check.';
  }
  if (untried(situation).length === 0) return 'Every bidder has had its attempt at this task.';
  return undefined;
}

/** No bidder is left that is expected to cost less than the money left. */
export function nobodyAffordable(situation: AwardSituation): string {
  const priced = untried(situation).some(({ id }) => situation.expectedCostUsd.has(id));
  if (!priced) return 'No bidder is left whose cost is known; set "price" for it in gavel.endpoints.';
  return `Every bidder left is expected to cost more than the ${usd(situation.moneyLeftUsd)} left; raise the cap in gavel.budget to go on.`;
}

function notWorthIt({ attempts, taskValueUsd }: AwardSituation): string {
  const which = attempts.length === 0 ? 'No attempt' : 'No further attempt';
  return `${which} is expected to be worth its cost at a task value of ${usd(taskValueUsd)}; raise gavel.auction.taskValueUsd to go on.`;
}

function reasonFor(attempt: PlannedAttempt, situation: AwardSituation): string {
  const name = situation.bidders.find(({ id }) => id === attempt.bidderId)?.name ?? attempt.bidderId;
  const cost = usd(situation.expectedCostUsd.get(attempt.bidderId) ?? 0);
  const chance =
    situation.check === undefined
      ? `a ${percent(attempt.goodIfPassed)} chance of good work`
      : `a ${percent(attempt.passChance)} chance to pass the check, and a pass would be good with ${percent(attempt.goodIfPassed)}`;
  const after = situation.attempts.length > 0 ? 'next ' : '';
  return `${name} is worth most ${after}at an expected ${cost}: ${chance}.`;
}
