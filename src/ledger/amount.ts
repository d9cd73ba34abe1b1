/** No task costs a billion dollars; what says so is a damaged row. */
const maxUsd = 1e9;

/** A sum of money as it may be added up: what is no number from 0 to a billion counts as 0, so that no total is ever NaN. */
export function amount(usd: number | undefined): number {
  return usd !== undefined && usd >= 0 && usd <= maxUsd ? usd : 0;
}

/** `part / whole`, or `undefined` when there is nothing to divide by. */
export function rate(part: number, whole: number): number | undefined {
  return whole > 0 ? part / whole : undefined;
}
