import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seededRandom } from '../../../src/base/random';
import { abilityFor, chancesAt, difficultyGrid } from '../../../src/auction/difficulty';
import { type Contender, forecastAttempt, planAttempts, type StoppingProblem } from '../../../src/auction/stoppingRule';

const { weights } = difficultyGrid;

function contender(bidderId: string, chance: number, costUsd: number): Contender {
  return { bidderId, costUsd, chances: chancesAt(abilityFor(chance)) };
}

/** The same chance at every difficulty: attempts are independent. */
function independent(bidderId: string, chance: number, costUsd: number): Contender {
  return { bidderId, costUsd, chances: weights.map(() => chance) };
}

function problem(contenders: readonly Contender[], more: Partial<StoppingProblem> = {}): StoppingProblem {
  return { weights, contenders, failed: [], valueUsd: 2, badWorkUsd: 1, falsePass: 0.1, falseFail: 0.1, ...more };
}

/** USD of trying exactly these, in this order, until one passes; written out from the definition, per unit of prior weight. */
function worthOf(order: readonly Contender[], given: StoppingProblem): number {
  const { falsePass: alpha, falseFail: beta, valueUsd, badWorkUsd, failed } = given;
  const fail = (q: number): number => 1 - (q * (1 - beta) + (1 - q) * alpha);
  const start = given.weights.map((w, b) => failed.reduce((left, chances) => left * fail(chances[b]!), w));
  let worth = 0;
  for (const [place, one] of order.entries()) {
    const k = place === 0 && failed.length === 0 ? 1 : 1.3;
    for (const [b, w] of start.entries()) {
      const reach = order.slice(0, place).reduce((left, earlier) => left * fail(earlier.chances[b]!), w);
      const q = one.chances[b]!;
      worth += reach * (valueUsd * q * (1 - beta) - badWorkUsd * (1 - q) * alpha - k * one.costUsd);
    }
  }
  return worth / start.reduce((sum, w) => sum + w, 0);
}

/** The best worth over every order of every subset, each walked through on its own, without memory of other orders. */
function bestOfAllOrders({
  weights: prior,
  contenders,
  failed,
  valueUsd,
  badWorkUsd,
  ...check
}: StoppingProblem): number {
  const { falsePass: alpha, falseFail: beta } = check;
  const fails = (q: number): number => 1 - (q * (1 - beta) + (1 - q) * alpha);
  const start = Float64Array.from(prior, (w, b) => failed.reduce((left, chances) => left * fails(chances[b]!), w));
  const rows = contenders.map(({ chances, costUsd }) => ({
    fail: Float64Array.from(chances, fails),
    gain: Float64Array.from(chances, (q) => valueUsd * q * (1 - beta) - badWorkUsd * (1 - q) * alpha - 1.3 * costUsd),
  }));
  const used = rows.map(() => false);
  const layers = rows.map(() => new Float64Array(prior.length));
  let best = 0;
  const walk = (reach: Float64Array, depth: number, worth: number): void => {
    best = Math.max(best, worth);
    const next = layers[depth];
    if (next === undefined) return;
    for (let place = 0; place < rows.length; place += 1) {
      if (used[place] === true) continue;
      const { fail, gain } = rows[place]!;
      let own = 0;
      for (let b = 0; b < reach.length; b += 1) {
        own += reach[b]! * gain[b]!;
        next[b] = reach[b]! * fail[b]!;
      }
      used[place] = true;
      walk(next, depth + 1, worth + own);
      used[place] = false;
    }
  };
  walk(start, 0, 0);
  return best / start.reduce((sum, w) => sum + w, 0);
}

/** Every order of every subset: since the only news is one more failure, that is every policy. */
function everyOrder<T>(items: readonly T[]): T[][] {
  return [
    [],
    ...items.flatMap((item) => everyOrder(items.filter((other) => other !== item)).map((rest) => [item, ...rest])),
  ];
}

/** USD in hundredths of a cent: differences far below what the rule takes for equal would decide nothing but ties. */
const money = (maxUsd: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: maxUsd * 10_000 }).map((parts) => parts / 10_000);

const smallProblem = (size: number): fc.Arbitrary<StoppingProblem> =>
  fc
    .record({
      drawn: fc.array(
        fc.record({
          chance: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
          cost: money(1),
        }),
        { minLength: 1, maxLength: size },
      ),
      failed: fc.array(fc.double({ min: 0.05, max: 0.95, noNaN: true }), { maxLength: 2 }),
      valueUsd: money(4),
      badWorkUsd: money(4),
      falsePass: fc.double({ min: 0, max: 0.6, noNaN: true }),
      falseFail: fc.double({ min: 0, max: 0.3, noNaN: true }),
    })
    .map(({ drawn, failed, ...rest }) => ({
      weights,
      contenders: drawn.map(({ chance, cost }, index) => contender(`b${index}`, chance, cost)),
      failed: failed.map((chance) => chancesAt(abilityFor(chance))),
      ...rest,
    }));

