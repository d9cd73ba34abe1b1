import { assertNever } from '../base/assertNever';
import { type AwardProposal, proposeAward } from './award';
import type { Bid, BidOutcome } from './bid';
import type { Bidder } from './bidder';
import type { MarketEvent } from './events';
import type { JuryScore, Verdict } from './jury';
import { builtInProfile, type ScoringProfile } from './profile';
import { resolveRefinement, secondBallotBids } from './refine';
import { type ScoredBid, scoreBids } from './score';

/** One bidder's way through the auction. */
export interface BidEntry {
  /** `waiting`: not asked for a bid, see `waitingBidders`. */
  readonly state: 'waiting' | 'invited' | 'writing' | 'closed';
  /** The plan as it streams in; the whole plan once closed. */
  readonly text: string;
  readonly outcome?: BidOutcome;
  readonly startedAtMs?: number;
  readonly closedAtMs?: number;
  /** USD of the bid call; absent when unknown. */
  readonly bidCostUsd?: number;
}

/** A bidder that was asked to rewrite its bid. */
export interface RefineEntry {
  /** Past auctions it saw. */
  readonly examples: number;
  readonly outcome?: BidOutcome;
  readonly refineCostUsd?: number;
}

export interface JudgeEntry {
  readonly verdict?: Verdict;
  readonly juryCostUsd?: number;
}

/** The judges of one ballot, and its bids in rank order once it is counted. */
export interface BallotState {
  readonly judges: Readonly<Record<string, JudgeEntry>>;
  readonly ranked: readonly ScoredBid[];
}

/** The whole of one auction. Immutable; only `reduceAuction` makes a new one. */
export interface AuctionState {
  readonly bidders: readonly Bidder[];
  readonly profile: ScoringProfile;
  readonly costScale: number;
  readonly seed: number;
  readonly entries: Readonly<Record<string, BidEntry>>;
  readonly judges: Readonly<Record<string, JudgeEntry>>;
  /** The first ballot in rank order; empty until judged. */
  readonly firstRanked: readonly ScoredBid[];
  /** The market's final order: the first ballot's, but a winner by refinement leads. */
  readonly ranked: readonly ScoredBid[];
  /** The second ballot, if any bidder was asked to refine. */
  readonly refinement?: {
    readonly entries: Readonly<Record<string, RefineEntry>>;
    readonly ballot: BallotState;
    readonly comparedBy: 'words' | 'meaning';
  };
  /** Provisional from `judged` on, final once `settled`. */
  readonly proposal?: AwardProposal;
  readonly settled: boolean;
}

export const emptyAuction: AuctionState = {
  bidders: [],
  profile: builtInProfile,
  costScale: 0,
  seed: 0,
  entries: {},
  judges: {},
  firstRanked: [],
  ranked: [],
  settled: false,
};

/** The auction's reducer. Late news about a closed bid, an unknown bidder or a settled auction changes nothing. */
export function reduceAuction(state: AuctionState, event: MarketEvent): AuctionState {
  if (state.settled) return state;
  switch (event.type) {
    case 'opened': {
      const { bidders, profile, costScale, seed, waiting = [] } = event;
      const stateOf = (id: string): BidEntry['state'] => (waiting.includes(id) ? 'waiting' : 'invited');
      const entries = Object.fromEntries(bidders.map(({ id }) => [id, { state: stateOf(id), text: '' }]));
      return { ...emptyAuction, bidders, profile, costScale, seed, entries };
    }
    case 'bidStarted':
    case 'bidText':
    case 'bidClosed':
      return state.proposal === undefined ? reduceBid(state, event) : state;
    case 'juryCalled':
      return withJudges(state, Object.fromEntries(event.judgeIds.map((id) => [id, {}])));
    case 'judgeClosed':
      return withVerdict(state, event);
    case 'judged':
      return state.proposal === undefined ? judge(state) : state;
    case 'refineCalled': {
      const entries = Object.entries(event.examples).map(([id, examples]) => [id, { examples }] as const);
      const ballot = { judges: {}, ranked: [] };
      return { ...state, refinement: { entries: Object.fromEntries(entries), ballot, comparedBy: event.comparedBy } };
    }
    case 'refineClosed':
      return withRefined(state, event);
    case 'rejudged':
      return rejudge(state);
    case 'settled':
      return { ...state, settled: true };
    default:
      return assertNever(event);
  }
}

/** True for a bidder that was not asked for a bid: it may be awarded all the same. */
export function isWaiting({ entries }: AuctionState, bidderId: string): boolean {
  return entries[bidderId]?.state === 'waiting';
}

/** How a bidder's invitation ended, in a word of `BidOutcome`; `notInvited` for those that wait, `cancelled` for open ones. */
export function invitationEnd(state: AuctionState, bidderId: string): BidOutcome['kind'] | 'notInvited' {
  return state.entries[bidderId]?.outcome?.kind ?? (isWaiting(state, bidderId) ? 'notInvited' : 'cancelled');
}

/** The valid first bids, in the order in which their bidders are configured. */
export function validBids(state: AuctionState): readonly Bid[] {
  return state.bidders.flatMap(({ id }) => bidIn(state.entries[id]?.outcome));
}

/** The valid refined bids, in the same order. */
export function refinedBids({ bidders, refinement }: AuctionState): readonly Bid[] {
  return bidders.flatMap(({ id }) => bidIn(refinement?.entries[id]?.outcome));
}

