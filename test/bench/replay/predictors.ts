import type { Market } from './method';
import type { Split } from './split';

/** What a router expects of every model on every measured task; [model][task], tasks outside the fold are 0. */
export interface Prediction {
  readonly chances: readonly Float64Array[];
  readonly costsUsd: readonly Float64Array[];
}

/** Tuned on pool A, see docs/evidence.md. */
export const routerSettings = { neighbours: 120, clusters: 2, ridge: 100, similar: 40, prior: 20 };

/** The means over the most similar training tasks. CARROT's (Somerstep and others, 2025) predicts cost likewise, other routers know one cost a model. */
export function nearest({ pool, textFeatures }: Market, split: Split, costsToo: boolean): Prediction {
  const features = textFeatures();
  const isTraining = mask(pool.taskCount, split.training);
  const groups = new Map(
    split.measured.map((task) => {
      const near = features.neighbours[task]!.filter((other) => isTraining[other] === 1);
      return [task, near.subarray(0, routerSettings.neighbours)] as const;
    }),
  );
  return meansOver({ pool }, split, (task) => groups.get(task)!, costsToo);
}

/**
 * Every model's record on all training tasks, moved by how hard and how dear the most similar ones were for all models
 * together: one shift a task, drawn towards none by `prior` tasks' worth. A record per model on a few tasks is mostly noise.
 */
export function similar({ pool, textFeatures }: Market, split: Split): Prediction {
  const features = textFeatures();
  const isTraining = mask(pool.taskCount, split.training);
  const { similar: count, prior } = routerSettings;
  const overallRate = meanOf(split.successRates);
  const shift = new Float64Array(pool.taskCount);
  const ratio = new Float64Array(pool.taskCount).fill(1);
  for (const task of split.measured) {
    const near = features.neighbours[task]!.filter((other) => isTraining[other] === 1).subarray(0, count);
    const rate = meanOf(pool.resolved.map((row) => meanOf(Array.from(near, (other) => row[other]!))));
    const ratios = pool.costUsd.map(
      (row, model) => meanOf(Array.from(near, (other) => row[other]!)) / split.expectedCostUsd[model]!,
    );
    const shrunk = (count * rate + prior * overallRate) / (count + prior);
    shift[task] = logit(shrunk) - logit(overallRate);
    ratio[task] = (count * meanOf(ratios) + prior) / (count + prior);
  }
  return {
    chances: split.successRates.map((own) => shift.map((by) => 1 / (1 + Math.exp(-logit(own) - by)))),
    costsUsd: split.expectedCostUsd.map((usd) => ratio.map((times) => times * usd)),
  };
}

