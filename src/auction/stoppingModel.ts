import type { StoppingProblem } from './stoppingRule';

/** A contender with everything the stopping rule needs worked out per point of the difficulty grid. */
export interface Option {
  readonly bidderId: string;
  readonly costUsd: number;
  /** V q (1 - beta) - L (1 - q) alpha, USD. */
  readonly rewards: readonly number[];
  /** a = q (1 - beta) + (1 - q) alpha: any work that passes. */
  readonly passes: readonly number[];
  /** q (1 - beta): good work that passes. */
  readonly goodPasses: readonly number[];
  /** 1 - a = (1 - q)(1 - alpha) + q beta, computed so that nothing cancels. */
  readonly fails: readonly number[];
}

/** A stopping problem made safe to compute with: every figure a finite number in range. */
export interface StoppingModel {
  /** Cheapest first, then by id: of equals the first wins. */
  readonly options: readonly Option[];
  /** W_S after the failures so far, summing to 1; all 0 when those failures were impossible under the model. */
  readonly weights: readonly number[];
  readonly hasFailed: boolean;
  /** Attempts that may still be made, at most one for each option. */
  readonly maxAttempts: number;
  /** Values closer than this, per unit of weight, are equal. */
  readonly toleranceUsd: number;
}

/** An attempt after a failure costs this much more: it reads the failing log too. The specification's. */
const laterCostFactor = 1.3;

/** No task is worth or costs more; larger figures are typing errors that would overflow the sums. */
const maxUsd = 1e9;

export function stoppingModel(problem: StoppingProblem): StoppingModel {
  const falsePass = unit(problem.falsePass);
  const falseFail = unit(problem.falseFail);
  const valueUsd = Math.min(maxUsd, amount(problem.valueUsd));
  const badWorkUsd = Math.min(maxUsd, amount(problem.badWorkUsd));
  const size = problem.weights.length;
  const checked = (chances: readonly number[]): CheckedChances => checkedChances(chances, size, falsePass, falseFail);
  const options = problem.contenders
    .filter(({ costUsd }) => costUsd >= 0 && costUsd <= maxUsd)
    .map(({ bidderId, costUsd, chances }): Option => {
      const rewards = new Array<number>(size);
      for (let at = 0; at < size; at += 1) {
        const q = unit(chances[at]);
        rewards[at] = valueUsd * q * (1 - falseFail) - badWorkUsd * (1 - q) * falsePass;
      }
      const { passes, goodPasses, fails } = checked(chances);
      return { bidderId, costUsd, rewards, passes, goodPasses, fails };
    })
    .sort((a, b) => a.costUsd - b.costUsd || (a.bidderId < b.bidderId ? -1 : 1));
  const limit = problem.attemptsLeft ?? Infinity;
  return {
    options,
    weights: weightsAfter(
      problem.weights,
      problem.failed.map((chances) => checked(chances).fails),
    ),
    hasFailed: problem.failed.length > 0,
    maxAttempts: limit >= 0 ? Math.min(Math.floor(limit), options.length) : 0,
    toleranceUsd: 1e-12 * (valueUsd + badWorkUsd + Math.max(0, ...options.map(({ costUsd }) => costUsd))),
  };
}

/** What a check of this quality makes of some chances. */
interface CheckedChances extends Pick<Option, 'passes' | 'goodPasses' | 'fails'> {
  readonly size: number;
  readonly falsePass: number;
  readonly falseFail: number;
}

const lastChecked = new WeakMap<readonly number[], CheckedChances>();

/** Kept for the chances last asked for: the same task is asked about at many values. Chances are never changed once made. */
function checkedChances(
  chances: readonly number[],
  size: number,
  falsePass: number,
  falseFail: number,
): CheckedChances {
  const known = lastChecked.get(chances);
  if (known?.size === size && known.falsePass === falsePass && known.falseFail === falseFail) return known;
  const passes: number[] = [];
  const goodPasses: number[] = [];
  const fails: number[] = [];
  for (let at = 0; at < size; at += 1) {
    const q = unit(chances[at]);
    passes.push(q * (1 - falseFail) + (1 - q) * falsePass);
    goodPasses.push(q * (1 - falseFail));
    // 1 - a, computed so that nothing cancels.
    fails.push((1 - q) * (1 - falsePass) + q * falseFail);
  }
  const made = { passes, goodPasses, fails, size, falsePass, falseFail };
  lastChecked.set(chances, made);
  return made;
}

/** sum_b W [V q (1 - beta) - L (1 - q) alpha] - k c sum_b W, `depth` attempts into the plan: one attempt's own worth in USD. `weight` is sum_b W. */
export function attemptGain(
  model: StoppingModel,
  option: Option,
  depth: number,
  weights: readonly number[],
  weight = total(weights),
): number {
  const factor = depth > 0 || model.hasFailed ? laterCostFactor : 1;
  return weightedSum(weights, option.rewards) - factor * option.costUsd * weight;
}

export function total(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

export function product(left: readonly number[], right: readonly number[]): number[] {
  const result = new Array<number>(left.length);
  for (let at = 0; at < left.length; at += 1) result[at] = (left[at] ?? 0) * (right[at] ?? 0);
  return result;
}

// Plain loops here and above: this is the inner sum of 5,120 attempts, and the first auction of a session runs it cold.
export function weightedSum(weights: readonly number[], values: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < weights.length; at += 1) sum += (weights[at] ?? 0) * (values[at] ?? 0);
  return sum;
}

const lastStart = new WeakMap<readonly number[], readonly number[]>();

/** W_S. Normalised twice, so that rounding leaves their sum at 1. The weights before any failure are kept: they are the grid's own for nearly every task. */
function weightsAfter(weights: readonly number[], fails: readonly (readonly number[])[]): readonly number[] {
  const start = lastStart.get(weights) ?? normalised(normalised(weights.map(amount)));
  lastStart.set(weights, start);
  return fails.length === 0 ? start : normalised(fails.reduce(product, start));
}

/** Tiny weights keep their proportions; weights that sum to nothing stay as they are. */
function normalised(weights: readonly number[]): readonly number[] {
  const largest = Math.max(0, ...weights);
  if (largest === 0) return weights;
  const scaled = weights.map((weight) => weight / largest);
  const sum = total(scaled);
  return scaled.map((weight) => weight / sum);
}

function unit(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? 0 : Math.min(1, Math.max(0, value));
}

function amount(value: number): number {
  return Number.isFinite(value) && value > 0 ? value : 0;
}