/** The bids of the second ballot: the provisional winner's own, unchanged, and all refined ones; none before refinement. */
export function secondBids(state: AuctionState): readonly Bid[] {
  return secondBallotBids({ bids: validBids(state), ranked: state.ranked }, refinedBids(state));
}

/** Every score of the first ballot by every judge that scored all its bids, by judge in call order. */
export function juryScores(state: AuctionState): readonly JuryScore[] {
  return scoresOf(state.judges);
}

/** The scores of the second ballot; none without one. */
export function secondScores({ refinement }: AuctionState): readonly JuryScore[] {
  return scoresOf(refinement?.ballot.judges ?? {});
}

/** True when this bidder won by its refined bid. */
export function wonByRefinement({ proposal, refinement }: AuctionState, bidderId: string): boolean {
  const won = proposal?.kind === 'award' && proposal.winner.bidderId === bidderId;
  return won && refinement?.entries[bidderId]?.outcome?.kind === 'bid';
}

/** The plan a bidder would carry out: its refined one only if it won by it. */
export function planOf(state: AuctionState, bidderId: string): string {
  const bids = wonByRefinement(state, bidderId) ? refinedBids(state) : validBids(state);
  return bids.find((bid) => bid.bidderId === bidderId)?.plan ?? '';
}

function bidIn(outcome: BidOutcome | undefined): readonly Bid[] {
  return outcome?.kind === 'bid' ? [outcome.bid] : [];
}

function scoresOf(judges: Readonly<Record<string, JudgeEntry>>): readonly JuryScore[] {
  return Object.values(judges).flatMap(({ verdict }) => (verdict?.kind === 'scored' ? verdict.scores : []));
}

type BidEvent = Extract<MarketEvent, { readonly type: 'bidStarted' | 'bidText' | 'bidClosed' }>;

function reduceBid(state: AuctionState, event: BidEvent): AuctionState {
  const entry = state.entries[event.bidderId];
  if (entry === undefined || entry.state === 'closed') return state;
  return { ...state, entries: { ...state.entries, [event.bidderId]: nextEntry(entry, event) } };
}

function nextEntry(entry: BidEntry, event: BidEvent): BidEntry {
  switch (event.type) {
    case 'bidStarted':
      return { ...entry, state: 'writing', startedAtMs: event.atMs };
    case 'bidText':
      return { ...entry, text: entry.text + event.delta };
    case 'bidClosed':
      return {
        ...entry,
        state: 'closed',
        text: event.outcome.kind === 'bid' ? event.outcome.bid.plan : entry.text,
        outcome: event.outcome,
        closedAtMs: event.atMs,
        ...(event.costUsd !== undefined && { bidCostUsd: event.costUsd }),
      };
    default:
      return assertNever(event);
  }
}

/** Judges of the ballot under way: the second once there is a refinement. */
function withJudges(state: AuctionState, judges: Readonly<Record<string, JudgeEntry>>): AuctionState {
  const { refinement } = state;
  if (refinement === undefined) return state.proposal === undefined ? { ...state, judges } : state;
  return { ...state, refinement: { ...refinement, ballot: { ...refinement.ballot, judges } } };
}

function withVerdict(state: AuctionState, event: Extract<MarketEvent, { readonly type: 'judgeClosed' }>): AuctionState {
  const judges = state.refinement?.ballot.judges ?? state.judges;
  const known = judges[event.judgeId];
  if (known === undefined || known.verdict !== undefined) return state;
  const entry = { verdict: event.verdict, ...(event.costUsd !== undefined && { juryCostUsd: event.costUsd }) };
  return withJudges(state, { ...judges, [event.judgeId]: entry });
}

function judge(state: AuctionState): AuctionState {
  const { bidders, profile, costScale } = state;
  const ranked = scoreBids({ bids: validBids(state), bidders, scores: juryScores(state), profile, costScale });
  return { ...state, firstRanked: ranked, ranked, proposal: proposeAward(ranked) };
}

function withRefined(
  state: AuctionState,
  { bidderId, outcome, costUsd }: Extract<MarketEvent, { readonly type: 'refineClosed' }>,
): AuctionState {
  const { refinement } = state;
  const entry = refinement?.entries[bidderId];
  if (refinement === undefined || entry === undefined || entry.outcome !== undefined) return state;
  const closed = { ...entry, outcome, ...(costUsd !== undefined && { refineCostUsd: costUsd }) };
  return { ...state, refinement: { ...refinement, entries: { ...refinement.entries, [bidderId]: closed } } };
}

/** The second ballot changes the award only if a refined bid is strictly better on it. */
function rejudge(state: AuctionState): AuctionState {
  const { refinement, proposal, bidders, profile, costScale } = state;
  if (refinement === undefined || proposal?.kind !== 'award' || refinement.ballot.ranked.length > 0) return state;
  const result = resolveRefinement({
    bids: validBids(state),
    ranked: state.ranked,
    refined: refinedBids(state),
    bidders,
    scores: secondScores(state),
    profile,
    costScale,
  });
  const counted = { ...state, refinement: { ...refinement, ballot: { ...refinement.ballot, ranked: result.ranked } } };
  if (result.kind === 'unchanged') return counted;
  const { winner } = result;
  const others = state.ranked.filter(({ bidderId }) => bidderId !== winner.bidderId);
  const [runnerUp] = others;
  return {
    ...counted,
    ranked: [winner, ...others],
    proposal: { kind: 'award', winner, ...(runnerUp && { runnerUp }), jurySat: true },
  };
}
