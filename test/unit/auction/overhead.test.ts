import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expectedCosts } from '../../../src/auction/expectedCost';
import {
  expectedBallotUsd,
  expectedBidsUsd,
  expectedOverhead,
  type OverheadInput,
} from '../../../src/auction/overhead';
import { bidder, paperBidders } from './examples';

function input(more: Partial<OverheadInput> = {}): OverheadInput {
  const bidders = more.bidders ?? paperBidders;
  const costs = expectedCosts([]);
  return {
    bidders,
    sharedTokens: 4000,
    refinementPairs: 0,
    expectedCostUsd: new Map(
      bidders
        .flatMap((one) => [[one.id, costs.costUsd(one)] as const])
        .filter((one): one is readonly [string, number] => one[1] !== undefined),
    ),
    maxShare: 0.1,
    ...more,
  };
}

describe('auction/overhead', () => {
  it('adds up bids, jury and refinement, and says nothing while they are a small part of the work', () => {
    const calm = expectedOverhead(input({ sharedTokens: 2000 }));
    // One model at 1 USD/Mt: a bid of 4000 + 150 + 260 tokens, a ballot of one bid of 290 and a score of 40.
    const one = expectedOverhead(input({ bidders: [bidder('m', 1)] }));
    assert.ok(Math.abs(one.bidUsd - 4410e-6) < 1e-12);
    assert.ok(Math.abs(one.juryUsd - (4000 + 150 + 290 + 40) * 1e-6) < 1e-12);
    assert.equal(calm.overheadUsd, calm.bidUsd + calm.juryUsd + calm.refineUsd);
    assert.equal(calm.refineUsd, 0);
    assert.equal(calm.notice, undefined);
  });

  it('gives a notice with the figures when the share is passed', () => {
    const { notice, overheadUsd, executeUsd } = expectedOverhead(input({ sharedTokens: 60_000 }));
    assert.ok(executeUsd !== undefined && overheadUsd > 0.1 * executeUsd);
    assert.match(
      notice ?? '',
      /^Bidding and judging by 4 models is expected to cost \$0\.\d+, \d+ % of the \$0\.\d+ expected for the work, over the 10 % of gavel\.auction\.maxOverheadShare; fewer bidders in gavel\.endpoints would cost less\.$/u,
    );
  });

  it('offers to invite fewer where that is possible', () => {
    const { notice } = expectedOverhead(input({ sharedTokens: 60_000, canInviteFewer: true }));
    assert.match(notice ?? '', /; set gavel\.auction\.invite to "cheapest" to ask fewer of them for bids\.$/u);
  });

  it('counts refinement only with a memory, and only where a dearer bidder may lead', () => {
    assert.ok(expectedOverhead(input({ refinementPairs: 8 })).refineUsd > 0);
    const equal = [bidder('a', 1), bidder('b', 1)];
    assert.equal(expectedOverhead(input({ bidders: equal, refinementPairs: 8 })).refineUsd, 0);
  });

  it('reads what all prompts share from the cache the second time, where the price list has a cached price', () => {
    const plain = bidder('a', 1);
    const caching = { ...plain, price: { input: 1, output: 1, cachedInput: 0.1 } };
    const saved = expectedBallotUsd([plain], 2000, 1) - expectedBallotUsd([caching], 2000, 1);
    assert.ok(Math.abs(saved - 0.9 * 2000e-6) < 1e-12);
    assert.equal(expectedBidsUsd([plain], 2000), expectedBidsUsd([caching], 2000));
  });

  it('counts hidden reasoning, and leaves out who has no price', () => {
    const thinker = bidder('t', 1);
    const thinking = { ...thinker, capabilities: { ...thinker.capabilities, reasons: true } };
    const more =
      expectedOverhead(input({ bidders: [thinking] })).bidUsd - expectedOverhead(input({ bidders: [thinker] })).bidUsd;
    assert.ok(Math.abs(more - 512e-6) < 1e-12);
    const none = expectedOverhead(input({ bidders: [bidder('unknown')] }));
    assert.deepEqual(none, { bidUsd: 0, juryUsd: 0, refineUsd: 0, overheadUsd: 0 });
  });

  it('property: figures are finite and never negative, whatever the prices', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double(), { maxLength: 5 }),
        fc.double(),
        fc.nat(9),
        fc.double(),
        (prices, sharedTokens, refinementPairs, maxShare) => {
          const bidders = prices.map((price, index) => bidder(`b${index}`, price));
          fc.pre(!(sharedTokens > 1e12));
          const { notice, ...figures } = expectedOverhead(input({ bidders, sharedTokens, refinementPairs, maxShare }));
          for (const figure of Object.values(figures)) assert.ok(Number.isFinite(figure) && figure >= 0);
          assert.doesNotMatch(notice ?? '', /NaN|Infinity|undefined/u);
        },
      ),
    );
  });
});
