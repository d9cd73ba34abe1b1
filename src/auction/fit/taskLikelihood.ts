import { type DifficultyGrid, difficultyGrid } from '../difficulty';
import type { CheckQuality } from '../rule';
import { tabledAbility } from './abilityTable';
import type { AttemptOutcome } from './outcomeTask';

/** One attempt with the logit a model gives it. */
export interface RatedAttempt {
  readonly logit: number;
  readonly outcome: AttemptOutcome;
}

/** log L of one task, and how it changes with each attempt's logit, in the attempts' order. */
export interface TaskLikelihood {
  readonly logLikelihood: number;
  readonly slopes: readonly number[];
}

/** Chances are kept this far from 0 and 1: one impossible outcome must not end a fit. */
const edge = 1e-9;

/**
 * The joint likelihood of all attempts on one task, the difficulty that they share integrated out:
 *
 *   L = sum_b phi(b) prod_i P(outcome_i | q_i(b)),   q_i(b) = sigmoid(theta_i - b),   E_b[q_i(b)] = sigmoid(logit_i)
 *
 * with P = q (1 - beta) + (1 - q) alpha for a pass, 1 minus that for a failure, q for good and 1 - q for bad work. The later
 * attempts of a task were made because the earlier ones failed; given all of them together that selection cancels, which is
 * why attempts must never be fitted one by one.
 */
export function taskLikelihood(
  attempts: readonly RatedAttempt[],
  check: CheckQuality,
  grid: DifficultyGrid = difficultyGrid,
): TaskLikelihood {
  const parts = attempts.map((attempt) => attemptOverGrid(attempt, check, grid));
  const joint = Float64Array.from(grid.weights);
  for (const { likelihoods } of parts) {
    for (let at = 0; at < joint.length; at += 1) joint[at] = (joint[at] ?? 0) * (likelihoods[at] ?? 0);
  }
  let total = 0;
  for (let at = 0; at < joint.length; at += 1) total += joint[at] ?? 0;
  return { logLikelihood: Math.log(total), slopes: parts.map(({ slopes }) => inner(slopes, joint) / total) };
}

const exponentials = new WeakMap<DifficultyGrid, Float64Array>();

/** e^b at every point of the grid: with it a chance costs a division instead of an exponential. */
function exponentialsOf(grid: DifficultyGrid): Float64Array {
  const known = exponentials.get(grid);
  if (known !== undefined) return known;
  const made = Float64Array.from(grid.points, Math.exp);
  exponentials.set(grid, made);
  return made;
}

/** P(outcome | q(b)) at every difficulty, and its slope with the logit as a share of itself. Plain loops: all the time is here. */
function attemptOverGrid(
  { logit, outcome }: RatedAttempt,
  { falsePass, falseFail }: CheckQuality,
  grid: DifficultyGrid,
): { readonly likelihoods: Float64Array; readonly slopes: Float64Array } {
  const believed = 1 - falsePass - falseFail;
  const { ability, slope } = tabledAbility(logit, grid);
  // Every outcome's chance is a straight line in q: its start and its rise.
  const start = chanceIfBad(outcome, falsePass);
  const rise = slopeSign(outcome, believed);
  const sign = slope * rise;
  const able = Math.exp(ability);
  const hard = exponentialsOf(grid);
  const likelihoods = new Float64Array(hard.length);
  const slopes = new Float64Array(hard.length);
  for (let at = 0; at < hard.length; at += 1) {
    // sigmoid(theta - b)
    const q = able / (able + (hard[at] ?? 0));
    const likelihood = Math.max(edge, start + q * rise);
    likelihoods[at] = likelihood;
    slopes[at] = (q * (1 - q) * sign) / likelihood;
  }
  return { likelihoods, slopes };
}

function inner(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += (one[at] ?? 0) * (other[at] ?? 0);
  return sum;
}

/** P(outcome) of work that is bad for sure. */
function chanceIfBad(outcome: AttemptOutcome, falsePass: number): number {
  switch (outcome) {
    case 'passed':
      return falsePass;
    case 'failed':
      return 1 - falsePass;
    case 'good':
      return 0;
    case 'bad':
      return 1;
  }
}

/** dP / dq. */
function slopeSign(outcome: AttemptOutcome, believed: number): number {
  const size = outcome === 'passed' || outcome === 'failed' ? believed : 1;
  return outcome === 'passed' || outcome === 'good' ? size : -size;
}
