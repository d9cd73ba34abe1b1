import assert from 'node:assert/strict';
import { readBid, type Bid } from '../../../src/auction/bid';
import { type Bidder, unknownCapabilities } from '../../../src/auction/bidder';
import { readEntropies } from '../../../src/auction/entropy';
import { ballotFor, readVerdict, type JuryScore } from '../../../src/auction/jury';
import type { ModelReply } from '../../../src/auction/model';
import { blendedPrice } from '../../../src/auction/price';
import { builtInProfile, costScale } from '../../../src/auction/profile';
import { bidSection, judgeSection, moves, phasePrompt, systemText } from '../../../src/auction/prompts';
import { scoreBids, type ScoredBid } from '../../../src/auction/score';
import { practiceEndpoint } from '../../../src/practice/practiceEndpoint';
import type { ScriptedTask } from '../../../src/practice/script';
import { clientFor, sharedText } from './practiceHarness';

const seed = 42;

/** The four bidders as the market sees them. */
export function practiceBidders(baseUrl: string): readonly Bidder[] {
  const endpoint = practiceEndpoint(baseUrl);
  return endpoint.models.map((model) => ({
    id: `${endpoint.id}/${model.id}`,
    name: model.name!,
    endpointId: endpoint.id,
    modelId: model.id,
    price: model.price!,
    priceSource: 'practice',
    capabilities: unknownCapabilities,
  }));
}

/** One ballot: its bids, what the judges said, and the bids in rank order. */
export interface Ballot {
  readonly bids: readonly Bid[];
  readonly scores: readonly JuryScore[];
  readonly ranked: readonly ScoredBid[];
}

/** Auctions over real HTTP by the real prompts, parsers, estimators and score. */
export class PracticeAuction {
  constructor(
    private readonly baseUrl: string,
    private readonly task: ScriptedTask,
    /** Alternatives asked for per token; with 0 the market has to use mean surprisal. */
    private readonly alternatives: number,
    private readonly bidders: readonly Bidder[] = practiceBidders(baseUrl),
  ) {}

  async first(): Promise<Ballot> {
    const bids = await Promise.all(this.bidders.map((bidder) => this.bidOf(bidder, bidSection())));
    const scores = await this.judge(bids);
    return { bids, scores, ranked: this.rank(bids, scores) };
  }

  /** The provisional winner's bid, unchanged, and the refined bids of all cheaper bidders. */
  async second(first: Ballot): Promise<Ballot> {
    const [winner] = first.ranked;
    assert.ok(winner);
    const cheaper = this.bidders.filter(({ price }) => blendedPrice(price!) < winner.price);
    const own = first.bids.filter(({ bidderId }) => bidderId === winner.bidderId);
    const section = `${moves.refine}\nAnother bid leads. Below is a past task, with a plan that won. Rewrite your bid.`;
    const bids = [...own, ...(await Promise.all(cheaper.map((bidder) => this.bidOf(bidder, section))))];
    const scores = await this.judge(bids);
    return { bids, scores, ranked: this.rank(bids, scores, first.bids) };
  }

  private rank(bids: readonly Bid[], scores: readonly JuryScore[], firstBids?: readonly Bid[]): readonly ScoredBid[] {
    return scoreBids({
      bids,
      bidders: this.bidders,
      scores,
      profile: builtInProfile,
      costScale: costScale(practiceBidders(this.baseUrl)),
      ...(firstBids && { entropyBasis: readEntropies(firstBids) }),
    });
  }

  private async bidOf(bidder: Bidder, section: string): Promise<Bid> {
    const outcome = readBid(bidder, await this.ask(bidder, section, this.alternatives));
    assert.equal(outcome.kind, 'bid');
    return outcome.bid;
  }

  private async judge(bids: readonly Bid[]): Promise<readonly JuryScore[]> {
    const verdicts = this.bidders.map(async (judge, number) => {
      const ballot = ballotFor(judge.id, number, bids, seed);
      const verdict = readVerdict(ballot, await this.ask(judge, judgeSection(ballot.entries, ballot.fence)));
      assert.equal(verdict.kind, 'scored');
      return verdict.scores;
    });
    return (await Promise.all(verdicts)).flat();
  }

  private async ask(bidder: Bidder, section: string, alternatives?: number): Promise<ModelReply> {
    const answer = await clientFor(this.baseUrl).chat.completions.create({
      model: bidder.modelId,
      messages: [
        { role: 'system', content: systemText },
        { role: 'user', content: phasePrompt(await sharedText(this.task), section) },
      ],
      ...(alternatives !== undefined && { logprobs: true, top_logprobs: alternatives }),
    });
    const choice = answer.choices[0]!;
    const logprobs = choice.logprobs?.content?.map(({ token, logprob, top_logprobs: top }) => ({
      token,
      logprob,
      top,
    }));
    return {
      kind: 'complete',
      text: choice.message.content ?? '',
      reasoning: '',
      toolCalls: [],
      finishReason: 'stop',
      ...(logprobs && { logprobs }),
    };
  }
}
