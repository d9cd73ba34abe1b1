import type { Method, Run } from './method';
import { rerunChances } from './difficultyFit';
import { stream, uniforms } from './draws';
import type { Pool } from './pool';
import { maxAttempts, type Plans, valueCount } from './plans';

/** How the check errs. */
export interface CheckErrors {
  readonly falsePass: number;
  readonly falseFail: number;
}

/** Means over the runs, [value * tasks + task]. */
export interface Tally {
  readonly costUsd: Float64Array;
  readonly overheadUsd: Float64Array;
  /** The final submission is right. */
  readonly solved: Float64Array;
  /** Good work that the method hands on as done, and bad work that it does. */
  readonly acceptedGood: Float64Array;
  readonly acceptedBad: Float64Array;
  /** Attempts by the pool's dearest model. */
  readonly dearest: Float64Array;
  /** Paid more than the cheapest model that had solved it. */
  readonly over: Float64Array;
  /** Ended wrong although a model of the pool had solved it. */
  readonly under: Float64Array;
  /** [bin]: how often a first attempt was said to have this chance, the chances, and how often it was good. */
  readonly said: Calibration;
}

export interface Calibration {
  readonly count: Float64Array;
  readonly chance: Float64Array;
  readonly good: Float64Array;
}

const bins = 10;

/** What chance decides beside the bids: the check's errors and reruns, the same for all methods of a seed. */
export interface Luck {
  /** [model][task], uniform. */
  readonly check: readonly Float64Array[];
  /** [attempt][task], uniform. */
  readonly rerun: readonly Float64Array[];
  readonly rerunCheck: readonly Float64Array[];
  /** [model][task]: chance that a second run is good. */
  readonly rerunChance: readonly Float64Array[];
}

/**
 * `rerunLuck`: how much of a rerun is luck. 0 repeats the recorded result; 1 is a fresh draw at the task's difficulty, which is
 * what another model of the same strength would do. One recorded run a model cannot tell where in between the truth is.
 */
export function luckOf({ pool, difficulty, seed }: Pick<Run, 'pool' | 'difficulty' | 'seed'>, rerunLuck: number): Luck {
  const draw = (purpose: number): Float64Array => uniforms(pool.taskCount, stream(seed, purpose));
  return {
    check: pool.models.map((_, model) => draw(50 + model)),
    rerun: [0, 1, 2].map((attempt) => draw(40 + attempt)),
    rerunCheck: [0, 1, 2].map((attempt) => draw(45 + attempt)),
    rerunChance: pool.resolved.map((results) =>
      rerunChances(difficulty, results).map((fresh, task) => rerunLuck * fresh + (1 - rerunLuck) * results[task]!),
    ),
  };
}

export function emptyTally(taskCount: number): Tally {
  const make = (): Float64Array => new Float64Array(valueCount * taskCount);
  return {
    ...{ costUsd: make(), overheadUsd: make(), solved: make(), acceptedGood: make(), acceptedBad: make() },
    ...{ dearest: make(), over: make(), under: make() },
    said: { count: new Float64Array(bins), chance: new Float64Array(bins), good: new Float64Array(bins) },
  };
}

/** Adds what comes of these plans, `share` (1 / runs) of it. `laterCost` is what an attempt after a failure costs beside the recorded cost. */
export function play(
  world: { readonly run: Run; readonly luck: Luck; readonly errors: CheckErrors; readonly laterCost: number },
  { checked }: Method,
  plans: Plans,
  tally: Tally,
  share: number,
): void {
  const { pool } = world.run;
  const facts = factsOf(pool);
  for (let cell = 0; cell < plans.overheadUsd.length; cell += 1) {
    const task = cell % pool.taskCount;
    let costUsd = 0;
    let good = 0;
    let passed = false;
    let last = -1;
    for (let attempt = 0; attempt < maxAttempts && !passed; attempt += 1) {
      const model = plans.order[cell * maxAttempts + attempt]!;
      if (model < 0) break;
      const rerun = model === last;
      costUsd += pool.costUsd[model]![task]! * (attempt > 0 ? world.laterCost : 1);
      good = rerun ? rerunResult(world.luck, model, task, attempt) : pool.resolved[model]![task]!;
      passed =
        !checked ||
        checkPasses(world.errors, (rerun ? world.luck.rerunCheck[attempt]! : world.luck.check[model]!)[task]!, good);
      if (model === facts.dearest) tally.dearest[cell]! += share;
      last = model;
    }
    if (last === -1) good = 0;
    tally.costUsd[cell]! += share * (costUsd + plans.overheadUsd[cell]!);
    tally.overheadUsd[cell]! += share * plans.overheadUsd[cell]!;
    tally.solved[cell]! += share * good;
    if (passed) (good === 1 ? tally.acceptedGood : tally.acceptedBad)[cell]! += share;
    const cheapest = facts.cheapestSolver[task]!;
    if (good === 0 && cheapest < Infinity) tally.under[cell]! += share;
    if (costUsd > cheapest + 1e-12) tally.over[cell]! += share;
    note(tally.said, plans.chance[cell]!, pool, plans.order[cell * maxAttempts]!, task);
  }
}

/** What the check says of work that is good (1) or not (0); `luck` is uniform. */
export function checkPasses({ falsePass, falseFail }: CheckErrors, luck: number, good: number): boolean {
  return luck < (good === 1 ? 1 - falseFail : falsePass);
}

function rerunResult({ rerun, rerunChance }: Luck, model: number, task: number, attempt: number): number {
  return rerun[attempt]![task]! < rerunChance[model]![task]! ? 1 : 0;
}

function note({ count, chance, good }: Calibration, said: number, pool: Pool, model: number, task: number): void {
  if (Number.isNaN(said) || model < 0) return;
  const bin = Math.min(bins - 1, Math.floor(said * bins));
  count[bin]! += 1;
  chance[bin]! += said;
  good[bin]! += pool.resolved[model]![task]!;
}

interface Facts {
  readonly dearest: number;
  /** USD of the cheapest attempt that solved each task, Infinity where none did. */
  readonly cheapestSolver: Float64Array;
}

const remembered = new WeakMap<Pool, Facts>();

function factsOf(pool: Pool): Facts {
  const known = remembered.get(pool);
  if (known !== undefined) return known;
  const means = pool.costUsd.map((costs) => costs.reduce((sum, usd) => sum + usd, 0));
  const cheapestSolver = new Float64Array(pool.taskCount).fill(Infinity);
  for (const [model, results] of pool.resolved.entries()) {
    for (let task = 0; task < pool.taskCount; task += 1) {
      if (results[task] === 1) cheapestSolver[task] = Math.min(cheapestSolver[task]!, pool.costUsd[model]![task]!);
    }
  }
  const facts = { dearest: means.indexOf(Math.max(...means)), cheapestSolver };
  remembered.set(pool, facts);
  return facts;
}
