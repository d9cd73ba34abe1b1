/** Attempts one task may have in any method. */
export const maxAttempts = 3;

/** Values of a task, as multiples of the pool's mean expected cost, at which every method is asked; they draw its curve. */
export const valueMultiples: readonly number[] = [
  0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 10, 12, 15, 20, 30, 60, 120,
];

/** USD a solved task is worth in the tables of net value. */
export const tableValuesUsd: readonly number[] = [0.5, 1, 2, 5];

/** Values of a task in USD: the curve's, then the tables'. */
export function taskValues(scaleUsd: number): readonly number[] {
  return [...valueMultiples.map((multiple) => multiple * scaleUsd), ...tableValuesUsd];
}

export const valueCount = valueMultiples.length + tableValuesUsd.length;

/** What a method would do with every task of one run, before any result is seen. */
export interface Plans {
  /** [(value * tasks + task) * maxAttempts + attempt]: the model asked, -1 for nobody; the next one only after a failed check. */
  readonly order: Int8Array;
  /** USD for bids, jury and refinement, [value * tasks + task]. */
  readonly overheadUsd: Float64Array;
  /** The chance of good work it expects of the first attempt, NaN if it says none, [value * tasks + task]. */
  readonly chance: Float64Array;
}

export function emptyPlans(taskCount: number): Plans {
  return {
    order: new Int8Array(valueCount * taskCount * maxAttempts).fill(-1),
    overheadUsd: new Float64Array(valueCount * taskCount),
    chance: new Float64Array(valueCount * taskCount).fill(Number.NaN),
  };
}

/** One cell of the plans: which value and which task. */
export function putPlan(
  plans: Plans,
  cell: number,
  models: readonly number[],
  { chance, overheadUsd }: { readonly chance?: number; readonly overheadUsd?: number } = {},
): void {
  for (const [attempt, model] of models.slice(0, maxAttempts).entries()) {
    plans.order[cell * maxAttempts + attempt] = model;
  }
  if (chance !== undefined) plans.chance[cell] = chance;
  if (overheadUsd !== undefined) plans.overheadUsd[cell] = overheadUsd;
}