function logit(chance: number): number {
  return Math.log(chance / (1 - chance));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Avengers-Pro (Zhang and others, 2025): each task gets the record its cluster of texts has. */
export function clustered({ pool, textFeatures }: Market, split: Split): Prediction {
  const features = textFeatures();
  const places = kMeans(features.embedding, split.training, routerSettings.clusters);
  const members = new Map<number, number[]>();
  for (const task of split.training) {
    const list = members.get(places[task]!) ?? [];
    members.set(places[task]!, list);
    list.push(task);
  }
  return meansOver({ pool }, split, (task) => members.get(places[task]!) ?? split.training, true);
}

/** A logistic regression per model on length, code blocks and the text's embedding; ridge, by Newton's method. */
export function logistic({ pool, textFeatures }: Market, split: Split): Prediction {
  const features = textFeatures();
  const chances = pool.models.map((_, model) => {
    const weights = fitLogistic(features.features, pool.resolved[model]!, split.training);
    const result = new Float64Array(pool.taskCount);
    for (const task of split.measured) result[task] = chanceFor(weights, features.features[task]!);
    return result;
  });
  return { chances, costsUsd: constantCosts(split, pool.taskCount) };
}

function meansOver(
  { pool }: Pick<Market, 'pool'>,
  split: Split,
  groupOf: (task: number) => ArrayLike<number>,
  costsToo: boolean,
): Prediction {
  const meansOf = (rows: readonly ArrayLike<number>[]): Float64Array[] =>
    rows.map((row) => {
      const result = new Float64Array(pool.taskCount);
      for (const task of split.measured) {
        const group = groupOf(task);
        let sum = 0;
        for (let at = 0; at < group.length; at += 1) sum += row[group[at]!]!;
        result[task] = sum / group.length;
      }
      return result;
    });
  return {
    chances: meansOf(pool.resolved),
    costsUsd: costsToo ? meansOf(pool.costUsd) : constantCosts(split, pool.taskCount),
  };
}

function constantCosts(split: Split, taskCount: number): Float64Array[] {
  return split.expectedCostUsd.map((usd) => new Float64Array(taskCount).fill(usd));
}

/** Lloyd's algorithm from evenly spaced training tasks; every task, training or not, gets its nearest centre. */
function kMeans(points: readonly Float64Array[], training: readonly number[], count: number): Int32Array {
  let centres = Array.from({ length: count }, (_, at) =>
    points[training[Math.floor((at * training.length) / count)]!]!.slice(),
  );
  const places = new Int32Array(points.length);
  for (let round = 0; round < 12; round += 1) {
    for (const [task, point] of points.entries()) places[task] = nearestCentre(point, centres);
    centres = centres.map((centre, at) => {
      const members = training.filter((task) => places[task] === at);
      return members.length === 0
        ? centre
        : centre.map((_, axis) => members.reduce((sum, task) => sum + points[task]![axis]!, 0) / members.length);
    });
  }
  return places;
}

function nearestCentre(point: Float64Array, centres: readonly Float64Array[]): number {
  let best = 0;
  let bestDistance = Infinity;
  for (const [at, centre] of centres.entries()) {
    let distance = 0;
    for (let axis = 0; axis < point.length; axis += 1) distance += (point[axis]! - centre[axis]!) ** 2;
    if (distance >= bestDistance) continue;
    best = at;
    bestDistance = distance;
  }
  return best;
}

function chanceFor(weights: Float64Array, features: Float64Array): number {
  let sum = weights[0]!;
  for (let at = 0; at < features.length; at += 1) sum += weights[at + 1]! * features[at]!;
  return 1 / (1 + Math.exp(-sum));
}

function fitLogistic(rows: readonly Float64Array[], results: Uint8Array, training: readonly number[]): Float64Array {
  const width = (rows[0]?.length ?? 0) + 1;
  let weights = new Float64Array(width);
  for (let round = 0; round < 6; round += 1) {
    const gradient = weights.map((weight, at) => (at === 0 ? 0 : -routerSettings.ridge * weight));
    const curvature = Array.from({ length: width }, (_, at) => {
      const row = new Float64Array(width);
      row[at] = at === 0 ? 1e-6 : routerSettings.ridge;
      return row;
    });
    for (const task of training) addTask(rows[task]!, results[task]!, weights, gradient, curvature);
    const step = solve(curvature, gradient);
    weights = weights.map((weight, at) => weight + step[at]!);
  }
  return weights;
}

function addTask(
  row: Float64Array,
  result: number,
  weights: Float64Array,
  gradient: Float64Array,
  curvature: readonly Float64Array[],
): void {
  const chance = chanceFor(weights, row);
  const slope = chance * (1 - chance);
  for (let i = 0; i < weights.length; i += 1) {
    const left = i === 0 ? 1 : row[i - 1]!;
    gradient[i]! += (result - chance) * left;
    for (let j = 0; j < weights.length; j += 1) curvature[i]![j]! += slope * left * (j === 0 ? 1 : row[j - 1]!);
  }
}

/** Gauss and Jordan; the matrix is positive definite, so no pivoting. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const result = right.slice();
  for (let pivot = 0; pivot < result.length; pivot += 1) {
    const scale = matrix[pivot]![pivot]!;
    for (let row = 0; row < result.length; row += 1) {
      if (row === pivot) continue;
      const factor = matrix[row]![pivot]! / scale;
      for (let at = pivot; at < result.length; at += 1) matrix[row]![at]! -= factor * matrix[pivot]![at]!;
      result[row]! -= factor * result[pivot]!;
    }
  }
  return result.map((value, at) => value / matrix[at]![at]!);
}

function mask(size: number, places: readonly number[]): Uint8Array {
  const result = new Uint8Array(size);
  for (const place of places) result[place] = 1;
  return result;
}
