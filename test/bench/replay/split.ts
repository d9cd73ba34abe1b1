import { expectedCosts, type ExpectedCosts, type SettledAttempt } from '../../../src/auction/expectedCost';
import { blendedPrice } from '../../../src/auction/price';
import { chancesOf, fitAbility, type TaskDifficulty } from './difficultyFit';
import type { Pool } from './pool';

/** What may be known before a fold is measured: everything in it comes from tasks outside the fold. */
export interface Split {
  readonly training: readonly number[];
  readonly measured: readonly number[];
  /** Share of training tasks each model solved, half a task added to both sides. */
  readonly successRates: readonly number[];
  readonly expectedCostUsd: readonly number[];
  /** Mean of `expectedCostUsd`: the scale of this pool's money. */
  readonly scaleUsd: number;
  /** [model][task]: a bidder's honest chance, from the task's difficulty and the bidder's ability on training tasks. */
  readonly chances: readonly Float64Array[];
}

export function splitOf(pool: Pool, difficulty: TaskDifficulty, folds: Uint8Array, fold: number): Split {
  const tasks = Array.from({ length: pool.taskCount }, (_, task) => task);
  const training = tasks.filter((task) => folds[task] !== fold);
  const learnt = costsAfter(pool, training);
  const expectedCostUsd = pool.bidders.map((bidder) => learnt.costUsd(bidder) ?? 0);
  return {
    training,
    measured: tasks.filter((task) => folds[task] === fold),
    successRates: pool.resolved.map(
      (results) => (training.reduce((sum, task) => sum + results[task]!, 0) + 0.5) / (training.length + 1),
    ),
    expectedCostUsd,
    scaleUsd: expectedCostUsd.reduce((sum, usd) => sum + usd, 0) / expectedCostUsd.length,
    chances: pool.resolved.map((results) =>
      chancesOf(
        difficulty,
        fitAbility(difficulty, results, (task) => folds[task] !== fold),
      ),
    ),
  };
}

/** The product's own expected costs after every bidder has settled these tasks. */
function costsAfter(pool: Pool, tasks: readonly number[]): ExpectedCosts {
  const attempts = pool.bidders.flatMap(({ id, price }, model): SettledAttempt[] =>
    price === undefined
      ? []
      : tasks.map((task) => ({
          bidderId: id,
          price: blendedPrice(price),
          costUsd: pool.costUsd[model]![task]!,
        })),
  );
  return expectedCosts(attempts);
}
