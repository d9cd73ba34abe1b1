import assert from 'node:assert/strict';
import { builtInBidWeights, costFactor, fitBidWeights, type PastAttempt } from '../../../src/auction/bidWeights';
import { sigmoid } from '../../../src/auction/difficulty';
import { seededRandom } from '../../../src/base/random';

/** Attempts whose chance and cost follow the signals with these slopes. */
function past(count: number, scoreSlope: number, lengthSlope: number): readonly PastAttempt[] {
  const random = seededRandom(7);
  const spread = (): number => 2 * random.next() - 1;
  return Array.from({ length: count }, () => {
    const signals = { taskScore: spread(), bidScore: spread(), taskLength: spread(), bidLength: spread() };
    return {
      signals,
      chance: 0.5,
      good: random.next() < sigmoid(scoreSlope * signals.taskScore),
      costUsd: 0.3 * Math.exp(lengthSlope * (signals.taskLength + signals.bidLength) + 0.3 * spread()),
      expectedCostUsd: 0.3,
    };
  });
}

describe('auction/bidWeights', () => {
  it('is the built-in model as long as nothing is past', () => {
    assert.deepEqual(fitBidWeights([]), builtInBidWeights);
    const some = { taskScore: 1, bidScore: 1, taskLength: 1, bidLength: 1 };
    assert.equal(costFactor(builtInBidWeights, some), 1);
  });

  it('comes to believe a jury that is right, and no longer one that says nothing', () => {
    assert.ok(fitBidWeights(past(2000, 1.5, 0)).chance.taskScore > 1.2);
    assert.ok(Math.abs(fitBidWeights(past(2000, 0, 0)).chance.taskScore) < 0.15);
  });

  it('learns from few attempts little, and less when they are of one task', () => {
    const distance = (perTask: number): number =>
      Math.abs(fitBidWeights(past(20, 0, 0), perTask).chance.taskScore - builtInBidWeights.chance.taskScore);
    assert.ok(distance(4) < distance(1));
    assert.ok(distance(1) < 0.8);
  });

  it('learns what longer plans cost, and leaves the mean cost as it was', () => {
    const attempts = past(2000, 0, 0.9);
    const weights = fitBidWeights(attempts);
    assert.ok(Math.abs(weights.cost.bidLength - 0.9) < 0.1, String(weights.cost.bidLength));
    assert.ok(Math.abs(weights.cost.bidScore) < 0.05);
    const factors = attempts.map(({ signals }) => costFactor(weights, signals));
    assert.ok(Math.abs(factors.reduce((sum, factor) => sum + factor, 0) / factors.length - 1) < 1e-9);
  });

  it('takes no harm from costs that say nothing', () => {
    const free = past(20, 0, 0.9).map((attempt) => ({ ...attempt, costUsd: 0 }));
    assert.deepEqual(fitBidWeights(free).cost, builtInBidWeights.cost);
  });
});
