import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type AuctionState, emptyAuction, reduceAuction } from '../../../src/auction/auctionState';
import type { MarketEvent } from '../../../src/auction/events';
import { anyBidders, type DrawnBidder, eventsOf } from './anyAuction';

const play = (events: readonly MarketEvent[]): AuctionState => events.reduce(reduceAuction, emptyAuction);

/** A bid's place in the order of the market without its name: z, then price times length. */
const merit = (state: AuctionState): readonly string[] =>
  state.ranked.map(({ z, price, planTokens }) => `${z.toFixed(8)} ${(price * planTokens).toPrecision(12)}`);

const orderOf = (drawn: readonly DrawnBidder[], random: readonly number[]): readonly number[] =>
  drawn.map((_, index) => index).sort((a, b) => (random[a] ?? 0) - (random[b] ?? 0) || b - a);

/** Freezes everything in it, so that a reducer that changes what it was given throws. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

describe('auction, whole', function () {
  // Hundreds of whole auctions; a busy machine takes its time.
  this.timeout(30_000);
  it('property: the award and every figure are the same in whatever order bidders are configured, bid, judge and refine', () => {
    const random = fc.array(fc.double({ noNaN: true }), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(anyBidders, random, (drawn, shuffle) => {
        const straight = play(eventsOf(drawn));
        const turned = play(eventsOf(drawn, orderOf(drawn, shuffle)));
        assert.deepEqual(turned.ranked, straight.ranked);
        assert.deepEqual(turned.firstRanked, straight.firstRanked);
        assert.deepEqual(turned.proposal, straight.proposal);
        assert.deepEqual(turned.refinement?.ballot.ranked, straight.refinement?.ballot.ranked);
      }),
      { numRuns: 300 },
    );
  });

  it('property: renaming all bidders renames the award, except between bids equal in z and price times length', () => {
    fc.assert(
      fc.property(anyBidders, fc.constantFrom('a', 'm', 'z'), (drawn, prefix) => {
        // Reverses the order of names: what was first by id is last.
        const names = drawn.map(({ id }) => id).sort();
        const renamed = new Map(
          names.map((id, place) => [id, `${prefix}${String(names.length - place).padStart(2, '0')}`]),
        );
        const before = play(eventsOf(drawn));
        const after = play(eventsOf(drawn, undefined, (id) => renamed.get(id) ?? id));
        // A tie for the lead in the first round may be broken the other way, and then others may refine.
        const [first, second] = merit({ ...before, ranked: before.firstRanked });
        const [lead, next] = merit({ ...before, ranked: before.refinement?.ballot.ranked ?? [] });
        if (first === second || (lead !== undefined && lead === next)) return;
        assert.deepEqual(merit(after), merit(before));
        const winner = (state: AuctionState): string | undefined =>
          state.proposal?.kind === 'award' ? state.proposal.winner.bidderId : undefined;
        assert.equal(winner(after), renamed.get(winner(before) ?? ''));
      }),
      { numRuns: 500 },
    );
  });

  it('property: replaying the events, as they are or from their JSON, gives the same state and touches nothing', () => {
    fc.assert(
      fc.property(anyBidders, fc.array(fc.nat()), (drawn, noise) => {
        const whole = eventsOf(drawn);
        // News that comes twice, late or out of order is news too.
        const events = noise.reduce((all, at) => {
          const place = at % all.length;
          return [...all.slice(0, place), whole[(at * 7) % whole.length] ?? { type: 'judged' }, ...all.slice(place)];
        }, whole);
        let state = frozen(emptyAuction);
        const states = events.map((event) => (state = frozen(reduceAuction(state, frozen(event)))));
        const read = JSON.parse(JSON.stringify(events)) as readonly MarketEvent[];
        assert.deepEqual(JSON.parse(JSON.stringify(play(read))), JSON.parse(JSON.stringify(states.at(-1))));
        assert.deepEqual(play(events), states.at(-1));
        const half = Math.floor(events.length / 2);
        assert.deepEqual(events.slice(half).reduce(reduceAuction, play(events.slice(0, half))), states.at(-1));
      }),
      { numRuns: 200 },
    );
  });
});
