import { assertNever } from '../base/assertNever';
import { type AwardProposal, proposeAward } from './award';
import type { Bid, BidOutcome } from './bid';
import type { Bidder } from './bidder';
import type { MarketEvent } from './events';
import type { JuryScore, Verdict } from './jury';
import { builtInProfile, type ScoringProfile } from './profile';
import { type ScoredBid, scoreBids } from './score';

/** One bidder's way through the auction. */
export interface BidEntry {
  readonly state: 'invited' | 'writing' | 'closed';
  /** The plan as it streams in; the whole plan once closed. */
  readonly text: string;
  readonly outcome?: BidOutcome;
  readonly startedAtMs?: number;
  readonly closedAtMs?: number;
  /** USD of the bid call; absent when unknown. */
  readonly bidCostUsd?: number;
}

export interface JudgeEntry {
  readonly verdict?: Verdict;
  readonly juryCostUsd?: number;
}

/** The whole of one auction. Immutable; only `reduceAuction` makes a new one. */
export interface AuctionState {
  readonly bidders: readonly Bidder[];
  readonly profile: ScoringProfile;
  readonly costScale: number;
  readonly seed: number;
  readonly entries: Readonly<Record<string, BidEntry>>;
  readonly judges: Readonly<Record<string, JudgeEntry>>;
  /** In rank order; empty until judged. */
  readonly ranked: readonly ScoredBid[];
  readonly proposal?: AwardProposal;
}

export const emptyAuction: AuctionState = {
  bidders: [],
  profile: builtInProfile,
  costScale: 0,
  seed: 0,
  entries: {},
  judges: {},
  ranked: [],
};

/** The auction's reducer. Late news about a closed bid, an unknown bidder or a judged auction changes nothing. */
export function reduceAuction(state: AuctionState, event: MarketEvent): AuctionState {
  if (state.proposal !== undefined) return state;
  switch (event.type) {
    case 'opened': {
      const { bidders, profile, costScale, seed } = event;
      const entries = Object.fromEntries(bidders.map(({ id }) => [id, { state: 'invited', text: '' } as const]));
      return { ...emptyAuction, bidders, profile, costScale, seed, entries };
    }
    case 'bidStarted':
      return withEntry(state, event.bidderId, (entry) => ({ ...entry, state: 'writing', startedAtMs: event.atMs }));
    case 'bidText':
      return withEntry(state, event.bidderId, (entry) => ({ ...entry, text: entry.text + event.delta }));
    case 'bidClosed':
      return withEntry(state, event.bidderId, (entry) => ({
        ...entry,
        state: 'closed',
        text: event.outcome.kind === 'bid' ? event.outcome.bid.plan : entry.text,
        outcome: event.outcome,
        closedAtMs: event.atMs,
        ...(event.costUsd !== undefined && { bidCostUsd: event.costUsd }),
      }));
    case 'juryCalled':
      return { ...state, judges: Object.fromEntries(event.judgeIds.map((id) => [id, {}])) };
    case 'judgeClosed':
      return withVerdict(state, event.judgeId, event.verdict, event.costUsd);
    case 'judged':
      return judge(state);
    default:
      return assertNever(event);
  }
}

/** The valid bids, in the order in which their bidders are configured. */
export function validBids(state: AuctionState): readonly Bid[] {
  return state.bidders.flatMap(({ id }) => {
    const outcome = state.entries[id]?.outcome;
    return outcome?.kind === 'bid' ? [outcome.bid] : [];
  });
}

/** Every score of every judge that scored all bids, by judge in call order. */
export function juryScores(state: AuctionState): readonly JuryScore[] {
  return Object.values(state.judges).flatMap(({ verdict }) => (verdict?.kind === 'scored' ? verdict.scores : []));
}

function withEntry(state: AuctionState, bidderId: string, change: (entry: BidEntry) => BidEntry): AuctionState {
  const entry = state.entries[bidderId];
  if (entry === undefined || entry.state === 'closed') return state;
  return { ...state, entries: { ...state.entries, [bidderId]: change(entry) } };
}

function withVerdict(
  state: AuctionState,
  judgeId: string,
  verdict: Verdict,
  costUsd: number | undefined,
): AuctionState {
  if (state.judges[judgeId] === undefined || state.judges[judgeId].verdict !== undefined) return state;
  const entry = { verdict, ...(costUsd !== undefined && { juryCostUsd: costUsd }) };
  return { ...state, judges: { ...state.judges, [judgeId]: entry } };
}

function judge(state: AuctionState): AuctionState {
  const { bidders, profile, costScale } = state;
  const ranked = scoreBids({ bids: validBids(state), bidders, scores: juryScores(state), profile, costScale });
  return { ...state, ranked, proposal: proposeAward(ranked) };
}
