import { type DifficultyGrid, difficultyGrid, sigmoid } from '../difficulty';
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
  const total = joint.reduce((sum, value) => sum + value, 0);
  return {
    logLikelihood: Math.log(total),
    slopes: parts.map(({ slopes }) => slopes.reduce((sum, slope, at) => sum + slope * (joint[at] ?? 0), 0) / total),
  };
}

/** P(outcome | q(b)) at every difficulty, and its slope with the logit as a share of itself. Plain loops: all the time is here. */
function attemptOverGrid(
  { logit, outcome }: RatedAttempt,
  { falsePass, falseFail }: CheckQuality,
  grid: DifficultyGrid,
): { readonly likelihoods: Float64Array; readonly slopes: Float64Array } {
  const believed = 1 - falsePass - falseFail;
  const { ability, slope } = tabledAbility(logit, grid);
  const sign = slope * slopeSign(outcome, believed);
  const size = grid.points.length;
  const likelihoods = new Float64Array(size);
  const slopes = new Float64Array(size);
  for (let at = 0; at < size; at += 1) {
    const q = sigmoid(ability - (grid.points[at] ?? 0));
    const likelihood = Math.max(edge, chanceOf(outcome, q, falsePass + q * believed));
    likelihoods[at] = likelihood;
    slopes[at] = (q * (1 - q) * sign) / likelihood;
  }
  return { likelihoods, slopes };
}

function chanceOf(outcome: AttemptOutcome, q: number, pass: number): number {
  switch (outcome) {
    case 'passed':
      return pass;
    case 'failed':
      return 1 - pass;
    case 'good':
      return q;
    case 'bad':
      return 1 - q;
  }
}

/** dP / dq. */
function slopeSign(outcome: AttemptOutcome, believed: number): number {
  const size = outcome === 'passed' || outcome === 'failed' ? believed : 1;
  return outcome === 'passed' || outcome === 'good' ? size : -size;
}
