import type { BidEntry } from '../auction/auctionState';
import { juryScores } from '../auction/auctionState';
import { quoteFor, whyItWins } from '../auction/award';
import type { Bidder, PriceSource } from '../auction/bidder';
import { blendedPrice, isUsablePrice } from '../auction/price';
import type { ScoredBid } from '../auction/score';
import type { Anchor } from '../auction/task';
import { commandText } from '../base/commandText';
import { visibleText } from '../base/visibleText';
import { awardIsOpen, type RunState, totalCostUsd } from '../run/runState';
import type { AwardModel, CardModel, JudgeModel, NoticeModel, PanelModel, TaskModel } from './protocol';
import { baselineModel, endModel, reviewModel, workModel } from './workModel';

/** The panel before any auction. */
export function idlePanel(notice: NoticeModel): PanelModel {
  return {
    runId: '',
    phase: 'idle',
    practice: false,
    task: null,
    notice,
    award: null,
    cards: {},
    order: [],
    work: null,
    review: null,
    end: null,
    footer: [],
  };
}

/** What the panel shows of a run: pure, made anew from the state alone. Every foreign text is made visible here. */
export function panelOf(state: RunState): PanelModel {
  const order = rankOrder(state);
  return {
    runId: state.runId,
    phase: state.phase,
    practice: state.practice,
    task: taskModel(state),
    notice: null,
    award: awardModel(state),
    cards: Object.fromEntries(order.map((bidder) => [bidder.id, cardModel(state, bidder)])),
    order: order.map(({ id }) => id),
    work: workModel(state),
    review: reviewModel(state),
    end: endModel(state),
    footer: footer(state),
  };
}

/** Ranked bids first, then those still open in configured order, then those that are out. */
function rankOrder({ auction }: RunState): readonly Bidder[] {
  const rank = (bidder: Bidder): number => {
    const ranked = auction.ranked.findIndex(({ bidderId }) => bidderId === bidder.id);
    if (ranked >= 0) return ranked;
    return isOut(auction.entries[bidder.id]) ? 2000 : 1000;
  };
  return [...auction.bidders].sort((a, b) => rank(a) - rank(b));
}

function isOut(entry: BidEntry | undefined): boolean {
  return entry?.outcome !== undefined && entry.outcome.kind !== 'bid';
}

function taskModel(state: RunState): TaskModel {
  const { task } = state;
  return {
    title: visibleText(task.title),
    text: visibleText(task.text),
    anchors: task.anchors.map(anchorText),
    check: commandText(task.check ?? []),
    confined: state.confinement.kind === 'confined',
    baseline: baselineModel(state),
  };
}

function anchorText({ path, startLine, endLine }: Anchor): string {
  if (startLine === undefined) return visibleText(path);
  return `${visibleText(path)}:${startLine}${endLine === undefined || endLine === startLine ? '' : `–${endLine}`}`;
}

function cardModel(state: RunState, bidder: Bidder): CardModel {
  const { auction } = state;
  const entry = auction.entries[bidder.id];
  const index = auction.ranked.findIndex(({ bidderId }) => bidderId === bidder.id);
  const scored = auction.ranked[index];
  const outcome = entry?.outcome;
  const proposal = auction.proposal;
  return {
    bidderId: bidder.id,
    name: visibleText(bidder.name),
    rank: index + 1,
    state: cardState(entry, scored),
    stateText: stateText(entry),
    priceText: priceText(bidder),
    tokens: outcome?.kind === 'bid' ? outcome.bid.planTokens : 0,
    plan: visibleText(entry?.text ?? ''),
    terms: scored === undefined ? null : { ...scored.terms, z: scored.z },
    entropyText: scored?.entropyNats === undefined ? 'not reported' : `${scored.entropyNats.toFixed(2)} nats`,
    judges: judgesOf(state, bidder.id),
    tag: tagOf(bidder.id, proposal?.kind === 'award' ? proposal : undefined),
    awarded: state.award?.bidderId === bidder.id,
    canAward: awardIsOpen(state) && scored !== undefined,
    costUsd: spentOn(state, bidder.id),
    elapsedMs:
      entry?.startedAtMs !== undefined && entry.closedAtMs !== undefined ? entry.closedAtMs - entry.startedAtMs : 0,
  };
}

function cardState(entry: BidEntry | undefined, scored: ScoredBid | undefined): CardModel['state'] {
  if (scored !== undefined) return 'judged';
  if (entry?.state === 'closed') return entry.outcome?.kind === 'bid' ? 'bid' : 'out';
  return entry?.state === 'writing' ? 'writing' : 'invited';
}

