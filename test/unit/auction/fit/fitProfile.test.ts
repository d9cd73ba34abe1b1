import assert from 'node:assert/strict';
import { builtInChanceModel, builtInPrior } from '../../../../src/auction/chances';
import { sampledModel } from '../../../../src/auction/fit/explore';
import type { FittedProfile } from '../../../../src/auction/fit/fittedProfile';
import { fitProfile, type FitRequest } from '../../../../src/auction/fit/fitProfile';
import type { OutcomeTask } from '../../../../src/auction/fit/outcomeTask';
import { builtInChances, correctedModel, profilesInForce } from '../../../../src/auction/fit/profilesInForce';
import { aucOf } from '../../../../src/auction/fit/rankQuality';
import { winnerUnder } from '../../../../src/auction/fit/winnerUnder';
import { builtInProfile } from '../../../../src/auction/profile';
import { scoreBids } from '../../../../src/auction/score';
import { sigmoid } from '../../../../src/auction/difficulty';
import { seededRandom } from '../../../../src/base/random';
import { bid, bidder, scores } from '../examples';
import { randomTasks } from './fitExamples';

const bidders = [
  { bidderId: 'b0', price: 0.05 },
  { bidderId: 'b1', price: 0.36 },
];

/** `count` tasks on which b0 passes this often, b1 always after it. */
function outcomes(count: number, passes: (task: number) => boolean): readonly OutcomeTask[] {
  const attempt = { priorLogit: 0.5, taskScore: 0, bidScore: 0 };
  return Array.from({ length: count }, (_, task) => ({
    id: `t${task}`,
    attempts: passes(task)
      ? [{ ...attempt, bidderId: 'b0', outcome: 'passed' as const }]
      : [
          { ...attempt, bidderId: 'b0', outcome: 'failed' as const },
          { ...attempt, bidderId: 'b1', outcome: 'passed' as const },
        ],
  }));
}

function request(fields: Partial<FitRequest>): FitRequest {
  return {
    program: 'outcomes',
    scored: randomTasks(40, 2, 1),
    outcomes: outcomes(40, (task) => task % 4 === 0),
    bidders,
    check: { falsePass: 0.1, falseFail: 0.1 },
    atMs: 1_800_000_000_000,
    ...fields,
  };
}

function fitted(fields: Partial<FitRequest>): FittedProfile {
  const result = fitProfile(request(fields));
  assert.ok(result.kind === 'fitted', JSON.stringify(result));
  return result.profile;
}

