import { wonByRefinement } from '../auction/auctionState';
import { quoteFor, whyItWins } from '../auction/award';
import { percent } from '../auction/figures';
import type { AwardDecision } from '../auction/rule';
import { ruleForSetting } from '../auction/rules/ruleForSetting';
import type { ScoredBid } from '../auction/score';
import { visibleText } from '../base/visibleText';
import { nextIfFails, otherRuling, proposedAward, rulingWithoutBids } from '../run/economics';
import { awardIsOpen, type RunState } from '../run/runState';
import { counted, money, nameOf, scoresFor } from './panelWords';
import type { AwardModel } from './protocol';

/** The award box: who should get the work, why, and what pressing Award agrees to; null until the auction is settled. */
export function awardModel(state: RunState): AwardModel | null {
  const { auction } = state;
  if (auction.proposal?.kind !== 'award' || !auction.settled) return null;
  const decision = proposedAward(state);
  if (decision.kind !== 'award') return null;
  const { bidderId: winnerId, reason } = decision;
  const winner = auction.ranked.find(({ bidderId }) => bidderId === winnerId);
  const quote = quoteFor(winnerId, scoresFor(state, winnerId));
  const name = nameOf(state, winnerId);
  return {
    bidderId: winnerId,
    name,
    z: winner?.z ?? null,
    why: visibleText(winner === undefined ? `${reason} It was not asked for a bid.` : why(state, winner, reason)),
    quote: quote === undefined ? '' : visibleText(quote.reason),
    quotedJudge: quote === undefined ? '' : nameOf(state, quote.judgeId),
    forecast: forecastText(state, decision),
    buttonTitle: `Award to ${name}`,
    afterwards: afterwards(state),
    open: awardIsOpen(state),
    // The person's award; whoever was asked after a failed check is among the attempts.
    awardedTo: state.attempts[0]?.bidderId ?? state.award?.bidderId ?? '',
    planEdited: state.award?.planEdited ?? false,
    otherRule: otherRuleText(state, winnerId),
  };
}

/** The paper's winner is explained by the numbers of the ballot, another rule's choice by that rule. */
function why(state: RunState, winner: ScoredBid, reason: string): string {
  const { auction } = state;
  if (auction.ranked[0] !== winner) return reason;
  const sentence = whyItWins(winner, auction.ranked, auction.bidders);
  return wonByRefinement(auction, winner.bidderId) ? `By its refined plan. ${sentence}` : sentence;
}

/** A pass is never called proof: the chance that it is good stands beside it. */
function forecastText(
  { economics, task }: RunState,
  decision: Extract<AwardDecision, { readonly kind: 'award' }>,
): string {
  const { forecast, bidderId } = decision;
  const costUsd = economics.expectedCostUsd[bidderId];
  const cost = costUsd === undefined ? [] : [`about ${money(costUsd)} for one attempt`];
  const chance =
    forecast === undefined
      ? []
      : task.check === undefined
        ? [`${percent(forecast.goodIfPassed)} chance of good work`]
        : [`${percent(forecast.passChance)} chance to pass, and a pass is good with ${percent(forecast.goodIfPassed)}`];
  const words = [...cost, ...chance].join('; ');
  // No line may end between a figure and its unit.
  return words === '' ? '' : `Expected: ${words.replaceAll(' %', '\u00a0%')}.`;
}

/** What pressing Award agrees to. */
function afterwards(state: RunState): string {
  const { task = 0 } = state.caps;
  const cap = task > 0 ? ` and ${money(task)} in all` : '';
  const next = nextIfFails(state);
  const { maxAttempts } = state.economics;
  const then =
    next === undefined
      ? `At most ${counted(maxAttempts, 'attempt')}${cap}.`
      : `If its check fails: ${nameOf(state, next)} next, at most ${counted(maxAttempts, 'attempt')}${cap}.`;
  return `${then} You see the diff before anything in your workspace changes.`;
}

/** What the other rule, and the same rule had nobody bid, would have chosen. */
function otherRuleText(state: RunState, chosen: string): string {
  const blind = rulingWithoutBids(state);
  const blindChoice = blind.kind === 'award' ? blind.bidderId : undefined;
  if (blindChoice === chosen) return `${byOtherRule(state, chosen)} Without bids this rule would choose the same.`;
  const name = blindChoice === undefined ? 'nobody' : nameOf(state, blindChoice);
  return `${byOtherRule(state, chosen)} Without bids this rule would choose ${name}.`;
}

function byOtherRule(state: RunState, chosen: string): string {
  const byExpectedValue = ruleForSetting(state.economics.rule).id !== 'expectedValue';
  const rule = byExpectedValue ? 'expected value' : 'cost minus value';
  const decision = otherRuling(state);
  if (decision.kind === 'stop') return `By ${rule} nobody would get it: ${visibleText(decision.message)}`;
  if (decision.bidderId === chosen) return `By ${rule} the award would be the same.`;
  return `By ${rule} it would go to ${nameOf(state, decision.bidderId)}.`;
}