const order = (given: StoppingProblem): string[] => planAttempts(given).attempts.map(({ bidderId }) => bidderId);

describe('auction/stoppingRule', () => {
  it('property: is worth exactly as much as the best of all orders and stop points', () => {
    fc.assert(
      fc.property(smallProblem(5), fc.integer({ min: 0, max: 5 }), (drawn, attemptsLeft) => {
        const given = { ...drawn, attemptsLeft };
        const plan = planAttempts(given);
        const orders = everyOrder(given.contenders).filter(({ length }) => length <= attemptsLeft);
        const best = Math.max(...orders.map((one) => worthOf(one, given)));
        assert.ok(Math.abs(plan.valueUsd - best) < 1e-9, `${plan.valueUsd} is not ${best}`);
        const chosen = plan.attempts.map(({ bidderId }) => given.contenders.find((one) => one.bidderId === bidderId)!);
        assert.ok(Math.abs(worthOf(chosen, given) - best) < 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it('is exact up to ten bidders: as much as the best of all 9,864,101 orders and stop points', function () {
    this.timeout(60_000);
    for (const [size, seed] of [
      [8, 1],
      [9, 2],
      [10, 3],
    ] as const) {
      const random = seededRandom(seed);
      const contenders = Array.from({ length: size }, (_, index) =>
        contender(`b${index}`, 0.05 + 0.9 * random.next(), 0.02 + 0.4 * random.next()),
      );
      const given = problem(contenders, { failed: [chancesAt(abilityFor(0.4))], valueUsd: 3 });
      const { valueUsd, method } = planAttempts(given);
      assert.equal(method, 'exact');
      const best = bestOfAllOrders(given);
      assert.ok(Math.abs(valueUsd - best) < 1e-9, `${size} bidders: ${valueUsd} is not ${best}`);
      assert.ok(best > 0.1, 'an instance in which something is to be won');
    }
  });

  it('with a perfect check tries the largest chance per dollar first', () => {
    const contenders = [
      independent('dear', 0.9, 0.5),
      independent('fair', 0.5, 0.1),
      independent('cheap', 0.2, 0.02),
      independent('bad', 0.1, 0.09),
    ];
    const perfect = { falsePass: 0, falseFail: 0, valueUsd: 10, failed: [weights.map(() => 0.5)] };
    assert.deepEqual(order(problem(contenders, perfect)), ['cheap', 'fair', 'dear', 'bad']);
  });

  it('property: with a perfect check and independent attempts the order is chance over cost, down to where V p < 1.3 c', () => {
    const drawn = fc.uniqueArray(
      fc.record({ chance: fc.integer({ min: 1, max: 95 }), cost: fc.integer({ min: 1, max: 100 }) }),
      { selector: ({ chance, cost }) => chance / cost, minLength: 1, maxLength: 7 },
    );
    fc.assert(
      fc.property(drawn, (bidders) => {
        const contenders = bidders.map(({ chance, cost }, index) => independent(`b${index}`, chance / 100, cost / 100));
        const given = problem(contenders, { falsePass: 0, falseFail: 0, failed: [weights.map(() => 0.5)] });
        const index = ({ chances, costUsd }: Contender): number => chances[0]! / costUsd;
        const expected = contenders
          .filter((one) => 2 * one.chances[0]! > 1.3 * one.costUsd + 1e-9)
          .sort((a, b) => index(b) - index(a))
          .map(({ bidderId }) => bidderId);
        assert.deepEqual(order(given), expected);
      }),
    );
  });

  it('property: without a check makes one award, to the largest V q - L (1 - q) - c, or none', () => {
    fc.assert(
      fc.property(smallProblem(6), (drawn) => {
        const given = { ...drawn, falsePass: 1, falseFail: 0, failed: [] };
        const alone = given.contenders.map((one) => ({ id: one.bidderId, worth: worthOf([one], given) }));
        const best = alone.reduce((a, b) => (b.worth > a.worth ? b : a));
        const plan = planAttempts(given);
        assert.ok(plan.attempts.length <= 1);
        assert.ok(Math.abs(plan.valueUsd - Math.max(0, best.worth)) < 1e-9);
        if (best.worth > 1e-9) assert.equal(plan.attempts[0]?.reachChance, 1);
      }),
    );
  });

  it('property: a bidder nobody would ask changes nothing among the others', () => {
    fc.assert(
      fc.property(smallProblem(6), (given) => {
        const chosen = order(given);
        const contenders = given.contenders.filter(({ bidderId }) => chosen.includes(bidderId));
        assert.deepEqual(order({ ...given, contenders }), chosen);
      }),
    );
  });

  it('property: the value never falls when the task is worth more, and never rises with a failure dearer to accept', () => {
    fc.assert(
      fc.property(smallProblem(5), fc.double({ min: 0, max: 3, noNaN: true }), (given, more) => {
        const now = planAttempts(given).valueUsd;
        assert.ok(planAttempts({ ...given, valueUsd: given.valueUsd + more }).valueUsd >= now - 1e-9);
        assert.ok(planAttempts({ ...given, badWorkUsd: given.badWorkUsd + more }).valueUsd <= now + 1e-9);
      }),
    );
  });

  it('property: input order and names change nothing but who wins among equals', () => {
    fc.assert(
      fc.property(smallProblem(6), (given) => {
        assert.deepEqual(planAttempts({ ...given, contenders: given.contenders.toReversed() }), planAttempts(given));
      }),
    );
    const twins = ['b', 'a', 'c'].map((id) => contender(id, 0.6, 0.1));
    assert.equal(order(problem(twins))[0], 'a');
  });

  it('reads a failure as news: what is left looks worse, and a strong bidder’s failure more so', () => {
    const next = contender('next', 0.5, 0.1);
    const chance = (failed: readonly number[]): number =>
      forecastAttempt(problem([next], { failed: failed.map((p) => chancesAt(abilityFor(p))) }), 'next')!.passChance;
    assert.ok(chance([]) > chance([0.3]));
    assert.ok(chance([0.3]) > chance([0.9]));
    assert.deepEqual(
      order(problem([next], { failed: Array.from({ length: 6 }, () => chancesAt(abilityFor(0.9))) })),
      [],
    );
  });

  it('says what a pass is worth: good work among passing work, never certain with a fallible check', () => {
    const [first] = planAttempts(problem([independent('a', 0.5, 0)])).attempts;
    assert.ok(first !== undefined);
    assert.ok(Math.abs(first.passChance - 0.5) < 1e-12);
    assert.ok(Math.abs(first.goodIfPassed - 0.9) < 1e-12);
    assert.equal(planAttempts(problem([independent('a', 0.5, 0)], { falsePass: 0 })).attempts[0]?.goodIfPassed, 1);
  });

  it('forecasts an attempt that is not worth making, but none of a stranger', () => {
    const dear = problem([contender('dear', 0.2, 5)]);
    assert.deepEqual(order(dear), []);
    assert.ok((forecastAttempt(dear, 'dear')?.valueUsd ?? 0) < 0);
    assert.equal(forecastAttempt(dear, 'stranger'), undefined);
  });

  it('goes by the index n / a above ten bidders with many attempts left, and stays exact with few', () => {
    const many = Array.from({ length: 14 }, (_, index) =>
      contender(`b${String(index).padStart(2, '0')}`, 0.2 + index / 25, 0.02 * (index + 1)),
    );
    assert.equal(planAttempts(problem(many)).method, 'index');
    assert.equal(planAttempts(problem(many, { attemptsLeft: 3 })).method, 'exact');
    assert.equal(planAttempts(problem(many.slice(0, 10))).method, 'exact');
    const exact = planAttempts(problem(many.slice(0, 10))).valueUsd;
    const index = planAttempts(problem(many)).valueUsd;
    assert.ok(index > 0.98 * exact, `${index} against ${exact} with fewer bidders`);
  });

  it('property: never says NaN, whatever it is given', () => {
    const number = fc.oneof(fc.double(), fc.double({ min: 0, max: 1 }), fc.constantFrom(0, 1, -1, 1e-320, 1e300));
    const odd = fc.record({
      weights: fc.array(number, { maxLength: 5 }),
      contenders: fc.array(
        fc.record({
          bidderId: fc.string({ maxLength: 3 }),
          costUsd: number,
          chances: fc.array(number, { maxLength: 5 }),
        }),
        { maxLength: 12 },
      ),
      failed: fc.array(fc.array(number, { maxLength: 5 }), { maxLength: 3 }),
      valueUsd: number,
      badWorkUsd: number,
      falsePass: number,
      falseFail: number,
      attemptsLeft: number,
    });
    fc.assert(
      fc.property(odd, (given) => {
        const { attempts, valueUsd } = planAttempts(given);
        assert.ok(!Number.isNaN(valueUsd) && valueUsd >= 0);
        for (const one of attempts) {
          for (const chance of [one.reachChance, one.passChance, one.goodIfPassed]) {
            assert.ok(chance >= 0 && chance <= 1, `${chance}`);
          }
          assert.ok(!Number.isNaN(one.valueUsd));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('stops when failures happened that the figures held impossible', () => {
    const sure = independent('sure', 1, 0.1);
    const plan = planAttempts(problem([sure], { falseFail: 0, failed: [sure.chances] }));
    assert.deepEqual(plan, { attempts: [], valueUsd: 0, method: 'exact' });
  });
});
