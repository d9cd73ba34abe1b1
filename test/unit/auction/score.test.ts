import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Bid } from '../../../src/auction/bid';
import { builtInProfile, costScale } from '../../../src/auction/profile';
import { scoreBids } from '../../../src/auction/score';
import { bid, bidder, paperBidders, scores, token } from './examples';

const scale = costScale(paperBidders);

describe('auction/score', () => {
  it('ranks by cost minus value, not by price', () => {
    const ranked = scoreBids({
      bids: [bid('4b', 200), bid('32b', 260)],
      bidders: paperBidders,
      scores: scores({ '4b': { '4b': 1, '32b': 5 }, '32b': { '4b': 0, '32b': 5 } }),
      profile: builtInProfile,
      costScale: scale,
    });
    assert.deepEqual(
      ranked.map(({ bidderId }) => bidderId),
      ['32b', '4b'],
    );
  });

  it('computes every term as written: C = 0.25 * pi * length / (0.36 * 260), jury 0.65 * mean / 5, entropy 0.10 * nats', () => {
    const half = [token('a', 0.5, 0.5), token('b', 0.5, 0.5)];
    const [scored] = scoreBids({
      bids: [bid('8b', 130, half)],
      bidders: paperBidders,
      scores: scores({ '8b': { '8b': 4 }, '4b': { '8b': 3 } }),
      profile: builtInProfile,
      costScale: scale,
    });
    assert.ok(scored);
    assert.ok(Math.abs(scored.terms.cost - (0.25 * 0.09 * 130) / (0.36 * 260)) < 1e-12);
    assert.ok(Math.abs(scored.terms.jury - (0.65 * 3.5) / 5) < 1e-12);
    assert.ok(Math.abs(scored.terms.entropy - 0.1 * Math.log(2)) < 1e-12);
    assert.ok(Math.abs(scored.z - (scored.terms.cost - scored.terms.jury - scored.terms.entropy)) < 1e-9);
  });

  it('gives an unreporting bid the mean of the known entropies, and says that it did not report', () => {
    const ranked = scoreBids({
      bids: [bid('4b', 100, [token('a', 0.5, 0.5)]), bid('8b', 100)],
      bidders: paperBidders,
      scores: [],
      profile: builtInProfile,
      costScale: scale,
    });
    const silent = ranked.find(({ bidderId }) => bidderId === '8b');
    assert.equal(silent?.entropyNats, undefined);
    assert.ok(Math.abs((silent?.usedEntropyNats ?? 0) - Math.log(2)) < 1e-12);
  });

  it('an absent judge changes no weights among the others', () => {
    const input = { bids: [bid('4b', 100)], bidders: paperBidders, profile: builtInProfile, costScale: scale };
    const both = scoreBids({ ...input, scores: scores({ a: { '4b': 4 }, b: { '4b': 4 } }) });
    const one = scoreBids({ ...input, scores: scores({ a: { '4b': 4 } }) });
    assert.equal(both[0]?.z, one[0]?.z);
  });

  it('breaks ties by price times length, then by id', () => {
    const free = [bidder('b', 0), bidder('a', 0), bidder('c', 0)];
    const ranked = scoreBids({
      bids: free.map(({ id }) => bid(id, 50)),
      bidders: free,
      scores: [],
      profile: builtInProfile,
      costScale: 0,
    });
    assert.deepEqual(
      ranked.map(({ bidderId }) => bidderId),
      ['a', 'b', 'c'],
    );
  });

  const arbitraryBids = fc.uniqueArray(
    fc.record({
      id: fc.stringMatching(/^[a-z]{1,6}$/u),
      price: fc.double({ min: 0, max: 50, noNaN: true }),
      tokens: fc.integer({ min: 0, max: 800 }),
      score: fc.integer({ min: 0, max: 5 }),
    }),
    { selector: ({ id }) => id, maxLength: 10 },
  );

  it('property: the award is invariant under the order in which bids and bidders are given', () => {
    fc.assert(
      fc.property(arbitraryBids, fc.integer(), (drawn, turn) => {
        const bidders = drawn.map(({ id, price }) => bidder(id, price));
        const bids: Bid[] = drawn.map(({ id, tokens }) => bid(id, tokens));
        const jury = scores({ judge: Object.fromEntries(drawn.map(({ id, score }) => [id, score])) });
        const rotated = <T>(items: readonly T[]): T[] => {
          const at = items.length === 0 ? 0 : Math.abs(turn) % items.length;
          return [...items.slice(at), ...items.slice(0, at)];
        };
        const straight = scoreBids({
          bids,
          bidders,
          scores: jury,
          profile: builtInProfile,
          costScale: costScale(bidders),
        });
        const turned = scoreBids({
          bids: rotated(bids),
          bidders: rotated(bidders),
          scores: rotated(jury),
          profile: builtInProfile,
          costScale: costScale(bidders),
        });
        assert.deepEqual(turned, straight);
      }),
    );
  });

  it('property: an irrelevant bid never changes the order among the others', () => {
    fc.assert(
      fc.property(arbitraryBids, (drawn) => {
        const bidders = drawn.map(({ id, price }) => bidder(id, price));
        const rank = (from: typeof drawn): string[] =>
          scoreBids({
            bids: from.map(({ id, tokens }) => bid(id, tokens)),
            bidders,
            scores: scores({ judge: Object.fromEntries(from.map(({ id, score }) => [id, score])) }),
            profile: builtInProfile,
            costScale: costScale(bidders),
          }).map(({ bidderId }) => bidderId);
        const all = rank(drawn);
        const left = all.at(-1);
        assert.deepEqual(rank(drawn.filter(({ id }) => id !== left)), all.slice(0, -1));
      }),
    );
  });

  it('property: no number on screen is NaN, whatever the prices', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), fc.integer({ min: 0, max: 800 }), (input, output, tokens) => {
        const odd = { ...bidder('odd'), price: { input, output } };
        const [scored] = scoreBids({
          bids: [bid('odd', tokens)],
          bidders: [odd],
          scores: [],
          profile: builtInProfile,
          costScale: costScale([odd]),
        });
        assert.ok(scored !== undefined && Number.isFinite(scored.z) && Number.isFinite(scored.terms.cost));
      }),
    );
  });
});
