import type { BidFeatures } from '../features';
import { judgesOf, type ScoredTask } from './scoredTask';

/** The least weight of each of the three groups: cost, entropy, the jury in total. The specification's. */
export const groupFloor = 0.05;

/** z of one bid as a linear function of the weights [cost, entropy, judge 1, judge 2, …]: z = row . w. */
export type BidRow = readonly number[];

/** min over weights w of the max over tasks of the min over bids of row . w. */
export interface MinMaxProblem {
  /** In the order of the weights from the third on. */
  readonly judges: readonly string[];
  /** The bids of each task that any weights could prefer; no task is without one. */
  readonly tasks: readonly (readonly BidRow[])[];
}

/**
 * The paper's program over these tasks. Features are 0..1: a cost above that of a typical plan of the dearest bidder counts as
 * 1, and a judge that was absent counts as the mean of those present, which is what rescaling the others' weights does while
 * their weights are alike. Bids and tasks that cannot matter, whatever the weights, are left out.
 */
export function minMaxProblem(tasks: readonly ScoredTask[]): MinMaxProblem {
  const judges = judgesOf(tasks);
  const corners = cornersOf(judges.length);
  const rows = tasks
    .map(({ bids }) => bids.map(({ features }) => rowOf(features, judges)))
    .filter((bids) => bids.length > 0)
    .map((bids) => bids.map((row) => ({ row, values: corners.map((corner) => dot(row, corner)) })))
    .map(withoutDominated);
  return { judges, tasks: withoutEasier(rows).map((bids) => bids.map(({ row }) => row)) };
}

/** Q of these weights: the worst task's best z, and which task that is. */
export function worstTask(
  { tasks }: MinMaxProblem,
  weights: readonly number[],
): { readonly z: number; readonly task: number } {
  let z = -Infinity;
  let task = 0;
  for (const [index, bids] of tasks.entries()) {
    const best = bestZ(bids, weights);
    if (best <= z) continue;
    z = best;
    task = index;
  }
  return { z, task };
}

function bestZ(bids: readonly BidRow[], weights: readonly number[]): number {
  let best = Infinity;
  for (const row of bids) best = Math.min(best, dot(row, weights));
  return best;
}

/** row . weights. A plain loop: it is the inner sum of the search. */
export function dot(row: readonly number[], weights: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < row.length; at += 1) sum += (row[at] ?? 0) * (weights[at] ?? 0);
  return sum;
}

/** One bid as a row of the problem; see `minMaxProblem` for what is done to its features. */
export function rowOf({ cost, entropy, judges }: BidFeatures, order: readonly string[]): BidRow {
  const present = [...judges.values()];
  const mean = present.length === 0 ? 0 : present.reduce((sum, value) => sum + value, 0) / present.length;
  return [Math.min(1, cost), -entropy, ...order.map((judge) => -(judges.get(judge) ?? mean))];
}

/** The corners of all allowed weights: each floor given to each judge, and what is left to one group. */
export function cornersOf(judges: number): readonly (readonly number[])[] {
  const free = 1 - 3 * groupFloor;
  const corner = (judge: number, ...free3: [number, number, number]): number[] => [
    groupFloor + free3[0],
    groupFloor + free3[1],
    ...Array.from({ length: judges }, (_, index) => (index === judge ? groupFloor + free3[2] : 0)),
  ];
  return Array.from({ length: judges }, (_, judge) => [
    corner(judge, free, 0, 0),
    corner(judge, 0, free, 0),
    corner(judge, 0, 0, free),
  ]).flat();
}

interface Valued {
  readonly row: BidRow;
  /** z at each corner: between them z is linear, so what holds at all corners holds for all weights. */
  readonly values: readonly number[];
}

function isNeverAbove(a: Valued, b: Valued): boolean {
  return a.values.every((value, at) => value <= (b.values[at] ?? 0));
}

/** A bid that another one beats or equals at every corner is never needed; of equals the first stays. */
function withoutDominated(bids: readonly Valued[]): readonly Valued[] {
  const kept: Valued[] = [];
  for (const bid of bids) {
    if (kept.some((other) => isNeverAbove(other, bid))) continue;
    const stay = kept.filter((other) => !isNeverAbove(bid, other));
    kept.splice(0, kept.length, ...stay, bid);
  }
  return kept;
}

/** A task whose best z can never be the worst: another task has no bid that does not have a better one here. */
function withoutEasier(tasks: readonly (readonly Valued[])[]): readonly (readonly Valued[])[] {
  const isNeverWorse = (easy: readonly Valued[], hard: readonly Valued[]): boolean =>
    hard.every((bid) => easy.some((own) => isNeverAbove(own, bid)));
  const kept: (readonly Valued[])[] = [];
  for (const task of tasks) {
    if (kept.some((other) => isNeverWorse(task, other))) continue;
    const stay = kept.filter((other) => !isNeverWorse(other, task));
    kept.splice(0, kept.length, ...stay, task);
  }
  return kept;
}
