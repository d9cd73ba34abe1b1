import { validBids } from '../auction/auctionState';
import { type Bid, bidLimits } from '../auction/bid';
import type { Bidder } from '../auction/bidder';
import { type Ballot, ballotFor, readVerdict, type Verdict } from '../auction/jury';
import type { ChatMessage, ModelReply } from '../auction/model';
import { judgeAnswerSchema, judgeRepairText, judgeSection, phasePrompt, systemText } from '../auction/prompts';
import type { ModelPort } from '../models/modelPort';
import { callDeadline, type Deadline } from './deadline';
import type { Flow } from './flow';

/** Tokens a verdict may take per bid, and for its brackets. */
const tokensPerScore = 120;

/**
 * Every bidder with a valid bid judges all bids of the ballot in one call, with one repair. Judges that fail are absent,
 * nothing more. The second ballot has the same judges and other letters, orders and fences.
 */
export async function callJury(flow: Flow, sharedText: string, models: ModelPort, bids: readonly Bid[]): Promise<void> {
  const { auction } = flow.state();
  const judges = auction.bidders.filter(({ id }) => validBids(auction).some(({ bidderId }) => bidderId === id));
  const seed = auction.seed + (auction.refinement === undefined ? 0 : 15_485_863);
  flow.market({ type: 'juryCalled', judgeIds: judges.map(({ id }) => id) });
  await Promise.all(
    judges.map(async (judge, judgeNumber) => {
      const ballot = ballotFor(judge.id, judgeNumber, bids, seed);
      const verdict = await verdictOf(flow, sharedText, judge, ballot, models);
      flow.market({ type: 'judgeClosed', judgeId: judge.id, verdict, costUsd: flow.takeCost(judge.id) });
    }),
  );
}

async function verdictOf(
  flow: Flow,
  sharedText: string,
  judge: Bidder,
  ballot: Ballot,
  models: ModelPort,
): Promise<Verdict> {
  const deadline = callDeadline(flow, judge);
  const messages: readonly ChatMessage[] = [
    { role: 'system', content: systemText },
    { role: 'user', content: phasePrompt(sharedText, judgeSection(ballot.entries, ballot.fence)) },
  ];
  const first = await ask(judge, ballot, messages, deadline, models);
  const verdict = readVerdict(ballot, first);
  if (verdict.kind === 'scored' || first.kind === 'failed' || deadline.signal.aborted) return verdict;
  const labels = ballot.entries.map(({ label }) => label);
  const repair: readonly ChatMessage[] = [
    ...messages,
    { role: 'assistant', content: first.text },
    { role: 'user', content: judgeRepairText(labels) },
  ];
  return readVerdict(ballot, await ask(judge, ballot, repair, deadline, models));
}

async function ask(
  judge: Bidder,
  ballot: Ballot,
  messages: readonly ChatMessage[],
  { signal, onQueue }: Deadline,
  models: ModelPort,
): Promise<ModelReply> {
  const labels = ballot.entries.map(({ label }) => label);
  return models.complete(
    {
      bidder: judge,
      purpose: 'jury',
      messages,
      maxTokens:
        tokensPerScore * (labels.length + 1) + (judge.capabilities.reasons === true ? bidLimits.reasoningAllowance : 0),
      answerSchema: { name: 'verdict', schema: judgeAnswerSchema(labels) },
      temperature: 0,
    },
    { signal, onQueue },
  );
}
