import { planOf, refinedBids, secondBids } from '../auction/auctionState';
import { bidLimits, type BidOutcome, readBid } from '../auction/bid';
import type { Bidder } from '../auction/bidder';
import { freshFence } from '../auction/fence';
import { type RefinementPair, refinementPairsFor } from '../auction/pastPlans';
import { phasePrompt, systemText } from '../auction/prompts';
import { mayRefine } from '../auction/refine';
import { refineSection, refineTexts } from '../auction/refinePrompt';
import { seededRandom } from '../base/random';
import type { ModelPort } from '../models/modelPort';
import { callJury } from './callJury';
import { callDeadline } from './deadline';
import type { Flow } from './flow';
import { meteredEmbeddings } from './meteredEmbeddings';
import type { MoneyGate } from './moneyGate';
import type { PastAnswer } from './runPorts';

interface Refiner {
  readonly bidder: Bidder;
  readonly pairs: readonly RefinementPair[];
}

/**
 * The second round: bidders cheaper than the provisional winner rewrite their bids after seeing past plans that won, and
 * all judges score them beside the leading bid. Nothing happens when the memory has nothing for anybody.
 */
export async function refineBids(flow: Flow, sharedText: string, models: ModelPort, gate: MoneyGate): Promise<void> {
  const { refiners, comparedBy } = await findRefiners(flow, gate);
  if (refiners.length === 0 || flow.stopped()) return;
  flow.market({
    type: 'refineCalled',
    comparedBy,
    examples: Object.fromEntries(refiners.map(({ bidder, pairs }) => [bidder.id, pairs.length])),
  });
  await Promise.all(
    refiners.map(async (refiner) => {
      const outcome = await refinedBidOf(flow, sharedText, refiner, models);
      const { id } = refiner.bidder;
      flow.market({ type: 'refineClosed', bidderId: id, outcome, costUsd: flow.takeCost(id) });
    }),
  );
  if (flow.stopped() || refinedBids(flow.state().auction).length === 0) return;
  await callJury(flow, sharedText, models, secondBids(flow.state().auction));
  if (!flow.stopped()) flow.market({ type: 'rejudged' });
}

interface Refiners extends Pick<PastAnswer, 'comparedBy'> {
  readonly refiners: readonly Refiner[];
}

async function findRefiners(flow: Flow, gate: MoneyGate): Promise<Refiners> {
  const { auction, task } = flow.state();
  const eligible = mayRefine(auction.ranked);
  if (eligible.length === 0) return { refiners: [], comparedBy: 'words' };
  const { auctions, comparedBy } = await flow.ports.similarPast({
    taskText: task.text,
    signal: flow.signal,
    behind: (port) => meteredEmbeddings(port, gate),
  });
  const refiners = eligible.flatMap(({ bidderId }) => {
    const bidder = auction.bidders.find(({ id }) => id === bidderId);
    const pairs = refinementPairsFor(bidderId, auctions);
    return bidder === undefined || pairs.length === 0 ? [] : [{ bidder, pairs }];
  });
  return { refiners, comparedBy };
}

async function refinedBidOf(
  flow: Flow,
  sharedText: string,
  { bidder, pairs }: Refiner,
  models: ModelPort,
): Promise<BidOutcome> {
  const { auction } = flow.state();
  const ownPlan = planOf(auction, bidder.id);
  const number = auction.bidders.findIndex(({ id }) => id === bidder.id);
  const fence = freshFence(seededRandom(auction.seed + 104_729 * (number + 1)), refineTexts(pairs, ownPlan));
  const deadline = callDeadline(flow, bidder);
  const reply = await models.complete(
    {
      bidder,
      purpose: 'refine',
      messages: [
        { role: 'system', content: systemText },
        { role: 'user', content: phasePrompt(sharedText, refineSection(pairs, ownPlan, fence)) },
      ],
      maxTokens: bidLimits.maxTokens + (bidder.capabilities.reasons === true ? bidLimits.reasoningAllowance : 0),
      logprobs: true,
    },
    { signal: deadline.signal, onQueue: deadline.onQueue },
  );
  return readBid(bidder, reply);
}
