import assert from 'node:assert/strict';
import { judgeHistoryOf } from '../../../src/auction/judgeHistory';
import { expectedCosts, type SettledAttempt } from '../../../src/auction/expectedCost';
import type { JuryScore } from '../../../src/auction/jury';
import { blendedPrice } from '../../../src/auction/price';
import { priorCheckQuality } from '../../../src/auction/rule';
import { saleRule } from '../../../src/auction/rules/saleRule';
import type { PracticeModelId } from '../../../src/practice/practiceModels';
import { practiceTasks } from '../../../src/practice/practiceTasks';
import { type PracticeServer, startPracticeServer } from '../../../src/practice/practiceServer';
import { PracticeAuction, practiceBidders } from './practiceAuction';

/** The paid attempts of a play in order; a practice attempt costs about this many USD. */
const costUsd = 0.0003;

describe('practice/scriptedReaward', () => {
  let server: PracticeServer;

  before(async () => {
    server = await startPracticeServer({ paceMs: 0 });
  });

  after(() => server.close());

  it('after the 14B has failed the check of the hard task, the stopping rule asks the 32B, in a fresh memory', async () => {
    assert.equal(await nextAfterFailure([], []), 'practice/qwen3-32b');
  });

  it('asks the 32B as well when the easy and the medium task, and the hard one itself, were played before', async () => {
    const [easy, medium, hard] = await Promise.all(practiceTasks.map(scoresOf));
    const paid = [settled('qwen3-4b'), settled('qwen3-8b')];
    assert.equal(await nextAfterFailure([...easy!, ...medium!], paid), 'practice/qwen3-32b');
    const all = [...paid, settled('qwen3-14b'), settled('qwen3-32b')];
    assert.equal(await nextAfterFailure([...easy!, ...medium!, ...hard!], all), 'practice/qwen3-32b');
  });

  async function nextAfterFailure(past: readonly JuryScore[], paid: readonly SettledAttempt[]) {
    const bidders = practiceBidders(server.baseUrl);
    const { scores, ranked } = await new PracticeAuction(server.baseUrl, practiceTasks[2]!, 20).first();
    const costs = expectedCosts(paid);
    const situation = {
      ranked,
      scores,
      bidders,
      expectedCostUsd: new Map(bidders.map((bidder) => [bidder.id, costs.costUsd(bidder)!])),
      judgeHistory: judgeHistoryOf(past),
      taskValueUsd: 2,
      check: priorCheckQuality,
      moneyLeftUsd: Infinity,
    };
    const first = saleRule.next({ ...situation, attempts: [], attemptsLeft: 3 });
    assert.ok(first.kind === 'award');
    assert.equal(first.bidderId, 'practice/qwen3-14b');
    const attempts = [{ bidderId: first.bidderId, checkFailed: true }];
    const next = saleRule.next({ ...situation, attempts, attemptsLeft: 2 });
    assert.ok(next.kind === 'award', JSON.stringify(next));
    return next.bidderId;
  }

  async function scoresOf(task: (typeof practiceTasks)[number]): Promise<readonly JuryScore[]> {
    return (await new PracticeAuction(server.baseUrl, task, 20).first()).scores;
  }

  function settled(model: PracticeModelId): SettledAttempt {
    const bidder = practiceBidders(server.baseUrl).find(({ modelId }) => modelId === model)!;
    return { bidderId: bidder.id, price: blendedPrice(bidder.price!), costUsd };
  }
});
