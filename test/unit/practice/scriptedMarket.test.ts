import assert from 'node:assert/strict';
import { countTokens } from '../../../src/auction/tokens';
import { practiceModels } from '../../../src/practice/practiceModels';
import { practiceTasks } from '../../../src/practice/practiceTasks';
import { type PracticeServer, startPracticeServer } from '../../../src/practice/practiceServer';
import type { ScriptedPlan, ScriptedTask } from '../../../src/practice/script';
import { type Ballot, PracticeAuction, practiceBidders } from './practiceAuction';

/** Who leads without a memory, and who has won once cheaper bidders could refine. */
const leaders = { easy: 'qwen3-4b', medium: 'qwen3-14b', hard: 'qwen3-14b' } as const;
const winners = { easy: 'qwen3-4b', medium: 'qwen3-8b', hard: 'qwen3-14b' } as const;

describe('practice/scriptedMarket', () => {
  let server: PracticeServer;

  before(async () => {
    server = await startPracticeServer({ paceMs: 0 });
  });

  after(() => server.close());

  /** Alternatives per token: with 20 the market can use Shannon entropy, with none only surprisal. */
  const estimators = [20, 0];

  for (const task of practiceTasks) {
    const leader = leaders[task.difficulty];
    const winner = winners[task.difficulty];

    it(`the first ballot puts ${leader} in front on the ${task.difficulty} task, by at least 0.05`, async () => {
      for (const alternatives of estimators) {
        const first = await new PracticeAuction(server.baseUrl, task, alternatives).first();
        assert.equal(first.ranked[0]!.bidderId, `practice/${leader}`);
        assert.ok(margin(first) >= 0.05, `margin ${margin(first)}`);
      }
    });

    it(`the second ballot gives the ${task.difficulty} task to ${winner}, by at least 0.05`, async () => {
      for (const alternatives of estimators) {
        const auction = new PracticeAuction(server.baseUrl, task, alternatives);
        const first = await auction.first();
        const second = await auction.second(first);
        assert.equal(second.ranked[0]!.bidderId, `practice/${winner}`);
        assert.ok(margin(second) >= 0.05, `margin ${margin(second)}`);
        const standing = (ballot: Ballot) => ballot.ranked.find(({ bidderId }) => bidderId === `practice/${leader}`)!.z;
        assert.equal(standing(second), standing(first));
        const dearer = practiceModels.slice(practiceModels.findIndex(({ id }) => id === leader) + 1);
        for (const { id } of dearer) {
          assert.ok(!second.ranked.some(({ bidderId }) => bidderId === `practice/${id}`));
        }
      }
    });

    it(`bids of believable length and entropy come in for the ${task.difficulty} task`, async () => {
      const { ranked } = await new PracticeAuction(server.baseUrl, task, 20).first();
      const inOrder = practiceModels.map(({ id }) => ranked.find(({ bidderId }) => bidderId === `practice/${id}`)!);
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

  it('the bidder that leads or wins the easy and the medium task solves it, with and without a memory', () => {
    for (const task of practiceTasks.slice(0, 2)) {
      assert.ok(task.bidders[leaders[task.difficulty]].solves && task.bidders[winners[task.difficulty]].solves);
    }
  });

  it('with only the two cheapest at the table, one that solves it wins the easy and the medium task', async () => {
    const two = practiceBidders(server.baseUrl).slice(0, 2);
    for (const task of practiceTasks.slice(0, 2)) {
      const auction = new PracticeAuction(server.baseUrl, task, 20, two);
      const first = await auction.first();
      for (const ballot of [first, await auction.second(first)]) {
        const winner = practiceModels.find(({ id }) => ballot.ranked[0]!.bidderId === `practice/${id}`)!;
        assert.ok(task.bidders[winner.id].solves, winner.id);
      }
    }
  });

  it('a refined plan is another plan, about as long, with log-probabilities of its own', async () => {
    let refinedPlans = 0;
    for (const task of practiceTasks) {
      for (const { plan, refined } of Object.values(task.bidders)) {
        if (refined === undefined) continue;
        refinedPlans += 1;
        const ratio = countTokens(refined.text) / countTokens(plan.text);
        assert.ok(ratio > 0.8 && ratio < 1.25, `${ratio} times as long`);
      }
    }
    assert.equal(refinedPlans, 4);
    const task = practiceTasks[1]!;
    const auction = new PracticeAuction(server.baseUrl, task, 20);
    const second = await auction.second(await auction.first());
    const bid = second.bids.find(({ bidderId }) => bidderId === 'practice/qwen3-8b')!;
    assert.equal(bid.plan, task.bidders['qwen3-8b'].refined!.text);
    const { entropyNats } = second.ranked.find(({ bidderId }) => bidderId === 'practice/qwen3-8b')!;
    assert.ok(Math.abs(entropyNats! - task.bidders['qwen3-8b'].refined!.entropyNats) < 0.005, String(entropyNats));
  });

  it('judges are a little kind to themselves, and each says something of its own', () => {
    const own: number[] = [];
    const given: number[] = [];
    for (const task of practiceTasks) {
      const plans = plansOf(task);
      const reasons = plans.flatMap(({ plan }) => Object.values(plan.verdicts).map(({ reason }) => reason));
      assert.equal(new Set(reasons).size, reasons.length);
      for (const reason of reasons) assert.ok(reason.split(/\s+/u).length <= 20, reason);
      for (const { id, plan } of plans) {
        own.push(plan.verdicts[id].score);
        given.push(...practiceModels.filter((judge) => judge.id !== id).map((judge) => plan.verdicts[judge.id].score));
      }
    }
    assert.ok(mean(own) > mean(given) && mean(own) < mean(given) + 1.5);
  });
});

function plansOf(task: ScriptedTask) {
  return practiceModels.flatMap(({ id }) => {
    const { plan, refined } = task.bidders[id];
    return [plan, refined].flatMap((one: ScriptedPlan | undefined) => (one === undefined ? [] : [{ id, plan: one }]));
  });
}

/** How far the first is in front of the second; a ballot of one has nobody to fear. */
function margin({ ranked }: Ballot): number {
  const [best, next] = ranked;
  return next === undefined ? Infinity : next.z - best!.z;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
