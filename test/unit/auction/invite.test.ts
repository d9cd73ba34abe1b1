import assert from 'node:assert/strict';
import fc from 'fast-check';
import { waitingBidders } from '../../../src/auction/invite';
import { expectedOverhead } from '../../../src/auction/overhead';
import { blendedPrice } from '../../../src/auction/price';
import { bidder, paperBidders } from './examples';

const sharedTokens = 4000;

describe('auction/invite', () => {
  it('asks all by default, and by "cheapest" the two cheapest when the task is worth nothing', () => {
    assert.deepEqual(waitingBidders('all', { bidders: paperBidders, sharedTokens, taskValueUsd: 0 }), []);
    const reversed = paperBidders.toReversed();
    assert.deepEqual(waitingBidders('cheapest', { bidders: reversed, sharedTokens, taskValueUsd: 0 }), ['14b', '32b']);
  });

  it('asks another only while what it adds in bids and judging stays within 1 % of the value', () => {
    const cost = (count: number): number => {
      const bidders = paperBidders.slice(0, count);
      const { bidUsd, juryUsd } = expectedOverhead({
        ...{ bidders, sharedTokens, refinementPairs: 0, expectedCostUsd: new Map(), maxShare: 0 },
      });
      return bidUsd + juryUsd;
    };
    const third = cost(3) - cost(2);
    const waiting = (taskValueUsd: number): readonly string[] =>
      waitingBidders('cheapest', { bidders: paperBidders, sharedTokens, taskValueUsd });
    assert.deepEqual(waiting(third * 100 * 0.999), ['14b', '32b']);
    assert.deepEqual(waiting(third * 100 * 1.001), ['32b']);
    assert.deepEqual(waiting((cost(4) - cost(2)) * 100 * 1.001), []);
  });

  it('lets nobody wait who has no price, and breaks ties by id', () => {
    const bidders = [bidder('c', 1), bidder('unknown'), bidder('a', 1), bidder('b', 1)];
    assert.deepEqual(waitingBidders('cheapest', { bidders, sharedTokens, taskValueUsd: 0 }), ['c']);
    for (const few of [[], [bidder('a', 1)], [bidder('a', 1), bidder('b', 2)]])
      assert.deepEqual(waitingBidders('cheapest', { bidders: few, sharedTokens, taskValueUsd: 0 }), []);
  });

  it('property: who waits is never cheaper than who is asked, at least two are asked, and order of configuration is nothing', () => {
    const drawn = fc.uniqueArray(
      fc.record({ id: fc.stringMatching(/^[a-z]{1,4}$/u), price: fc.double({ min: 0, max: 50, noNaN: true }) }),
      { selector: ({ id }) => id, maxLength: 12 },
    );
    fc.assert(
      fc.property(drawn, fc.double({ min: 0, max: 100, noNaN: true }), (all, taskValueUsd) => {
        const bidders = all.map(({ id, price }) => bidder(id, price));
        const waiting = waitingBidders('cheapest', { bidders, sharedTokens, taskValueUsd });
        const turned = { bidders: bidders.toReversed(), sharedTokens, taskValueUsd };
        assert.deepEqual(waitingBidders('cheapest', turned), waiting);
        const price = (id: string): number => blendedPrice(bidders.find((one) => one.id === id)!.price!);
        const asked = bidders.map(({ id }) => id).filter((id) => !waiting.includes(id));
        assert.ok(asked.length >= Math.min(2, bidders.length));
        for (const id of asked) for (const other of waiting) assert.ok(price(id) <= price(other));
      }),
    );
  });
});
