import assert from 'node:assert/strict';
import fc from 'fast-check';
import { emptyAuction, juryScores, reduceAuction, validBids } from '../../../src/auction/auctionState';
import { whyItWins } from '../../../src/auction/award';
import type { MarketEvent } from '../../../src/auction/events';
import { builtInProfile, costScale } from '../../../src/auction/profile';
import { bid, paperBidders, scores } from './examples';

const opened: MarketEvent = {
  type: 'opened',
  bidders: paperBidders,
  profile: builtInProfile,
  costScale: costScale(paperBidders),
  seed: 1,
};
const closed = (bidderId: string, tokens = 100): MarketEvent => ({
  type: 'bidClosed',
  bidderId,
  outcome: { kind: 'bid', bid: bid(bidderId, tokens) },
  costUsd: 0.001,
  atMs: 5,
});
const replay = (events: readonly MarketEvent[]): typeof emptyAuction => events.reduce(reduceAuction, emptyAuction);

describe('auction/auctionState', () => {
  it('goes from invitations to a ranked award', () => {
    const table = scores({ '4b': { '4b': 4, '32b': 4 } });
    const state = replay([
      opened,
      { type: 'bidStarted', bidderId: '4b', atMs: 1 },
      { type: 'bidText', bidderId: '4b', delta: 'pl' },
      closed('4b'),
      closed('32b'),
      { type: 'juryCalled', judgeIds: ['4b', '32b'] },
      { type: 'judgeClosed', judgeId: '4b', verdict: { kind: 'scored', scores: table }, costUsd: 0.002 },
      { type: 'judgeClosed', judgeId: '32b', verdict: { kind: 'unreadable', message: 'prose' }, costUsd: undefined },
      { type: 'judged' },
    ]);
    assert.ok(state.proposal?.kind === 'award');
    assert.equal(state.proposal.winner.bidderId, '4b');
    assert.equal(state.proposal.runnerUp?.bidderId, '32b');
    assert.equal(state.proposal.jurySat, true);
    assert.equal(juryScores(state).length, 2);
    assert.equal(
      whyItWins(state.ranked[0]!, state.ranked, state.bidders),
      '7.2 times cheaper than 32B, and the jury gives its plan 4.0 of 5 against 4.0.',
    );
  });

  it('case 32: no valid bid is no sale, with a reason; no judge means no automatic award', () => {
    assert.equal(replay([opened, { type: 'judged' }]).proposal?.kind, 'noSale');
    const unjudged = replay([opened, closed('8b'), { type: 'judged' }]).proposal;
    assert.ok(unjudged?.kind === 'award');
    assert.equal(unjudged.jurySat, false);
  });

  it('case 126: late news changes nothing', () => {
    const judged = replay([opened, closed('8b'), { type: 'judged' }]);
    assert.equal(reduceAuction(judged, closed('4b')), judged);
    const twice = replay([opened, closed('8b', 100), closed('8b', 7)]);
    assert.equal(validBids(twice)[0]?.planTokens, 100);
    assert.equal(validBids(replay([opened, closed('stranger')])).length, 0);
  });

  it('property: replaying the events gives the same state', () => {
    const ids = fc.constantFrom('4b', '8b', '14b', '32b');
    const event = fc.oneof(
      ids.map((bidderId): MarketEvent => ({ type: 'bidStarted', bidderId, atMs: 1 })),
      fc.tuple(ids, fc.string()).map(([bidderId, delta]): MarketEvent => ({ type: 'bidText', bidderId, delta })),
      fc.tuple(ids, fc.nat(800)).map(([bidderId, tokens]) => closed(bidderId, tokens)),
      fc.constant<MarketEvent>({ type: 'judged' }),
    );
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const all = [opened, ...events];
        assert.deepEqual(replay(all), replay(structuredClone(all)));
      }),
    );
  });
});
