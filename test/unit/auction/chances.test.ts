import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bidSignals } from '../../../src/auction/bidSignals';
import { passPriors as priorsGiven, type RatedBidder } from '../../../src/auction/chances';
import { abilityFor, chancesAt, difficultyGrid, meanChance } from '../../../src/auction/difficulty';
import { type JudgeHistory, judgeHistoryOf } from '../../../src/auction/judgeHistory';
import type { JuryScore } from '../../../src/auction/jury';
import { scores } from './examples';

const logit = (p: number): number => Math.log(p / (1 - p));
const near = (a: number | undefined, b: number, within = 1e-9): void => {
  assert.ok(a !== undefined && Math.abs(a - b) < within, `${a} is not ${b}`);
};

function passPriors(
  rated: readonly RatedBidder[],
  said: readonly JuryScore[],
  history?: JudgeHistory,
): ReadonlyMap<string, number> {
  const ids = rated.map(({ bidderId }) => bidderId);
  return priorsGiven(rated, bidSignals(ids, said, history));
}

describe('auction/chances', () => {
  it('is 0.7 + 0.8 (M - 3) + 0.1 (m - M) + 0.6 (log10 pi - 0.5) on the logit scale', () => {
    const priors = passPriors(
      [
        { bidderId: 'a', price: 1 },
        { bidderId: 'b', price: 10 },
      ],
      scores({ a: { a: 4, b: 5 }, b: { a: 2, b: 5 } }),
    );
    near(logit(priors.get('a') ?? 0), 0.7 + 0.8 * 1 + 0.1 * (3 - 4) + 0.6 * -0.5);
    near(logit(priors.get('b') ?? 0), 0.7 + 0.8 * 1 + 0.1 * (5 - 4) + 0.6 * 0.5);
  });

  it('gives a bidder that did not bid the mean of all bids, and a market without a jury a mean of 3', () => {
    const table = scores({ a: { a: 4, b: 2 } });
    near(logit(passPriors([{ bidderId: 'new', price: 10 ** 0.5 }], table).get('new') ?? 0), 0.7);
    near(logit(passPriors([{ bidderId: 'new', price: 10 ** 0.5 }], []).get('new') ?? 0), 0.7);
  });

  it('shifts each judge so that its running mean is 3, with five pseudo-scores at 3', () => {
    const lenient = judgeHistoryOf(Array.from({ length: 5 }, () => ({ judgeId: 'kind', score: 5 })));
    const rated = [{ bidderId: 'a', price: 10 ** 0.5 }];
    // Mean (15 + 25) / 10 = 4, so its 4 today counts as 3.
    near(logit(passPriors(rated, scores({ kind: { a: 4 } }), lenient).get('a') ?? 0), 0.7);
    near(logit(passPriors(rated, scores({ other: { a: 4 } }), lenient).get('a') ?? 0), 1.5);
  });

  it('takes the user’s own success rate instead of constant and price', () => {
    const priors = passPriors([{ bidderId: 'a', price: 50, successRate: 0.3 }], scores({ j: { a: 4 } }));
    near(logit(priors.get('a') ?? 0), logit(0.3) + 0.8);
  });

  it('takes a price of 0 as a cent, and an unknown one as no news', () => {
    const rated = [{ bidderId: 'free', price: 0 }, { bidderId: 'cent', price: 0.01 }, { bidderId: 'unknown' }];
    const priors = passPriors(rated, []);
    assert.equal(priors.get('free'), priors.get('cent'));
    near(logit(priors.get('unknown') ?? 0), 0.7);
  });

  it('property: chances lie strictly between 0 and 1 whatever judges, prices and users say', () => {
    const number = fc.oneof(fc.double(), fc.double({ min: 0, max: 5 }));
    const score = fc.record({
      judgeId: fc.constantFrom('j', 'k'),
      bidderId: fc.constantFrom('a', 'b'),
      score: number,
      reason: fc.constant(''),
    });
    fc.assert(
      fc.property(number, number, fc.array(score), fc.array(score), (price, successRate, now, past) => {
        const rated = [
          { bidderId: 'a', price },
          { bidderId: 'b', price: 1, successRate },
        ];
        const history = judgeHistoryOf(past);
        const priors = passPriors(rated, now, history);
        assert.ok([...priors.values()].every((chance) => chance > 0 && chance < 1));
        assert.deepEqual(passPriors(rated, now.toReversed(), history), priors);
      }),
    );
  });
});

describe('auction/difficulty', () => {
  it('is N(0, 3^2) on 41 points', () => {
    const { points, weights } = difficultyGrid;
    assert.equal(points.length, 41);
    near(
      weights.reduce((sum, weight) => sum + weight, 0),
      1,
    );
    near(points[0], -12);
    near(points[40], 12);
    const variance = points.reduce((sum, point, at) => sum + (weights[at] ?? 0) * point ** 2, 0);
    near(variance, 9, 0.02);
  });

  it('property: the ability found has the chance asked for, to 1e-9', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (chance) => {
        near(meanChance(abilityFor(chance)), chance, 1e-9);
      }),
    );
    near(abilityFor(0.5), 0, 1e-8);
  });

  it('bounds the hopeless and the certain, and makes chances fall with difficulty', () => {
    for (const odd of [0, 1, -3, 7, Number.NaN, Infinity]) assert.ok(Math.abs(abilityFor(odd)) < 60);
    const chances = chancesAt(abilityFor(0.4));
    assert.ok(chances.every((chance, at) => at === 0 || chance < (chances[at - 1] ?? 1)));
  });
});