describe('auction/fit/fitProfile', () => {
  const refused: readonly (readonly [string, Partial<FitRequest>, RegExp])[] = [
    ['no outcomes', { outcomes: [] }, /No task has an outcome/u],
    ['one bidder configured', { bidders: bidders.slice(0, 1) }, /Fewer than two bidders/u],
    ['one bidder that worked', { outcomes: outcomes(40, () => true) }, /Only one bidder/u],
    ['19 tasks', { outcomes: outcomes(19, (task) => task % 2 === 0) }, /19 of the 20 tasks/u],
    ['nothing passed', { outcomes: failedOnly(25) }, /Every attempt so far failed/u],
    ['everything passed', { outcomes: passedOnly(25) }, /Every attempt so far was good/u],
    ['no judge', { program: 'minMax', scored: withoutJudges() }, /No judge/u],
  ];
  for (const [name, fields, reason] of refused) {
    it(`leaves the built-in profile with the reason: ${name}`, () => {
      const result = fitProfile(request(fields));
      assert.equal(result.kind, 'refused');
      assert.match(result.reason, reason);
    });
  }

  it('fits chances that beat the built-in prior where one bidder is much better than its price', () => {
    const profile = fitted({});
    assert.equal(profile.program, 'outcomes');
    assert.ok(profile.heldOut.beats, JSON.stringify(profile.heldOut));
    assert.ok((profile.correction.bidderShifts['b0'] ?? 0) < 0);
  });

  it('does no harm: what is only noise does not beat the built-in prior', () => {
    const random = seededRandom(5);
    let used = 0;
    for (let draw = 0; draw < 20; draw += 1) {
      // Outcomes exactly as the prior expects them.
      const attempt = { priorLogit: 0.5, taskScore: 0, bidScore: 0 };
      const tasks = Array.from({ length: 30 }, (_, task) => ({
        id: `t${task}`,
        attempts: [
          {
            ...attempt,
            bidderId: task % 2 === 0 ? 'b0' : 'b1',
            outcome: random.next() < 0.1 + 0.8 * sigmoid(0.5) ? ('passed' as const) : ('failed' as const),
          },
        ],
      }));
      const result = fitProfile(request({ outcomes: tasks }));
      used += Number(result.kind === 'fitted' && result.profile.heldOut.beats);
    }
    assert.ok(used <= 0, `${used} of 20 fits of noise would be used`);
  });

  it('fits weights and measures them by AUC, the same at every call', () => {
    const profile = fitted({ program: 'minMax' });
    assert.ok(profile.program === 'minMax');
    assert.ok(profile.gap < 1e-9);
    assert.ok(profile.heldOut.builtIn > 0 && profile.heldOut.builtIn < 1);
    assert.ok(Math.abs(profile.costWeight + profile.entropyWeight + profile.juryWeight - 1) < 1e-9);
    assert.deepEqual(fitted({ program: 'minMax' }), profile);
  });
});

