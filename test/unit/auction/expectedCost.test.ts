import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expectedCosts, priorCostUsd, type SettledAttempt } from '../../../src/auction/expectedCost';
import { bidder } from './examples';

const near = (a: number | undefined, b: number): void => {
  assert.ok(a !== undefined && Math.abs(a - b) < 1e-12, `${a} is not ${b}`);
};

describe('auction/expectedCost', () => {
  it('starts at 0.19 * pi^0.56', () => {
    near(priorCostUsd(1), 0.19);
    near(priorCostUsd(10), 0.19 * 10 ** 0.56);
    near(expectedCosts([]).costUsd(bidder('m', 2)), priorCostUsd(2));
    assert.equal(expectedCosts([]).scale, 1);
  });

  it('moves to the mean of a bidder’s own attempts with the weight of three, failures like successes', () => {
    const attempts: SettledAttempt[] = [
      { bidderId: 'm', price: 1, costUsd: 0.19 },
      { bidderId: 'm', price: 1, costUsd: 0.19 },
    ];
    near(expectedCosts(attempts).costUsd(bidder('m', 1)), 0.19);
    const withFailure = [...attempts, { bidderId: 'm', price: 1, costUsd: 1.9 }];
    // The median ratio is 1, so the scale stays and only the bidder's own mean moves.
    near(expectedCosts(withFailure).costUsd(bidder('m', 1)), (3 * 0.19 + 0.38 + 1.9) / 6);
  });

  it('scales what is expected of others by the user’s median task, shrunk towards 1 in log space', () => {
    const attempts = [0.5, 2, 2, 2, 50].map((factor, index) => ({
      bidderId: `b${index}`,
      price: 4,
      costUsd: factor * priorCostUsd(4),
    }));
    const costs = expectedCosts(attempts);
    near(costs.scale, 2 ** (5 / 8));
    near(costs.costUsd(bidder('new', 9)), 2 ** (5 / 8) * priorCostUsd(9));
    near(expectedCosts(attempts.slice(0, 2)).scale, 1);
  });

  it('says nothing without a price, and takes a price of 0 at its word', () => {
    const costs = expectedCosts([{ bidderId: 'free', price: 0, costUsd: 0 }]);
    assert.equal(costs.costUsd(bidder('unknown')), undefined);
    assert.equal(costs.costUsd({ ...bidder('odd'), price: { input: Number.NaN, output: 1 } }), undefined);
    assert.equal(costs.costUsd(bidder('free', 0)), 0);
    assert.equal(costs.scale, 1);
  });

  it('property: any record of attempts gives finite costs of 0 or more, whatever their order', () => {
    const attempt = fc.record({
      bidderId: fc.constantFrom('a', 'b'),
      price: fc.oneof(fc.double(), fc.double({ min: 0, max: 20 })),
      costUsd: fc.oneof(fc.double(), fc.double({ min: 0, max: 5 })),
    });
    fc.assert(
      fc.property(fc.array(attempt), fc.double({ min: 0, max: 100, noNaN: true }), (attempts, price) => {
        const bounded = attempts.filter(({ costUsd }) => !(Math.abs(costUsd) > 1e6));
        const cost = expectedCosts(bounded).costUsd(bidder('a', price));
        assert.ok(cost !== undefined && Number.isFinite(cost) && cost >= 0);
        near(expectedCosts(bounded).scale / expectedCosts(bounded.toReversed()).scale, 1);
      }),
    );
  });
});
