import assert from 'node:assert/strict';
import fc from 'fast-check';
import { abilityFor, difficultyGrid, sigmoid } from '../../../../src/auction/difficulty';
import { tabledAbility } from '../../../../src/auction/fit/abilityTable';
import { climb, spreadAt } from '../../../../src/auction/fit/climb';
import { fitOutcomes, logLikelihood } from '../../../../src/auction/fit/outcomeFit';
import { noCorrection } from '../../../../src/auction/fit/outcomeModel';
import type { AttemptOutcome, OutcomeTask } from '../../../../src/auction/fit/outcomeTask';
import { taskLikelihood } from '../../../../src/auction/fit/taskLikelihood';
import { seededRandom } from '../../../../src/base/random';
import { normal } from './fitExamples';

const check = { falsePass: 0.1, falseFail: 0.1 };

/** True logits of the mean chance; the built-in prior believes all three to be alike. */
const truth = { cheap: -0.5, middle: 0.5, dear: 1.5 };
const believed = 0.5;

/** Tasks as a market makes them: the cheap bidder first, the next only where the check failed. */
function selectedTasks(count: number, seed: number): readonly OutcomeTask[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, task) => {
    const difficulty = 3 * normal(random);
    const attempts: OutcomeTask['attempts'][number][] = [];
    for (const [bidderId, logit] of Object.entries(truth)) {
      const good = random.next() < sigmoid(abilityFor(sigmoid(logit)) - difficulty);
      const passed = random.next() < (good ? 1 - check.falseFail : check.falsePass);
      const outcome = passed ? ('passed' as const) : ('failed' as const);
      attempts.push({ bidderId, priorLogit: believed, taskScore: 0, bidScore: 0, outcome });
      if (passed) break;
    }
    return { id: `t${task}`, attempts };
  });
}

/** What a logistic regression with one constant for each bidder gives: the log odds of its own executed attempts. */
function plainLogit(tasks: readonly OutcomeTask[], bidderId: string): number {
  const own = tasks.flatMap(({ attempts }) => attempts.filter((attempt) => attempt.bidderId === bidderId));
  const passed = own.filter(({ outcome }) => outcome === 'passed').length;
  return Math.log(passed / (own.length - passed));
}

/** The log odds to pass the check on a task like any other. */
function passLogit(logit: number): number {
  const pass = check.falsePass + sigmoid(logit) * (1 - check.falsePass - check.falseFail);
  return Math.log(pass / (1 - pass));
}

describe('auction/fit/outcomeFit', () => {
  it('is not misled by dear bidders running only where cheap ones failed, as a plain logistic is', () => {
    const tasks = selectedTasks(1500, 7);
    const { correction } = fitOutcomes(tasks, check);
    for (const [bidderId, logit] of Object.entries(truth)) {
      const fitted = believed + correction.shift + (correction.bidderShifts[bidderId] ?? 0);
      assert.ok(Math.abs(fitted - logit) < 0.35, `${bidderId}: ${fitted}, truth ${logit}`);
    }
    const plain = plainLogit(tasks, 'dear');
    assert.ok(plain < passLogit(truth.dear) - 0.6, `the plain logistic says ${plain}, truth ${passLogit(truth.dear)}`);
  });

  it('stays at the built-in prior without outcomes, and near it with few', () => {
    const none = fitOutcomes([], check);
    assert.deepEqual(none.correction, { shift: 0, taskSlope: 0, bidSlope: 0, bidderShifts: {} });
    const { correction, shiftSd } = fitOutcomes(selectedTasks(2, 1), check);
    for (const shift of Object.values(correction.bidderShifts)) assert.ok(Math.abs(shift) < 1);
    for (const sd of Object.values(shiftSd)) assert.ok(sd > 0.7 && sd <= 1.001, `${sd}`);
  });

  it('gives the same figures whatever the order of the tasks', () => {
    const tasks = selectedTasks(60, 3);
    const { correction } = fitOutcomes(tasks, check);
    const turned = fitOutcomes(tasks.toReversed(), check).correction;
    assert.ok(Math.abs(correction.shift - turned.shift) < 1e-3);
  });

  it('learns the slope on how plans look', () => {
    const random = seededRandom(11);
    const tasks = Array.from({ length: 800 }, (_, task): OutcomeTask => {
      const taskScore = 2 * random.next() - 1;
      const passed = random.next() < sigmoid(1.2 * taskScore);
      const outcome = passed ? 'passed' : 'failed';
      return { id: `t${task}`, attempts: [{ bidderId: 'a', priorLogit: 0, taskScore, bidScore: 0, outcome }] };
    });
    const { correction } = fitOutcomes(tasks, { falsePass: 0, falseFail: 0 });
    assert.ok(correction.taskSlope > 0.8 && correction.taskSlope < 1.6, `${correction.taskSlope}`);
    assert.ok(Math.abs(correction.bidSlope) < 1e-6);
  });
});

