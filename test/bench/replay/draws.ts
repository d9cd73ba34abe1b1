import { type RandomPort, seededRandom, shuffled } from '../../../src/base/random';

/** Independent streams of a seed: one more draw in one of them moves nothing in the others. */
export function stream(seed: number, purpose: number): RandomPort {
  return seededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b));
}

/** Standard normal figures (Box and Muller, 1958). */
export function normals(count: number, random: RandomPort): Float64Array {
  const drawn = new Float64Array(count);
  for (let at = 0; at < count; at += 1) {
    drawn[at] = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  }
  return drawn;
}

export function uniforms(count: number, random: RandomPort): Float64Array {
  return Float64Array.from({ length: count }, () => random.next());
}

/** The fold, 0 to `folds` - 1, in which each task is measured; folds differ by at most one task. */
export function foldsOf(taskCount: number, folds: number, random: RandomPort): Uint8Array {
  const order = shuffled(
    Array.from({ length: taskCount }, (_, task) => task),
    random,
  );
  const result = new Uint8Array(taskCount);
  for (const [place, task] of order.entries()) result[task] = place % folds;
  return result;
}
