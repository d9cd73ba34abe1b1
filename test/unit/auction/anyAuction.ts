import fc from 'fast-check';
import type { BidOutcome } from '../../../src/auction/bid';
import type { MarketEvent } from '../../../src/auction/events';
import type { Verdict } from '../../../src/auction/jury';
import { builtInProfile, costScale } from '../../../src/auction/profile';
import { bid, bidder, token } from './examples';

/** What one bidder of a drawn auction does; scores are what every judge in turn gives it. */
export interface DrawnBidder {
  readonly id: string;
  readonly price: number;
  readonly tokens: number;
  readonly nats: number | null;
  readonly bids: boolean;
  readonly judges: boolean;
  readonly refines: boolean;
  readonly scores: readonly number[];
  readonly secondScores: readonly number[];
}

const score = fc.integer({ min: 0, max: 5 });

/** Up to seven bidders of which some do not bid, do not judge, or report no entropy; prices and lengths often tie. */
export const anyBidders: fc.Arbitrary<readonly DrawnBidder[]> = fc.uniqueArray(
  fc.record({
    id: fc.stringMatching(/^[a-z]{1,4}$/u),
    price: fc.oneof(fc.constantFrom(0, 0.05, 0.36), fc.double({ min: 0, max: 9, noNaN: true })),
    tokens: fc.constantFrom(0, 100, 200, 399),
    nats: fc.option(fc.constantFrom(0.2, 0.5, 0.9)),
    bids: fc.boolean(),
    judges: fc.boolean(),
    refines: fc.boolean(),
    scores: fc.array(score, { minLength: 7, maxLength: 7 }),
    secondScores: fc.array(score, { minLength: 7, maxLength: 7 }),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 7 },
);

/**
 * The events of that auction from opening to settling. `order` gives the order in which bidders are configured, answer and
 * judge; `nameOf` renames them. Neither changes what anybody does.
 */
export function eventsOf(
  drawn: readonly DrawnBidder[],
  order: readonly number[] = drawn.map((_, index) => index),
  nameOf = (id: string): string => id,
): readonly MarketEvent[] {
  const inOrder = order.flatMap((index) => drawn[index] ?? []);
  const bidders = inOrder.map(({ id, price }) => bidder(nameOf(id), price));
  const valid = inOrder.filter(({ bids }) => bids);
  const judges = valid.map(({ id }) => nameOf(id));
  return [
    { type: 'opened', bidders, profile: builtInProfile, costScale: costScale(bidders), seed: 1 },
    ...inOrder.map(({ id }): MarketEvent => ({ type: 'bidStarted', bidderId: nameOf(id), atMs: 1 })),
    ...inOrder.map((one): MarketEvent => {
      const outcome = one.bids ? bidOf(one, nameOf, 0) : ({ kind: 'declined', message: 'No.' } as const);
      return { type: 'bidClosed', bidderId: nameOf(one.id), outcome, costUsd: 0.001, atMs: 2 };
    }),
    { type: 'juryCalled', judgeIds: judges },
    ...verdicts('scores'),
    { type: 'judged' },
    { type: 'refineCalled', examples: Object.fromEntries(judges.map((id) => [id, 1])), comparedBy: 'words' },
    ...valid.map((one): MarketEvent => {
      const outcome = one.refines ? bidOf(one, nameOf, 1) : ({ kind: 'failed', message: 'No.' } as const);
      return { type: 'refineClosed', bidderId: nameOf(one.id), outcome, costUsd: 0.001 };
    }),
    { type: 'juryCalled', judgeIds: judges },
    ...verdicts('secondScores'),
    { type: 'rejudged' },
    { type: 'settled' },
  ];

  function verdicts(key: 'scores' | 'secondScores'): readonly MarketEvent[] {
    return valid.map((judge) => {
      const place = drawn.indexOf(judge);
      const scores = valid.map((one) => ({
        ...{ judgeId: nameOf(judge.id), bidderId: nameOf(one.id), score: one[key][place] ?? 0, reason: 'so' },
      }));
      const verdict: Verdict = judge.judges ? { kind: 'scored', scores } : { kind: 'unreadable', message: 'prose' };
      return { type: 'judgeClosed', judgeId: nameOf(judge.id), verdict, costUsd: 0.001 };
    });
  }
}

function bidOf({ id, tokens, nats }: DrawnBidder, nameOf: (id: string) => string, more: number): BidOutcome {
  const logprobs = nats === null ? undefined : [token('t', nats, 1 - nats)];
  return { kind: 'bid', bid: bid(nameOf(id), tokens + more, logprobs) };
}
