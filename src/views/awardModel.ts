import { wonByRefinement } from '../auction/auctionState';
import { quoteFor, whyItWins } from '../auction/award';
import type { ScoredBid } from '../auction/score';
import { visibleText } from '../base/visibleText';
import { nextIfFails, otherRuling, proposedAward, ruleOf, rulingWithoutBids } from '../run/economics';
import { awardIsOpen, type RunState } from '../run/runState';
import { awardFigures } from './awardFigures';
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
    figures: awardFigures(state, decision),
    buttonTitle: `Award to ${name}`,
    buttonNote: consentText(state),
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

/** What pressing Award agrees to; without a check, or with nobody next, there is one attempt. */
function consentText(state: RunState): string {
  const { task = 0 } = state.caps;
  const attempts = nextIfFails(state) === undefined ? 1 : state.economics.maxAttempts;
  const words = attempts === 1 ? 'one attempt' : `up to ${counted(attempts, 'attempt')}`;
  return task > 0 ? `${words}, ${money(task)} at most in all` : words;
}

function afterwards(state: RunState): string {
  const next = nextIfFails(state);
  const then = next === undefined ? '' : `If the check fails, ${nameOf(state, next)} is next. `;
  return `${then}You see the diff before anything in your workspace changes.`;
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
  const byExpectedValue = ruleOf(state).id !== 'expectedValue';
  const rule = byExpectedValue ? 'expected value' : 'cost minus value';
  const decision = otherRuling(state);
  if (decision.kind === 'stop') return `By ${rule} nobody would get it: ${visibleText(decision.message)}`;
  if (decision.bidderId === chosen) return `By ${rule} the award would be the same.`;
  return `By ${rule} it would go to ${nameOf(state, decision.bidderId)}.`;
}
