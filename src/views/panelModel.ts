import { builtInChances } from '../auction/fit/profilesInForce';
import type { BidEntry, RefineEntry } from '../auction/auctionState';
import { isWaiting, planOf, wonByRefinement } from '../auction/auctionState';
import type { Bidder, PriceSource } from '../auction/bidder';
import { blendedPrice, isUsablePrice } from '../auction/price';
import type { ScoredBid } from '../auction/score';
import type { Anchor } from '../auction/task';
import { commandText } from '../base/commandText';
import { visibleText } from '../base/visibleText';
import { type Confinement, noProcessLimits } from '../sandbox/confinement';
import { nextIfFails, proposedAward } from '../run/economics';
import { awardIsOpen, type RunState, totalCostUsd } from '../run/runState';
import { awardModel } from './awardModel';
import { counted, money, nameOf, perMillion, scoresFor } from './panelWords';
import type { CardModel, JudgeModel, NoticeModel, PanelModel, RefinedModel, TaskModel } from './protocol';
import { baselineModel, endModel, reviewModel, workModel } from './workModel';
import { planRequestsText } from './planRequestsText';

/** The panel before any auction. */
export function idlePanel(notice: NoticeModel): PanelModel {
  return {
    runId: '',
    phase: 'idle',
    practice: false,
    task: null,
    past: null,
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
    past: null,
    notice: noticeModel(state),
    award: awardModel(state),
    cards: Object.fromEntries(order.map((bidder) => [bidder.id, cardModel(state, bidder)])),
    order: order.map(({ id }) => id),
    work: workModel(state),
    review: reviewModel(state),
    end: endModel(state),
    footer: footer(state),
  };
}

function noticeModel({ notice }: RunState): NoticeModel | null {
  if (notice === undefined) return null;
  const offer = { title: 'Choose Who Is Invited', action: 'chooseInvited' } as const;
  return { tone: 'info', text: visibleText(notice.text), actions: notice.offersCheapest ? [offer] : [] };
}

/** Ranked bids first, then those still open in configured order, those that were not invited, then those that are out. */
function rankOrder({ auction }: RunState): readonly Bidder[] {
  const rank = (bidder: Bidder): number => {
    const ranked = auction.ranked.findIndex(({ bidderId }) => bidderId === bidder.id);
    if (ranked >= 0) return ranked;
    if (isWaiting(auction, bidder.id)) return 1500;
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
    confinementNote: confinementNote(state.confinement),
    baseline: baselineModel(state),
  };
}

function confinementNote(confinement: Confinement): TaskModel['confinementNote'] {
  if (confinement.kind === 'unconfined') return 'not confined';
  return confinement.tools === undefined ? noProcessLimits : '';
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
  return {
    bidderId: bidder.id,
    name: visibleText(bidder.name),
    rank: index + 1,
    state: cardState(entry, scored),
    stateText: stateText(entry),
    priceText: priceText(bidder),
    tokens: outcome?.kind === 'bid' ? outcome.bid.planTokens : 0,
    plan: visibleText(scored === undefined ? (entry?.text ?? '') : planOf(auction, bidder.id)),
    terms: scored === undefined ? null : { ...scored.terms, z: scored.z },
    entropyText: scored?.entropyNats === undefined ? 'not reported' : `${scored.entropyNats.toFixed(2)} nats`,
    judges: judgesOf(state, bidder.id),
    refined: refinedModel(state, bidder.id),
    tag: tagOf(state, bidder.id),
    awarded: state.award?.bidderId === bidder.id,
    canAward: awardIsOpen(state) && (scored !== undefined || isWaiting(auction, bidder.id)),
    costUsd: spentOn(state, bidder.id),
    elapsedMs:
      entry?.startedAtMs !== undefined && entry.closedAtMs !== undefined ? entry.closedAtMs - entry.startedAtMs : 0,
  };
}

function cardState(entry: BidEntry | undefined, scored: ScoredBid | undefined): CardModel['state'] {
  if (scored !== undefined) return 'judged';
  if (entry?.state === 'closed') return entry.outcome?.kind === 'bid' ? 'bid' : 'out';
  return entry?.state === 'writing' || entry?.state === 'waiting' ? entry.state : 'invited';
}

function stateText(entry: BidEntry | undefined): string {
  const outcome = entry?.outcome;
  if (outcome === undefined) return openStateWords[entry?.state ?? 'invited'];
  return outcome.kind === 'bid' ? 'bid is in' : visibleText(outcome.message);
}

