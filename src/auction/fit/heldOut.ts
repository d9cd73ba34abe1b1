import type { RandomPort } from '../../base/random';
import type { CheckQuality } from '../rule';
import type { HeldOut } from './fittedProfile';
import { fitMinMax } from './minMaxFit';
import { dot, minMaxProblem, rowOf } from './minMaxProblem';
import { fitCorrection, logLikelihood } from './outcomeFit';
import { noCorrection } from './outcomeModel';
import type { OutcomeTask } from './outcomeTask';
import { aucOf, type Ranked } from './rankQuality';
import { judgesOf, type ScoredTask } from './scoredTask';

/** Tasks are held out in five parts, each task once. The specification's. */
const folds = 5;

/**
 * Standard errors by which a fit must be better. The specification asks for more than one; that is passed by luck at one look in six, and a
 * person looks again after every few tasks (see docs/evidence.md).
 */
export const standardErrorsAsked = 2;

/** Tasks drawn anew for the standard error of an AUC. Ours. */
const resamples = 200;

/** Programs a fold's search may solve: it is for a figure, not for use. */
const foldPrograms = 20_000;

/** Program 2 held out: the joint log-likelihood of each task under a correction fitted on the other parts, beside the built-in prior's. */
export function heldOutOutcomes(tasks: readonly OutcomeTask[], check: CheckQuality): HeldOut {
  const pairs = inFolds(tasks, (rest, part) => {
    const correction = fitCorrection(rest, check);
    return part.map((task) => ({
      fitted: logLikelihood(task, correction, check),
      builtIn: logLikelihood(task, noCorrection, check),
    }));
  });
  const differences = pairs.map(({ fitted, builtIn }) => fitted - builtIn);
  return verdict('logLikelihood', {
    builtIn: mean(pairs.map(({ builtIn }) => builtIn)),
    fitted: mean(pairs.map(({ fitted }) => fitted)),
    standardError: deviation(differences) / Math.sqrt(Math.max(1, differences.length)),
  });
}

/** Program 1 held out: AUC of -z over executed attempts, under weights fitted on the other parts, beside those given. */
export function heldOutScores(
  tasks: readonly ScoredTask[],
  builtIn: (judges: readonly string[]) => readonly number[],
  random: RandomPort,
): HeldOut {
  const pairs = inFolds(tasks, (rest, part) => {
    const problem = minMaxProblem(rest);
    const wanted = builtIn(problem.judges);
    const { weights } = fitMinMax(problem, wanted, foldPrograms);
    const own = judgesOf(tasks);
    return part.map((task) => ({
      fitted: executed(task, problem.judges, weights),
      builtIn: executed(task, own, builtIn(own)),
    }));
  });
  const difference = (chosen: typeof pairs): number =>
    aucOf(chosen.flatMap(({ fitted }) => fitted)) - aucOf(chosen.flatMap((pair) => pair.builtIn));
  const draws = Array.from({ length: resamples }, () =>
    difference(pairs.map((pair) => pairs[Math.floor(random.next() * pairs.length)] ?? pair)),
  );
  return verdict('auc', {
    builtIn: aucOf(pairs.flatMap((pair) => pair.builtIn)),
    fitted: aucOf(pairs.flatMap(({ fitted }) => fitted)),
    standardError: deviation(draws),
  });
}

/** -z of the attempts whose check said something, under these weights. */
function executed(task: ScoredTask, judges: readonly string[], weights: readonly number[]): readonly Ranked[] {
  return task.bids.flatMap(({ features, passed }) =>
    passed === undefined ? [] : [{ score: -dot(rowOf(features, judges), weights), passed }],
  );
}

/** Every task once in the part that is held out, the task's place deciding which; the parts' results in a row. */
function inFolds<Task, Result>(
  tasks: readonly Task[],
  measure: (rest: readonly Task[], part: readonly Task[]) => readonly Result[],
): readonly Result[] {
  return Array.from({ length: folds }, (_, fold) => {
    const part = tasks.filter((_task, at) => at % folds === fold);
    const rest = tasks.filter((_task, at) => at % folds !== fold);
    return part.length === 0 || rest.length === 0 ? [] : measure(rest, part);
  }).flat();
}

function verdict(
  measure: HeldOut['measure'],
  figures: { readonly builtIn: number; readonly fitted: number; readonly standardError: number },
): HeldOut {
  const difference = figures.fitted - figures.builtIn;
  return {
    measure,
    ...figures,
    difference,
    beats: difference > standardErrorsAsked * figures.standardError && difference > 0,
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return values.length < 2 ? Infinity : Math.sqrt(squares / (values.length - 1));
}