function stateText(entry: BidEntry | undefined): string {
  const outcome = entry?.outcome;
  if (outcome === undefined) return entry?.state === 'writing' ? 'writing its plan' : 'invited';
  return outcome.kind === 'bid' ? '' : visibleText(outcome.message);
}

const sourceWords: Readonly<Record<PriceSource, string>> = {
  user: 'your price',
  endpoint: 'price as reported',
  builtIn: 'list price',
  shadow: 'shadow price',
  practice: 'practice price',
  unknown: 'no price',
};

function priceText(bidder: Bidder): string {
  if (!isUsablePrice(bidder.price)) return 'no price set';
  return `$${Number(blendedPrice(bidder.price).toPrecision(3))} per Mt, ${sourceWords[bidder.priceSource]}`;
}

function judgesOf(state: RunState, bidderId: string): readonly JudgeModel[] {
  return juryScores(state.auction)
    .filter((score) => score.bidderId === bidderId)
    .map(({ judgeId, score, reason }) => ({
      judgeId,
      name: nameOf(state, judgeId),
      own: judgeId === bidderId,
      score,
      reason: visibleText(reason),
    }));
}

function tagOf(
  bidderId: string,
  proposal: { readonly winner: ScoredBid; readonly runnerUp?: ScoredBid } | undefined,
): CardModel['tag'] {
  if (proposal?.winner.bidderId === bidderId) return 'winner';
  return proposal?.runnerUp?.bidderId === bidderId ? 'runnerUp' : 'none';
}

function spentOn({ auction, executeUsdByBidder }: RunState, bidderId: string): number {
  const bid = auction.entries[bidderId]?.bidCostUsd;
  const jury = auction.judges[bidderId]?.juryCostUsd;
  const work = executeUsdByBidder[bidderId];
  return bid === undefined && jury === undefined && work === undefined ? -1 : (bid ?? 0) + (jury ?? 0) + (work ?? 0);
}

function awardModel(state: RunState): AwardModel | null {
  const { auction } = state;
  if (auction.proposal?.kind !== 'award') return null;
  const { winner, runnerUp } = auction.proposal;
  const quote = quoteFor(winner.bidderId, juryScores(auction));
  return {
    bidderId: winner.bidderId,
    name: nameOf(state, winner.bidderId),
    z: winner.z,
    why: visibleText(whyItWins(winner, auction.ranked, auction.bidders)),
    quote: quote === undefined ? '' : visibleText(quote.reason),
    quotedJudge: quote === undefined ? '' : nameOf(state, quote.judgeId),
    buttonTitle: `Award to ${nameOf(state, winner.bidderId)}`,
    afterwards: afterwards(state, runnerUp),
    open: awardIsOpen(state),
    awardedTo: state.award?.bidderId ?? '',
    planEdited: state.award?.planEdited ?? false,
  };
}

function afterwards(state: RunState, runnerUp: ScoredBid | undefined): string {
  const cap = state.capUsd > 0 ? `The task may cost ${money(state.capUsd)} in all` : 'No cap is set for the task';
  const next = runnerUp === undefined ? '' : `; next in line: ${nameOf(state, runnerUp.bidderId)}`;
  return `${cap}${next}. You see the diff before anything in your workspace changes.`;
}

function nameOf(state: RunState, bidderId: string): string {
  return visibleText(state.auction.bidders.find(({ id }) => id === bidderId)?.name ?? bidderId);
}

function footer(state: RunState): readonly string[] {
  const { auction, costs } = state;
  const judges = Object.values(auction.judges);
  const sat = judges.filter(({ verdict }) => verdict?.kind === 'scored').length;
  const estimated = state.someCostEstimated ? ', partly estimated' : '';
  return [
    `So far ${money(totalCostUsd(state))}${estimated}: bids ${money(costs.bid)}, jury ${money(costs.jury)}, work ${money(costs.execute)}`,
    judges.length === 0 ? '' : `Jury: ${sat} of ${judges.length} judges scored, blind, one call each`,
    `Weights: ${auction.profile.origin}`,
    `Seen by: ${seenBy(state).join(', ') || 'nobody yet'}`,
  ].filter((line) => line !== '');
}

/** Hosts whose models were really sent the task. */
function seenBy({ auction, hosts }: RunState): readonly string[] {
  const asked = auction.bidders.filter(({ id }) => auction.entries[id]?.startedAtMs !== undefined);
  return [...new Set(asked.map(({ id }) => hosts[id] ?? id))];
}

/** Dollars with as many digits as small sums need. */
function money(usd: number): string {
  if (usd === 0) return '$0';
  return usd < 0.01 ? `$${Number(usd.toPrecision(2)).toFixed(6).replace(/0+$/u, '')}` : `$${usd.toFixed(2)}`;
}
