import { usd } from '../auction/figures';
import { visibleText } from '../base/visibleText';
import { type RunState, totalCostUsd } from '../run/runState';
import { nameOf } from '../views/panelWords';

/** How a run ended, for a model that asked for it: host facts only. No plan, reason or log, which other models wrote. */
export function runReport(state: RunState): string {
  const { auction, attempts, changes, award, end } = state;
  const decided = changes.map(({ change, decision }) => `- ${visibleText(change.path)}: ${change.kind}, ${decision}`);
  return [
    `The auction ended: ${end?.state ?? 'failed'}. ${visibleText(end?.message ?? '')}`,
    `Valid bids: ${auction.ranked.length} of ${auction.bidders.length}.`,
    award === undefined ? 'No award was given.' : `The work went to ${nameOf(state, award.bidderId)}.`,
    ...attempts.map(
      ({ bidderId, check }, index) =>
        `Attempt ${index + 1}, ${nameOf(state, bidderId)}: ${check?.verdict ?? 'unchecked'}.`,
    ),
    ...(decided.length > 0 ? ['Files of the proposal, and what the person decided:', ...decided] : []),
    `Cost: ${usd(totalCostUsd(state))}.`,
  ].join('\n');
}
