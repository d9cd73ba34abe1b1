import { fitDifficulty } from './difficultyFit';
import { foldsOf, stream } from './draws';
import type { Market, Run } from './method';
import { poolOf } from './pool';
import type { ReplayData } from './readBenchmarks';
import type { ReplaySettings } from './settings';
import { drawNoise, type JuryModel, simulateBids } from './simulateBids';
import { splitOf } from './split';
import { type TextFeatures, textFeaturesOf } from './textFeatures';

/** The pool with all that is worked out once. */
export function marketOf(data: ReplayData, { pool: wanted, half }: Pick<ReplaySettings, 'pool' | 'half'>): Market {
  const pool = poolOf(data, wanted, half);
  let features: TextFeatures | undefined;
  return {
    pool,
    // Most methods never ask, and this is the dearest thing to make ready.
    textFeatures: () => (features ??= textFeaturesOf(pool.texts)),
    difficulty: fitDifficulty(pool.outside, pool.taskCount),
  };
}

export function runOf(market: Market, seed: number, folds: number): Run {
  const { pool, difficulty } = market;
  const foldOf = foldsOf(pool.taskCount, folds, stream(seed, 1));
  return {
    ...market,
    seed,
    splits: Array.from({ length: folds }, (_, fold) => splitOf(pool, difficulty, foldOf, fold)),
    noise: drawNoise(pool, seed),
  };
}

/** How often the jury's mean score puts work that was good above work that was not, ties half; over all bids of measured tasks. */
export function juryAuc({ pool, splits, noise }: Run, jury: JuryModel): number {
  const count = pool.models.length;
  const good = new Float64Array(5 * count + 1);
  const bad = new Float64Array(5 * count + 1);
  for (const split of splits) {
    const { scores } = simulateBids(pool, split, noise, jury);
    for (const task of split.measured) {
      for (let bid = 0; bid < count; bid += 1) {
        let sum = 0;
        for (let judge = 0; judge < count; judge += 1) sum += scores[(task * count + judge) * count + bid]!;
        (pool.resolved[bid]![task] === 1 ? good : bad)[sum]! += 1;
      }
    }
  }
  let below = 0;
  let ordered = 0;
  for (const [sum, many] of good.entries()) {
    ordered += many * (below + bad[sum]! / 2);
    below += bad[sum]!;
  }
  const total = good.reduce((sum, many) => sum + many, 0);
  return ordered / (total * below);
}
