import { difficultyGrid, sigmoid } from '../../../src/auction/difficulty';
import { unrecorded } from './readBenchmarks';

const { points, weights } = difficultyGrid;
const size = points.length;
const rounds = 12;

/** What the models outside the pool say about every task: the weight of each difficulty, [task * points + point], summing to 1 a task. */
export interface TaskDifficulty {
  readonly posterior: Float64Array;
  readonly taskCount: number;
}

/**
 * A Rasch model of the tasks' difficulty, b ~ N(0, 3^2), by expectation and maximisation (Bock and Aitkin, 1981) over the
 * results of `outside`, [model][task]. Without any such model every task keeps the prior.
 */
export function fitDifficulty(outside: readonly Uint8Array[], taskCount: number): TaskDifficulty {
  let abilities = outside.map(() => 0);
  let posterior = posteriorOf(outside, abilities, taskCount);
  for (let round = 0; round < rounds; round += 1) {
    const before = { posterior, taskCount };
    abilities = outside.map((results) => fitAbility(before, results, (task) => results[task] !== unrecorded));
    posterior = posteriorOf(outside, abilities, taskCount);
  }
  return { posterior, taskCount };
}

/** The ability, in logits, that makes the expected number of solved tasks the observed one; half a task is added to both sides. */
export function fitAbility(
  { posterior, taskCount }: TaskDifficulty,
  results: Uint8Array,
  include: (task: number) => boolean,
): number {
  const mass = new Float64Array(size);
  let solved = 0;
  let count = 0;
  for (let task = 0; task < taskCount; task += 1) {
    if (!include(task)) continue;
    count += 1;
    solved += results[task]!;
    for (let at = 0; at < size; at += 1) mass[at]! += posterior[task * size + at]!;
  }
  const share = (solved + 0.5) / (count + 1);
  let low = -20;
  let high = 20;
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    let expected = 0;
    for (let at = 0; at < size; at += 1) expected += mass[at]! * sigmoid(middle - points[at]!);
    if (expected < share * count) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The chance that work of this ability is good, for every task. */
export function chancesOf({ posterior, taskCount }: TaskDifficulty, ability: number): Float64Array {
  const good = Float64Array.from(points, (point) => sigmoid(ability - point));
  const chances = new Float64Array(taskCount);
  for (let task = 0; task < taskCount; task += 1) {
    let sum = 0;
    for (let at = 0; at < size; at += 1) sum += posterior[task * size + at]! * good[at]!;
    chances[task] = sum;
  }
  return chances;
}

/** The chance that a second run of the same model is good, knowing how its first run ended: the task's difficulty is news, its luck is new. */
export function rerunChances(difficulty: TaskDifficulty, results: Uint8Array): Float64Array {
  const ability = fitAbility(difficulty, results, () => true);
  const posterior = difficulty.posterior.slice();
  for (let task = 0; task < difficulty.taskCount; task += 1) update(posterior, task, ability, results[task]!);
  return chancesOf({ posterior, taskCount: difficulty.taskCount }, ability);
}

function posteriorOf(outside: readonly Uint8Array[], abilities: readonly number[], taskCount: number): Float64Array {
  const posterior = new Float64Array(taskCount * size);
  for (let task = 0; task < taskCount; task += 1) {
    for (let at = 0; at < size; at += 1) posterior[task * size + at] = weights[at]!;
    for (const [model, results] of outside.entries()) update(posterior, task, abilities[model]!, results[task]!);
  }
  return posterior;
}

function update(posterior: Float64Array, task: number, ability: number, result: number): void {
  if (result === unrecorded) return;
  let total = 0;
  for (let at = 0; at < size; at += 1) {
    const good = sigmoid(ability - points[at]!);
    posterior[task * size + at]! *= result === 1 ? good : 1 - good;
    total += posterior[task * size + at]!;
  }
  for (let at = 0; at < size; at += 1) posterior[task * size + at]! /= total;
}
