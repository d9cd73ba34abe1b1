import assert from 'node:assert/strict';
import { readBid, type Bid } from '../../../src/auction/bid';
import { type Bidder, unknownCapabilities } from '../../../src/auction/bidder';
import { ballotFor, readVerdict, type JuryScore } from '../../../src/auction/jury';
import type { ModelReply } from '../../../src/auction/model';
import { builtInProfile, costScale } from '../../../src/auction/profile';
import { bidSection, judgeSection, phasePrompt, systemText } from '../../../src/auction/prompts';
import { scoreBids, type ScoredBid } from '../../../src/auction/score';
import { practiceEndpoint } from '../../../src/practice/practiceEndpoint';
import { practiceModels } from '../../../src/practice/practiceModels';
import { practiceTasks } from '../../../src/practice/practiceTasks';
import { type PracticeServer, startPracticeServer } from '../../../src/practice/practiceServer';
import type { ScriptedTask } from '../../../src/practice/script';
import { clientFor, sharedText } from './practiceHarness';

const seed = 42;

const winners = { easy: 'qwen3-4b', medium: 'qwen3-8b', hard: 'qwen3-32b' };

describe('practice/scriptedMarket', () => {
  let server: PracticeServer;
  let bidders: readonly Bidder[];

  before(async () => {
    server = await startPracticeServer({ paceMs: 0 });
    const endpoint = practiceEndpoint(server.baseUrl);
    bidders = endpoint.models.map((model) => ({
      id: `${endpoint.id}/${model.id}`,
      name: model.name!,
      endpointId: endpoint.id,
      modelId: model.id,
      price: model.price!,
      priceSource: 'practice',
      capabilities: unknownCapabilities,
    }));
  });

  after(() => server.close());

  for (const task of practiceTasks) {
    it(`lets the real formula choose ${winners[task.difficulty]} for the ${task.difficulty} task, by at least 0.05`, async () => {
      for (const alternatives of [20, 0]) {
        const ranking = await auction(task, alternatives);
        assert.equal(ranking[0]!.bidderId, `practice/${winners[task.difficulty]}`);
        assert.ok(ranking[1]!.z - ranking[0]!.z >= 0.05, `margin ${ranking[1]!.z - ranking[0]!.z}`);
      }
    });

    it(`bids of believable length and entropy come in for the ${task.difficulty} task`, async () => {
      const ranking = await auction(task, 20);
      const inOrder = practiceModels.map(({ id }) => ranking.find(({ bidderId }) => bidderId === `practice/${id}`)!);
      const lengths = inOrder.map(({ planTokens }) => planTokens);
      assert.deepEqual(
        [...lengths].sort((a, b) => a - b),
        lengths,
      );
      assert.ok(lengths[0]! >= 50 && lengths[0]! <= 120 && lengths[3]! >= 200 && lengths[3]! <= 320, lengths.join());
      const entropies = inOrder.map(({ entropyNats }) => entropyNats!);
      assert.deepEqual(
        [...entropies].sort((a, b) => b - a),
        entropies,
      );
      assert.ok(
        entropies.every((nats) => nats > 0.2 && nats < 0.6),
        entropies.join(),
      );
    });
  }

  it('judges are a little kind to themselves, and each says something of its own', () => {
    for (const task of practiceTasks) {
      const reasons = practiceModels.flatMap(({ id }) => Object.values(task.bidders[id].plan.verdicts));
      assert.equal(new Set(reasons.map(({ reason }) => reason)).size, 16);
      for (const { reason } of reasons) assert.ok(reason.split(/\s+/u).length <= 20, reason);
    }
    const own: number[] = [];
    const given: number[] = [];
    for (const task of practiceTasks) {
      for (const { id } of practiceModels) {
        const { verdicts } = task.bidders[id].plan;
        own.push(verdicts[id].score);
        given.push(...practiceModels.filter((judge) => judge.id !== id).map((judge) => verdicts[judge.id].score));
      }
    }
    assert.ok(mean(own) > mean(given) && mean(own) < mean(given) + 1.5);
  });

  /** A whole auction by the real prompts, parsers, estimator and score. */
  async function auction(task: ScriptedTask, alternatives: number): Promise<readonly ScoredBid[]> {
    const bids = await Promise.all(bidders.map((bidder) => bidOf(bidder, task, alternatives)));
    const verdicts = await Promise.all(bidders.map((judge, number) => scoresOf(judge, number, bids, task)));
    return scoreBids({
      bids,
      bidders,
      scores: verdicts.flat(),
      profile: builtInProfile,
      costScale: costScale(bidders),
    });
  }

  async function bidOf(bidder: Bidder, task: ScriptedTask, alternatives: number): Promise<Bid> {
    const outcome = readBid(bidder, await ask(bidder, task, bidSection(), alternatives));
    assert.equal(outcome.kind, 'bid');
    return outcome.bid;
  }

  async function scoresOf(
    judge: Bidder,
    number: number,
    bids: readonly Bid[],
    task: ScriptedTask,
  ): Promise<readonly JuryScore[]> {
    const ballot = ballotFor(judge.id, number, bids, seed);
    const verdict = readVerdict(ballot, await ask(judge, task, judgeSection(ballot.entries, ballot.fence)));
    assert.equal(verdict.kind, 'scored');
    return verdict.scores;
  }

  async function ask(bidder: Bidder, task: ScriptedTask, section: string, alternatives?: number): Promise<ModelReply> {
    const answer = await clientFor(server.baseUrl).chat.completions.create({
      model: bidder.modelId,
      messages: [
        { role: 'system', content: systemText },
        { role: 'user', content: phasePrompt(await sharedText(task), section) },
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
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
