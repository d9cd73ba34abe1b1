import assert from 'node:assert/strict';
import { fitMinMax, optimumTolerance } from '../../../../src/auction/fit/minMaxFit';
import { cornersOf, dot, groupFloor, minMaxProblem, rowOf, worstTask } from '../../../../src/auction/fit/minMaxProblem';
import { profileOf, weightsOf } from '../../../../src/auction/fit/profileWeights';
import { judgesOf } from '../../../../src/auction/fit/scoredTask';
import { builtInProfile } from '../../../../src/auction/profile';
import { seededRandom } from '../../../../src/base/random';
import { randomTasks } from './fitExamples';
import { loadOracle } from './highsOracle';

describe('auction/fit/minMaxFit', () => {
  it('finds the optimum that HiGHS proves on the published form, on 40 random instances', async () => {
    const oracle = await loadOracle();
    let worst = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const problem = minMaxProblem(randomTasks(4 + (seed % 4), 2 + (seed % 3), seed));
      const fit = fitMinMax(problem, weightsOf(builtInProfile, problem.judges));
      const best = oracle.lowestQ(problem);
      assert.ok(fit.gap < 1e-9, `gap ${fit.gap} of instance ${seed}`);
      assert.ok(Math.abs(fit.lowerBound - best) < 1e-6, `instance ${seed}: ${fit.lowerBound}, HiGHS ${best}`);
      worst = Math.max(worst, Math.abs(fit.lowerBound - best));
    }
    console.log(`      largest difference from HiGHS: ${worst.toExponential(1)}`);
  });

  it('takes the optimum nearest to the built-in weights, as HiGHS finds it too', async () => {
    const oracle = await loadOracle();
    for (let seed = 101; seed <= 120; seed += 1) {
      const problem = minMaxProblem(randomTasks(3 + (seed % 6), 3, seed));
      const wanted = weightsOf(builtInProfile, problem.judges);
      const fit = fitMinMax(problem, wanted);
      const least = oracle.leastDistance(problem, wanted, fit.lowerBound + optimumTolerance);
      assert.ok(fit.nearestProved);
      assert.ok(Math.abs(fit.distance - least) < 1e-4, `instance ${seed}: ${fit.distance}, HiGHS ${least}`);
    }
  });

  it('gives weights that are allowed and whose worst task is as good as it says', () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const problem = minMaxProblem(randomTasks(60, 4, seed));
      const { weights, q, lowerBound } = fitMinMax(problem, weightsOf(builtInProfile, problem.judges));
      const [cost = 0, entropy = 0, ...jury] = weights;
      assert.ok(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-9);
      assert.ok(cost >= groupFloor - 1e-9 && entropy >= groupFloor - 1e-9);
      assert.ok(jury.reduce((sum, weight) => sum + weight, 0) >= groupFloor - 1e-9);
      assert.ok(weights.every((weight) => weight >= -1e-9));
      assert.equal(q, worstTask(problem, weights).z);
      assert.ok(q <= lowerBound + 2 * optimumTolerance);
    }
  });

  it('stays with the wanted weights when they are optimal already', () => {
    const bids = (cost: number) => [{ bidderId: 'a', features: { cost, entropy: 0, judges: new Map([['j', 0]]) } }];
    const problem = minMaxProblem([{ id: 't', bids: bids(0) }]);
    const wanted = [0.3, 0.3, 0.4];
    assert.deepEqual(fitMinMax(problem, wanted).weights, wanted);
  });

  it('leaves out only bids and tasks that no weights could prefer', () => {
    const tasks = randomTasks(40, 4, 9);
    const { tasks: kept, judges } = minMaxProblem(tasks);
    const all = tasks.map(({ bids }) => bids.map(({ features }) => rowOf(features, judges)));
    const random = seededRandom(3);
    const corners = cornersOf(judges.length);
    for (let draw = 0; draw < 500; draw += 1) {
      const shares = corners.map(() => random.next() ** 4);
      const total = shares.reduce((sum, share) => sum + share, 0);
      const weights = [0, 1, ...judges.map((_, at) => at + 2)].map((at) =>
        corners.reduce((sum, corner, index) => sum + ((shares[index] ?? 0) / total) * (corner[at] ?? 0), 0),
      );
      const worst = Math.max(...all.map((bids) => Math.min(...bids.map((row) => dot(row, weights)))));
      assert.ok(Math.abs(worst - worstTask({ judges, tasks: kept }, weights).z) < 1e-12);
    }
  });

  it('says what was not proved when the search is ended early', () => {
    const problem = minMaxProblem(randomTasks(753, 4, 2));
    const wanted = weightsOf(builtInProfile, problem.judges);
    const cut = fitMinMax(problem, wanted, 3);
    const whole = fitMinMax(problem, wanted);
    assert.ok(cut.gap > 0);
    assert.ok(cut.lowerBound <= whole.lowerBound + 1e-9 && cut.q >= whole.q - 2 * optimumTolerance);
  });

  it('takes an absent judge for the mean of those present, and a judge that left the market into account', () => {
    const features = {
      cost: 0.2,
      entropy: 0.1,
      judges: new Map([
        ['a', 0.4],
        ['b', 0.8],
      ]),
    };
    assert.deepEqual(rowOf(features, ['a', 'b', 'c']), [0.2, -0.1, -0.4, -0.8, -0.6000000000000001]);
    assert.deepEqual(judgesOf([{ id: 't', bids: [{ bidderId: 'x', features }] }]), ['a', 'b']);
  });

  it('turns weights into a profile and back', () => {
    const weights = [0.3, 0.2, 0.1, 0.4];
    const profile = { ...builtInProfile, ...profileOf(weights, ['a', 'b']) };
    weightsOf(profile, ['a', 'b']).forEach((weight, at) => assert.ok(Math.abs(weight - (weights[at] ?? 0)) < 1e-12));
  });
});
