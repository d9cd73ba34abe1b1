import { bidLimits, type BidOutcome, readBid, unpriced } from '../auction/bid';
import type { Bidder } from '../auction/bidder';
import type { ModelReply } from '../auction/model';
import { isUsablePrice } from '../auction/price';
import { bidSection, phasePrompt, systemText } from '../auction/prompts';
import { aborted, type Flow } from './flow';
import type { InvitedBidder } from './runRequest';

/** Asks all invited bidders for their plans at once; returns when every one has answered, failed or run out of time. */
export async function collectBids(flow: Flow, sharedText: string, models: Flow['ports']['models']): Promise<void> {
  await Promise.all(
    flow.request.invited.map(async (invited) => {
      const outcome = await bidOf(flow, sharedText, invited, models);
      const { id } = invited.bidder;
      flow.market({
        type: 'bidClosed',
        bidderId: id,
        outcome,
        costUsd: flow.takeCost(id),
        atMs: flow.ports.clock.nowMs(),
      });
    }),
  );
}

async function bidOf(
  flow: Flow,
  sharedText: string,
  { bidder, origin }: InvitedBidder,
  models: Flow['ports']['models'],
): Promise<BidOutcome> {
  if (!isUsablePrice(bidder.price)) return unpriced(bidder);
  const allowed = origin === undefined || (await Promise.race([flow.ports.mayShow(origin), aborted(flow.signal)]));
  if (flow.stopped()) return { kind: 'cancelled', message: 'The auction was cancelled.' };
  if (allowed !== true) {
    return { kind: 'declined', message: `You did not allow ${new URL(origin).host} to see this workspace.` };
  }
  flow.market({ type: 'bidStarted', bidderId: bidder.id, atMs: flow.ports.clock.nowMs() });
  const deadline = bidDeadline(flow, bidder);
  const reply = await models.complete(
    {
      bidder,
      purpose: 'bid',
      messages: [
        { role: 'system', content: systemText },
        { role: 'user', content: phasePrompt(sharedText, bidSection()) },
      ],
      maxTokens: bidLimits.maxTokens + (bidder.capabilities.reasons === true ? bidLimits.reasoningAllowance : 0),
      logprobs: true,
    },
    {
      signal: deadline.signal,
      onText: (delta) => {
        deadline.firstTextArrived();
        flow.market({ type: 'bidText', bidderId: bidder.id, delta });
      },
    },
  );
  deadline.stop();
  return readBid(bidder, deadline.passed() ? late(flow, bidder, reply) : reply);
}

interface BidDeadline {
  readonly signal: AbortSignal;
  firstTextArrived(): void;
  passed(): boolean;
  stop(): void;
}

/** The time a bidder has. A local server gets its own allowance to the first token, and the deadline from there. */
function bidDeadline(flow: Flow, bidder: Bidder): BidDeadline {
  const { bidDeadlineMs, localFirstTokenMs } = flow.request;
  const ended = new AbortController();
  let late = false;
  const expire = (): void => {
    late = true;
    ended.abort();
  };
  let waitingForLoad = bidder.local === true && localFirstTokenMs > bidDeadlineMs;
  let stop = flow.ports.clock.after(waitingForLoad ? localFirstTokenMs : bidDeadlineMs, expire);
  return {
    signal: AbortSignal.any([flow.signal, ended.signal]),
    firstTextArrived: () => {
      if (!waitingForLoad) return;
      waitingForLoad = false;
      stop();
      stop = flow.ports.clock.after(bidDeadlineMs, expire);
    },
    passed: () => late && !flow.signal.aborted,
    stop: () => {
      stop();
    },
  };
}

function late(flow: Flow, bidder: Bidder, reply: ModelReply): ModelReply {
  const seconds = Math.round(flow.request.bidDeadlineMs / 1000);
  return {
    kind: 'failed',
    reason: 'timedOut',
    message: `${bidder.name} did not finish its bid in ${seconds} s.`,
    partialText: reply.kind === 'failed' ? reply.partialText : reply.text,
  };
}
