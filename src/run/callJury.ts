import { validBids } from '../auction/auctionState';
import { bidLimits } from '../auction/bid';
import type { Bidder } from '../auction/bidder';
import { type Ballot, ballotFor, readVerdict, type Verdict } from '../auction/jury';
import type { ChatMessage, ModelReply } from '../auction/model';
import { judgeAnswerSchema, judgeRepairText, judgeSection, phasePrompt, systemText } from '../auction/prompts';
import type { ModelPort } from '../models/modelPort';
import type { Flow } from './flow';

/** Tokens a verdict may take per bid, and for its brackets. */
const tokensPerScore = 120;

/** Every bidder with a valid bid judges all bids in one call, with one repair. Judges that fail are absent, nothing more. */
export async function callJury(flow: Flow, sharedText: string, models: ModelPort): Promise<void> {
  const { auction } = flow.state();
  const bids = validBids(auction);
  const judges = auction.bidders.filter(({ id }) => bids.some(({ bidderId }) => bidderId === id));
  flow.market({ type: 'juryCalled', judgeIds: judges.map(({ id }) => id) });
  await Promise.all(
    judges.map(async (judge, judgeNumber) => {
      const ballot = ballotFor(judge.id, judgeNumber, bids, auction.seed);
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
  const deadline = AbortSignal.any([flow.signal, deadlineSignal(flow, judge)]);
  const messages: readonly ChatMessage[] = [
    { role: 'system', content: systemText },
    { role: 'user', content: phasePrompt(sharedText, judgeSection(ballot.entries, ballot.fence)) },
  ];
  const first = await ask(judge, ballot, messages, deadline, models);
  const verdict = readVerdict(ballot, first);
  if (verdict.kind === 'scored' || first.kind === 'failed' || deadline.aborted) return verdict;
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
  signal: AbortSignal,
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
    { signal },
  );
}

/** A judge has as long as a bidder had; a local one may be swapped out again and gets its allowance once more. */
function deadlineSignal(flow: Flow, judge: Bidder): AbortSignal {
  const { bidDeadlineMs, localFirstTokenMs } = flow.request;
  const controller = new AbortController();
  const stop = flow.ports.clock.after(bidDeadlineMs + (judge.local === true ? localFirstTokenMs : 0), () => {
    controller.abort();
  });
  flow.onEnd(stop);
  return controller.signal;
}
