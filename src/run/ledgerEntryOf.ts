import { homedir } from 'node:os';
import { invitationEnd } from '../auction/auctionState';
import type { Bidder } from '../auction/bidder';
import { blendedPrice, isUsablePrice } from '../auction/price';
import type { AwardDecision } from '../auction/rule';
import { otherRule } from '../auction/rules/ruleForSetting';
import type { ScoredBid } from '../auction/score';
import type { LedgerEntry } from '../ledger/ledgerEntry';
import { chancesSaid, otherRuling, proposedAward, ruleOf, rulingWithoutBids } from './economics';
import { acceptedCount, type RunState, workCostUsd } from './runState';

/** The ledger line of a finished run: the very numbers the panel showed. */
export function ledgerEntryOf(state: RunState, workspaceId: string, atMs: number): LedgerEntry {
  const { auction, costs } = state;
  const ranked = auction.ranked.flatMap((scored) => auction.bidders.filter(({ id }) => id === scored.bidderId));
  const said = chancesSaid(state);
  const unranked = auction.bidders.filter((bidder) => !ranked.includes(bidder));
  return {
    schema: 1,
    runId: state.runId,
    atMs,
    title: state.task.title,
    practice: state.practice,
    profileId: auction.profile.id,
    workspaceId,
    bids: [...ranked, ...unranked].map((bidder) => bidRow(state, bidder)),
    ...firstAward(state),
    ...choices(state),
    attempts: state.attempts.map(({ bidderId, check }, at) => ({
      bidderId,
      verdict: check?.verdict ?? 'unchecked',
      costUsd: workCostUsd(state, bidderId),
      ...(check?.exitCode !== undefined && { exitCode: check.exitCode }),
      ...(said[at] !== undefined && { saidPassChance: said[at] }),
    })),
    costs: { bidUsd: costs.bid, juryUsd: costs.jury, refineUsd: costs.refine, executeUsd: costs.execute },
    bidderCosts: Object.entries(state.bidderCosts).map(([bidderId, own]) => ({
      bidderId,
      bidUsd: own.bid,
      juryUsd: own.jury,
      refineUsd: own.refine,
      executeUsd: own.execute,
    })),
    ...planRequests(state),
    ...granted(state),
    end: state.end?.state ?? 'failed',
    filesAccepted: acceptedCount(state),
  };
}

function planRequests(state: RunState): Pick<LedgerEntry, 'planRequests'> {
  const spent = Object.entries(state.planRequests).map(([bidderId, requests]) => ({ bidderId, requests }));
  return spent.length === 0 ? {} : { planRequests: spent };
}

/** What the check was allowed for this run; the home folder is not named. */
function granted({ grant: { network, folders } }: RunState): Pick<LedgerEntry, 'grant'> {
  if (!network && folders.length === 0) return {};
  const home = homedir();
  const named = folders.map((folder) => (folder.startsWith(`${home}/`) ? `~${folder.slice(home.length)}` : folder));
  return { grant: { network, folders: named } };
}

/** Who got the work first; re-awards are among the attempts. */
function firstAward({ attempts, award }: RunState): { readonly awardedTo?: string } {
  const awardedTo = attempts[0]?.bidderId ?? award?.bidderId;
  return awardedTo === undefined ? {} : { awardedTo };
}

/** Whom the rule in use, the other one, and the same one without bids would have chosen first. */
function choices(state: RunState): Partial<Pick<LedgerEntry, 'rule' | 'proposedTo' | 'otherRule' | 'withoutBids'>> {
  if (!state.auction.settled) return {};
  const rule = ruleOf(state);
  const proposed = chosen(proposedAward(state)).bidderId;
  return {
    rule: rule.id,
    ...(proposed !== undefined && { proposedTo: proposed }),
    otherRule: { rule: otherRule(rule).id, ...chosen(otherRuling(state)) },
    withoutBids: chosen(rulingWithoutBids(state)),
  };
}

function chosen(decision: AwardDecision): { readonly bidderId?: string } {
  return decision.kind === 'award' ? { bidderId: decision.bidderId } : {};
}

function bidRow({ auction, economics }: RunState, bidder: Bidder): LedgerEntry['bids'][number] {
  const scored = auction.ranked.find(({ bidderId }) => bidderId === bidder.id);
  const expectedUsd = economics.expectedCostUsd[bidder.id];
  return {
    bidderId: bidder.id,
    outcome: invitationEnd(auction, bidder.id),
    ...(isUsablePrice(bidder.price) && { price: blendedPrice(bidder.price) }),
    ...(expectedUsd !== undefined && { expectedUsd }),
    ...(scored && scoreColumns(scored)),
  };
}

function scoreColumns({
  planTokens,
  entropyNats,
  meanScore,
  terms,
  z,
}: ScoredBid): Partial<LedgerEntry['bids'][number]> {
  return {
    planTokens,
    ...(entropyNats !== undefined && { entropyNats }),
    ...(meanScore !== undefined && { meanScore }),
    cost: terms.cost,
    value: terms.entropy + terms.jury,
    z,
  };
}
