import { juryScores, secondScores } from '../../../src/auction/auctionState';
import type { JuryScore } from '../../../src/auction/jury';
import type { CallPurpose, ModelReply } from '../../../src/auction/model';
import { moves } from '../../../src/auction/prompts';
import type { ScoredBid } from '../../../src/auction/score';
import type { ModelRequest } from '../../../src/models/modelPort';
import { otherRuling, proposedAward, rulingWithoutBids } from '../../../src/run/economics';
import type { RunState } from '../../../src/run/runState';

/** A call that got past the purse, with its answer. */
export interface SeenCall {
  readonly request: ModelRequest;
  readonly reply: ModelReply;
}

/** What all prompts of an auction begin with: everything before the heading of a phase. */
export function sharedPart({ request }: SeenCall): string {
  return promptOf(request).slice(0, headingAt(request));
}

/**
 * A whole auction as a text that is the same on every machine: each phase's own section and answers, the scores with every
 * term, the award and what the other rules say, and how the work ended. Left out: what all prompts share (the room of the
 * context holds it to its own tests), the work itself, times and sums of money.
 */
export function transcriptOf(state: RunState, calls: readonly SeenCall[]): string {
  const { auction } = state;
  const ballots = splitBallots(calls);
  const { refinement } = auction;
  return [
    `# ${state.task.title}`,
    phase('Bids', callsFor(calls, 'bid')),
    phase('First ballot', ballots[0] ?? []),
    scoreTable('First ballot, counted', auction.firstRanked, juryScores(auction)),
    ...(refinement === undefined
      ? ['## No refinement']
      : [
          phase(`Refinement, ${examplesText(refinement.entries)}`, callsFor(calls, 'refine')),
          phase('Second ballot', ballots[1] ?? []),
          scoreTable('Second ballot, counted', refinement.ballot.ranked, secondScores(auction)),
        ]),
    awardText(state),
  ].join('\n\n');
}

function callsFor(calls: readonly SeenCall[], purpose: CallPurpose): readonly SeenCall[] {
  return calls
    .filter(({ request }) => request.purpose === purpose)
    .sort((a, b) => (a.request.bidder.id < b.request.bidder.id ? -1 : 1));
}

/** Jury calls before the first refinement, and those after it. */
function splitBallots(calls: readonly SeenCall[]): readonly (readonly SeenCall[])[] {
  const refined = calls.findIndex(({ request }) => request.purpose === 'refine');
  const end = refined === -1 ? calls.length : refined;
  return [callsFor(calls.slice(0, end), 'jury'), callsFor(calls.slice(end), 'jury')];
}

function phase(title: string, calls: readonly SeenCall[]): string {
  return [`## ${title}`, ...calls.map(callText)].join('\n\n');
}

function callText({ request, reply }: SeenCall): string {
  const asked = promptOf(request).slice(headingAt(request));
  const answer = reply.kind === 'complete' ? reply.text : `${reply.reason}: ${reply.message}`;
  return [`### ${request.bidder.id}`, 'asked:', indented(asked), 'answered:', indented(answer)].join('\n');
}

function promptOf({ messages }: ModelRequest): string {
  return messages.map(({ content }) => content).join('\n\n');
}

function headingAt(request: ModelRequest): number {
  return Math.max(...Object.values(moves).map((move) => promptOf(request).lastIndexOf(`\n${move}\n`))) + 1;
}

function scoreTable(title: string, ranked: readonly ScoredBid[], scores: readonly JuryScore[]): string {
  const rows = ranked.map(({ bidderId, price, planTokens, usedEntropyNats, meanScore, terms, z }) => {
    const given = scores
      .filter((score) => score.bidderId === bidderId)
      .sort((a, b) => (a.judgeId < b.judgeId ? -1 : 1))
      .map(({ score }) => score)
      .join(' ');
    const figures = [terms.cost, terms.entropy, terms.jury, z].map((figure) => figure.toFixed(6)).join(' ');
    return `${bidderId}: ${price} USD/Mt, ${planTokens} tokens, ${usedEntropyNats?.toFixed(4)} nats, scores ${given}, mean ${meanScore?.toFixed(4)}; cost entropy jury z: ${figures}`;
  });
  return [`## ${title}`, ...rows].join('\n');
}

function examplesText(entries: Readonly<Record<string, { readonly examples: number }>>): string {
  return Object.entries(entries)
    .map(([id, { examples }]) => `${id} after ${examples}`)
    .join(', ');
}

function awardText(state: RunState): string {
  const said = [proposedAward(state), otherRuling(state), rulingWithoutBids(state)].map((decision) =>
    decision.kind === 'award' ? decision.bidderId : decision.message,
  );
  const [proposed, other, blind] = said;
  const attempts = state.attempts.map(
    ({ bidderId, check, changes }) =>
      `attempt: ${bidderId}, ${check?.verdict}, ${changes?.map(({ path }) => path).join(' ')}`,
  );
  return [
    '## Award',
    `proposed: ${proposed}`,
    `by the other rule: ${other}`,
    `by the same rule without bids: ${blind}`,
    ...attempts,
    `end: ${state.end?.state}`,
  ].join('\n');
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gmu, '    ');
}