describe('auction/fit/profilesInForce', () => {
  const good = (program: 'outcomes' | 'minMax'): FittedProfile => {
    const profile = fitted({ program });
    return { ...profile, heldOut: { ...profile.heldOut, beats: true } };
  };

  it('uses the built-in ones when nothing was fitted', () => {
    const { profile, learned, origins } = profilesInForce([], bidders);
    assert.deepEqual([profile.id, learned, origins.chances], ['built-in', undefined, builtInChances]);
  });

  it('uses what beat the built-in ones, and says where it comes from', () => {
    const { profile, learned, origins } = profilesInForce([good('outcomes'), good('minMax')], bidders);
    assert.match(profile.origin, /fitted to your past bids by the paper's min-max program \(\d+ tasks\)/u);
    assert.equal(origins.chances, 'learned from your outcomes (40 tasks)');
    assert.ok((learned?.model.prior.bidderShifts?.['b0'] ?? 0) < 0);
  });

  const unfit: readonly (readonly [string, (profile: FittedProfile) => FittedProfile, typeof bidders, RegExp])[] = [
    [
      'it did not beat them',
      (own) => ({ ...own, heldOut: { ...own.heldOut, beats: false } }),
      bidders,
      /did not beat/u,
    ],
    ['a bidder appeared', (own) => own, [...bidders, { bidderId: 'new', price: 1 }], /new was not among the bidders/u],
    ['a bidder disappeared', (own) => own, bidders.slice(1), /b0 is no longer among the bidders/u],
    [
      'a price changed',
      (own) => own,
      [{ bidderId: 'b0', price: 0.06 }, ...bidders.slice(1)],
      /price of b0 has changed/u,
    ],
  ];
  for (const [name, change, market, reason] of unfit) {
    it(`leaves the built-in ones and says why when ${name}`, () => {
      const { profile, learned, origins } = profilesInForce([change(good('outcomes')), change(good('minMax'))], market);
      assert.equal(profile.id, 'built-in');
      assert.equal(learned, undefined);
      assert.match(origins.weights, reason);
      assert.match(origins.chances, reason);
    });
  }

  it('adds a correction to the prior it corrects', () => {
    const { prior, weights } = correctedModel({ shift: 0.5, taskSlope: 0.1, bidSlope: -0.05, bidderShifts: { b0: 1 } });
    const builtIn = builtInChanceModel.weights.chance;
    assert.equal(prior.constant, builtInPrior.constant + 0.5);
    assert.equal(weights.chance.taskScore, builtIn.taskScore + 0.1);
    assert.equal(weights.chance.bidScore, builtIn.bidScore - 0.05);
    assert.deepEqual(prior.bidderShifts, { b0: 1 });
  });
});

describe('auction/fit/explore', () => {
  it('draws shifts around the learned ones, as wide as they are unsure, the same for the same seed', () => {
    const prior = { ...builtInPrior, bidderShifts: { a: 1, b: -1 } };
    const model = { ...builtInChanceModel, prior };
    const random = seededRandom(1);
    const draws = Array.from(
      { length: 4000 },
      () => sampledModel(model, { a: 0.5, b: 0 }, random).prior.bidderShifts?.['a'] ?? 0,
    );
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const sd = Math.sqrt(draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length);
    assert.ok(Math.abs(mean - 1) < 0.05 && Math.abs(sd - 0.5) < 0.05, `${mean} ${sd}`);
    const again = (): unknown => sampledModel(model, { a: 0.5, b: 0 }, seededRandom(9));
    assert.deepEqual(again(), again());
    assert.equal(sampledModel(model, { b: 0 }, seededRandom(2)).prior.bidderShifts?.['b'], -1);
  });
});

describe('auction/fit/rankQuality', () => {
  it('counts pairs in the right order, ties half', () => {
    const of = (...pairs: readonly (readonly [number, boolean])[]): number =>
      aucOf(pairs.map(([score, passed]) => ({ score, passed })));
    assert.equal(of([1, true], [0, false]), 1);
    assert.equal(of([0, true], [1, false]), 0);
    assert.equal(of([1, true], [1, false]), 0.5);
    assert.equal(of([3, true], [2, false], [1, true], [0, false]), 0.75);
    assert.equal(of([1, true]), 0.5);
  });
});

describe('auction/fit/winnerUnder', () => {
  it('finds the winner that the score finds', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const random = seededRandom(seed);
      const market = [bidder('b0', 0.05), bidder('b1', 0.09), bidder('b2', 0.36)];
      const bids = market.map(({ id }) => bid(id, 100 + Math.floor(300 * random.next())));
      const row = (): Record<string, number> =>
        Object.fromEntries(market.map(({ id }) => [id, Math.floor(6 * random.next())]));
      const given = scores({ b0: row(), b1: row() });
      const costScale = 0.36 * 260;
      const [winner] = scoreBids({ bids, bidders: market, scores: given, profile: builtInProfile, costScale });
      const task = {
        id: 't',
        bids: bids.map(({ bidderId, planTokens }) => ({
          bidderId,
          features: {
            cost: ((market.find(({ id }) => id === bidderId)?.price?.input ?? 0) * planTokens) / costScale,
            entropy: 0,
            judges: new Map(
              given.filter((score) => score.bidderId === bidderId).map(({ judgeId, score }) => [judgeId, score / 5]),
            ),
          },
        })),
      };
      assert.equal(winnerUnder(task, builtInProfile), winner?.bidderId);
    }
  });
});

function failedOnly(count: number): readonly OutcomeTask[] {
  return outcomes(count, () => false).map(({ id, attempts }) => ({
    id,
    attempts: attempts.map((attempt) => ({ ...attempt, outcome: 'failed' as const })),
  }));
}

function passedOnly(count: number): readonly OutcomeTask[] {
  return outcomes(count, () => false).map(({ id, attempts }) => ({
    id,
    attempts: attempts.map((attempt) => ({ ...attempt, outcome: 'passed' as const })),
  }));
}

function withoutJudges(): FitRequest['scored'] {
  return randomTasks(40, 2, 1).map(({ id, bids }) => ({
    id,
    bids: bids.map((own) => ({ ...own, features: { ...own.features, judges: new Map() } })),
  }));
}
