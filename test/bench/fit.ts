import { fitMinMax } from '../../src/auction/fit/minMaxFit';
import { minMaxProblem } from '../../src/auction/fit/minMaxProblem';
import { fitOutcomes } from '../../src/auction/fit/outcomeFit';
import type { OutcomeTask } from '../../src/auction/fit/outcomeTask';
import { weightsOf } from '../../src/auction/fit/profileWeights';
import { builtInProfile } from '../../src/auction/profile';
import { seededRandom } from '../../src/base/random';
import { randomTasks } from '../unit/auction/fit/fitExamples';
import { atMost, type BenchRow, figure, median } from './support/benchRow';

export const name = 'fit';

const maxFitMs = 1000;
/** A proof leaves nothing but rounding. */
const maxGap = 1e-9;
const seeds = [2, 3, 4, 5, 6];

/** Measures both programs: the min-max one at the size of the paper's training set, 753 tasks and 4 bidders, on generated ballots. */
export function run(): Promise<readonly BenchRow[]> {
  const fits = seeds.map((seed) => timedFit(seed));
  const times = fits.map(({ ms }) => ms);
  const gap = Math.max(...fits.map((fit) => fit.gap));
  const outcomeMs = timedOutcomes(2000);
  return Promise.resolve([
    atMost(maxFitMs, 'min-max program, 753 tasks x 4 bidders, median of 5', median(times), 'ms'),
    figure('the same, slowest of 5', Math.max(...times), 'ms'),
    atMost(maxGap, 'proven gap, largest of 5', gap, 'score'),
    figure('weights nearest to the built-in ones proved', fits.filter(({ nearest }) => nearest).length, 'of 5'),
    figure('linear programs solved, most of 5', Math.max(...fits.map(({ programs }) => programs)), 'programs'),
    figure('outcome model, 2,000 tasks', outcomeMs, 'ms'),
  ]);
}

function timedFit(seed: number): { ms: number; gap: number; nearest: boolean; programs: number } {
  const tasks = randomTasks(753, 4, seed);
  const beganMs = performance.now();
  const problem = minMaxProblem(tasks);
  const { gap, nearestProved, programs } = fitMinMax(problem, weightsOf(builtInProfile, problem.judges));
  return { ms: performance.now() - beganMs, gap, nearest: nearestProved, programs };
}

function timedOutcomes(count: number): number {
  const random = seededRandom(8);
  const tasks = Array.from({ length: count }, (_, task): OutcomeTask => {
    const first = random.next() < 0.5;
    const attempt = (bidderId: string, passed: boolean): OutcomeTask['attempts'][number] => ({
      ...{ bidderId, priorLogit: 0.5, taskScore: 2 * random.next() - 1, bidScore: random.next() - 0.5 },
      outcome: passed ? 'passed' : 'failed',
    });
    const rest = first ? [] : [attempt(`b${1 + (task % 3)}`, random.next() < 0.4)];
    return { id: `t${task}`, attempts: [attempt('b0', first), ...rest] };
  });
  const beganMs = performance.now();
  fitOutcomes(tasks, { falsePass: 0.1, falseFail: 0.1 });
  return performance.now() - beganMs;
}
