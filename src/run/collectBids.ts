import { validBids } from '../auction/auctionState';
import { bidLimits, type BidOutcome, readBid, unpriced } from '../auction/bid';
import type { Bidder } from '../auction/bidder';
import { leastInvited } from '../auction/invite';
import type { ModelReply } from '../auction/model';
import { isUsablePrice } from '../auction/price';
import { bidSection, phasePrompt, systemText } from '../auction/prompts';
import { type Deadline, startDeadline } from './deadline';
import { aborted, type Flow } from './flow';
import type { InvitedBidder } from './runRequest';

/**
 * Asks all invited bidders for their plans at once; returns when every one has answered, failed or run out of time. If
 * fewer than two valid bids came, those that wait are asked one by one, cheapest first (ours): one bid is no market.
 */
export async function collectBids(
  flow: Flow,
  sharedText: string,
  models: Flow['ports']['models'],
  waiting: readonly string[],
): Promise<void> {
  const ask = async (invited: InvitedBidder): Promise<void> => {
    const outcome = await askForBid(flow, sharedText, invited, models);
    const { id } = invited.bidder;
    const atMs = flow.ports.clock.nowMs();
    flow.market({ type: 'bidClosed', bidderId: id, outcome, costUsd: flow.takeCost(id), atMs });
  };
  const all = flow.request.invited;
  await Promise.all(all.filter(({ bidder }) => !waiting.includes(bidder.id)).map(ask));
  for (const id of waiting) {
    if (flow.stopped() || validBids(flow.state().auction).length >= leastInvited) return;
    const next = all.find(({ bidder }) => bidder.id === id);
    if (next !== undefined) await ask(next);
  }
}

/** Whether this bidder's models may see the workspace; false when the run ends before that is known. */
export async function mayShowTo(flow: Flow, { origin }: InvitedBidder): Promise<boolean> {
  if (origin === undefined) return !flow.stopped();
  return (await Promise.race([flow.ports.mayShow(origin), aborted(flow.signal)])) === true;
}

/** Asks one bidder for its plan; how it ended is a value. */
export async function askForBid(
  flow: Flow,
  sharedText: string,
  invited: InvitedBidder,
  models: Flow['ports']['models'],
): Promise<BidOutcome> {
  const { bidder, origin = '' } = invited;
  if (!isUsablePrice(bidder.price)) return unpriced(bidder);
  const allowed = await mayShowTo(flow, invited);
  if (flow.stopped()) return { kind: 'cancelled', message: 'The auction was cancelled.' };
  if (!allowed)
    return { kind: 'declined', message: `You did not allow ${new URL(origin).host} to see this workspace.` };
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
      onQueue: deadline.onQueue,
      onText: (delta) => {
        deadline.firstTextArrived();
        flow.market({ type: 'bidText', bidderId: bidder.id, delta });
      },
    },
  );
  deadline.stop();
  return readBid(bidder, deadline.passed() ? late(flow, bidder, reply) : reply);
}

/** The time a bidder has. A local server gets its own allowance to the first token, and the deadline from there. */
function bidDeadline(flow: Flow, bidder: Bidder): Deadline & { firstTextArrived(): void } {
  const { bidDeadlineMs, localFirstTokenMs } = flow.request;
  let waitingForLoad = bidder.local === true && localFirstTokenMs > bidDeadlineMs;
  const firstMs = waitingForLoad ? localFirstTokenMs : bidDeadlineMs;
  const deadline = startDeadline(flow.ports.clock, flow.signal, firstMs);
  return {
    ...deadline,
    firstTextArrived: () => {
      if (waitingForLoad) deadline.restart(bidDeadlineMs);
      waitingForLoad = false;
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
