/** A stream of numbers in [0, 1) that a seed fixes for ever. */
export interface RandomPort {
  next(): number;
}

/** mulberry32 (Tommy Ettinger, public domain): small, even enough for shuffles and fences, and the same on every machine. */
export function seededRandom(seed: number): RandomPort {
  let state = seed >>> 0;
  return {
    next: () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    },
  };
}

/** Fisher and Yates; a new array, the argument stays as it was. */
export function shuffled<T>(items: readonly T[], random: RandomPort): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random.next() * (last + 1));
    const kept = result[last] as T;
    result[last] = result[other] as T;
    result[other] = kept;
  }
  return result;
}