describe('auction/fit/taskLikelihood', () => {
  const outcomes: readonly AttemptOutcome[] = ['passed', 'failed', 'good', 'bad'];
  const attempts = fc.array(
    fc.record({ logit: fc.double({ min: -4, max: 4, noNaN: true }), outcome: fc.constantFrom(...outcomes) }),
    { minLength: 1, maxLength: 4 },
  );
  const errors = fc.record({
    falsePass: fc.double({ min: 0, max: 0.3, noNaN: true }),
    falseFail: fc.double({ min: 0, max: 0.3, noNaN: true }),
  });

  it('adds up to 1 over all that could have happened', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 1, maxLength: 3 }),
        errors,
        (logits, check) => {
          let total = 0;
          for (let bits = 0; bits < 2 ** logits.length; bits += 1) {
            const rated = logits.map((logit, at) => ({
              logit,
              outcome: bits & (1 << at) ? ('passed' as const) : ('failed' as const),
            }));
            total += Math.exp(taskLikelihood(rated, check).logLikelihood);
          }
          assert.ok(Math.abs(total - 1) < 1e-6, `${total}`);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('has the slopes that differences show', () => {
    fc.assert(
      fc.property(attempts, errors, (rated, check) => {
        const { slopes } = taskLikelihood(rated, check);
        slopes.forEach((slope, at) => {
          const moved = (by: number): number =>
            taskLikelihood(
              rated.map((attempt, index) => (index === at ? { ...attempt, logit: attempt.logit + by } : attempt)),
              check,
            ).logLikelihood;
          const difference = (moved(1e-4) - moved(-1e-4)) / 2e-4;
          assert.ok(Math.abs(slope - difference) < 1e-3, `${slope}, by differences ${difference}`);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('gives one attempt the chance that its logit says', () => {
    const task = {
      id: 't',
      attempts: [{ bidderId: 'a', priorLogit: 0.8, taskScore: 0, bidScore: 0, outcome: 'good' as const }],
    };
    assert.ok(Math.abs(Math.exp(logLikelihood(task, noCorrection, check)) - sigmoid(0.8)) < 1e-6);
  });

  it('finds abilities in its table as exactly as solving for them', () => {
    fc.assert(
      fc.property(fc.double({ min: -11, max: 11, noNaN: true }), (logit) => {
        const exact = abilityFor(sigmoid(logit));
        assert.ok(Math.abs(tabledAbility(logit, difficultyGrid).ability - exact) < 1e-6);
      }),
      { numRuns: 500 },
    );
  });
});

describe('auction/fit/climb', () => {
  it('finds the top of a bell and how wide it is', () => {
    const hill = ([x = 0, y = 0]: readonly number[]) => ({
      value: -((x - 1) ** 2) / 2 - (y + 2) ** 2 / 8 - (x - 1) * (y + 2) * 0.1,
      gradient: [-(x - 1) - 0.1 * (y + 2), -(y + 2) / 4 - 0.1 * (x - 1)],
    });
    const top = climb(hill, [0, 0]);
    assert.ok(Math.abs((top[0] ?? 0) - 1) < 1e-3 && Math.abs((top[1] ?? 0) + 2) < 1e-3, top.join(' '));
    const [wide = 0, wider = 0] = spreadAt(hill, top);
    // The inverse of [[1, 0.1], [0.1, 0.25]].
    assert.ok(Math.abs(wide - Math.sqrt(0.25 / 0.24)) < 1e-3 && Math.abs(wider - Math.sqrt(1 / 0.24)) < 1e-3);
  });
});