const openStateWords: Readonly<Record<BidEntry['state'], string>> = {
  waiting: 'not asked for a bid; plans if it gets the work',
  invited: 'invited',
  writing: 'writing its plan',
  closed: '',
};

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
  const { priceNote } = bidder;
  const source = sourceWords[bidder.priceSource] + (priceNote === undefined ? '' : ` (${priceNote})`);
  return `${perMillion(blendedPrice(bidder.price))}, ${source}`;
}

function judgesOf(state: RunState, bidderId: string): readonly JudgeModel[] {
  return scoresFor(state, bidderId)
    .filter((score) => score.bidderId === bidderId)
    .map(({ judgeId, score, reason }) => ({
      judgeId,
      name: nameOf(state, judgeId),
      own: judgeId === bidderId,
      score,
      reason: visibleText(reason),
    }));
}

function tagOf(state: RunState, bidderId: string): CardModel['tag'] {
  if (state.auction.proposal?.kind !== 'award' || !state.auction.settled) return 'none';
  const decision = proposedAward(state);
  if (decision.kind === 'award' && decision.bidderId === bidderId) return 'winner';
  return nextIfFails(state) === bidderId ? 'runnerUp' : 'none';
}

function spentOn({ bidderCosts }: RunState, bidderId: string): number {
  const own = bidderCosts[bidderId];
  return own === undefined ? -1 : own.bid + own.jury + own.refine + own.execute;
}

function refinedModel(state: RunState, bidderId: string): RefinedModel | null {
  const { auction } = state;
  const entry = auction.refinement?.entries[bidderId];
  if (entry === undefined) return null;
  const won = wonByRefinement(auction, bidderId);
  const { outcome } = entry;
  const first = auction.entries[bidderId]?.text ?? '';
  const rewritten = outcome?.kind === 'bid' ? outcome.bid.plan : '';
  return { text: refinedText(entry, won, auction.settled), won, otherPlan: visibleText(won ? first : rewritten) };
}

function refinedText({ outcome, examples }: RefineEntry, won: boolean, settled: boolean): string {
  if (outcome === undefined) return settled ? 'did not refine' : 'rewriting its plan';
  if (outcome.kind !== 'bid') return `did not refine: ${visibleText(outcome.message)}`;
  if (!settled) return 'rewritten, being judged';
  return won ? `refined after ${counted(examples, 'past win')}` : 'refined, not better';
}

function footer(state: RunState): readonly string[] {
  const { auction, costs } = state;
  const judges = Object.values(auction.judges);
  const sat = judges.filter(({ verdict }) => verdict?.kind === 'scored').length;
  const estimated = state.someCostEstimated ? ', partly estimated' : '';
  return [
    `So far ${money(totalCostUsd(state))}${estimated}: bids ${money(costs.bid)}, jury ${money(costs.jury)}${costs.refine > 0 ? `, refining ${money(costs.refine)}` : ''}, work ${money(costs.execute)}`,
    planRequestsText(
      Object.entries(state.planRequests).map(([id, requests]) => ({ name: nameOf(state, id), requests })),
    ),
    judges.length === 0 ? '' : `Jury: ${sat} of ${judges.length} judges scored, blind, one call each`,
    auction.refinement === undefined ? '' : refinementText(state),
    `Weights: ${auction.profile.origin}`,
    `Chances: ${state.economics.chances?.origin ?? builtInChances}`,
    `Seen by: ${seenBy(state).join(', ') || 'nobody yet'}`,
  ].filter((line) => line !== '');
}

function refinementText({ auction }: RunState): string {
  const asked = Object.keys(auction.refinement?.entries ?? {}).length;
  const how = auction.refinement?.comparedBy === 'meaning' ? 'words and meaning' : 'words';
  return `Second round: ${counted(asked, 'cheaper bidder')} rewrote after past wins; like tasks found by ${how}`;
}

/** Hosts whose models were really sent the task. */
function seenBy({ auction, hosts, attempts }: RunState): readonly string[] {
  const worked = new Set(attempts.map(({ bidderId }) => bidderId));
  const asked = auction.bidders.filter(({ id }) => auction.entries[id]?.startedAtMs !== undefined || worked.has(id));
  return [...new Set(asked.map(({ id }) => hosts[id] ?? id))];
}
