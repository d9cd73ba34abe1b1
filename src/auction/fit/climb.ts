import { solveLinearSystem } from '../linearSystem';

/** A function to climb, with its gradient, at a point. */
export type Hill = (point: readonly number[]) => { readonly value: number; readonly gradient: readonly number[] };

/** Steps are over when the next one promises less than this share of the value. */
const flat = 1e-9;

/** The top of a smooth hill from `start`, by the method of Broyden, Fletcher, Goldfarb and Shanno with halved steps. */
export function climb(hill: Hill, start: readonly number[], maxSteps = 100): readonly number[] {
  const size = start.length;
  let inverse = identity(size);
  let point = start;
  let here = hill(point);
  for (let step = 0; step < maxSteps; step += 1) {
    let direction = times(inverse, here.gradient);
    if (inner(direction, here.gradient) <= 0) {
      inverse = identity(size);
      direction = here.gradient;
    }
    const promise = inner(direction, here.gradient);
    if (promise <= flat * (1 + Math.abs(here.value))) break;
    const next = stepUp(hill, point, here.value, direction, promise);
    if (next === undefined) break;
    const moved = next.point.map((value, at) => value - (point[at] ?? 0));
    const bent = next.gradient.map((value, at) => (here.gradient[at] ?? 0) - value);
    inverse = updated(inverse, moved, bent);
    point = next.point;
    here = next;
  }
  return point;
}

/** The first of the steps 1, 1/2, 1/4 … that gains a fair share of what the slope promises. */
function stepUp(
  hill: Hill,
  from: readonly number[],
  value: number,
  direction: readonly number[],
  slope: number,
): { readonly point: readonly number[]; readonly value: number; readonly gradient: readonly number[] } | undefined {
  for (let length = 1; length > 1e-6; length /= 2) {
    const point = from.map((start, at) => start + length * (direction[at] ?? 0));
    const there = hill(point);
    if (there.value >= value + 1e-4 * length * slope) return { point, ...there };
  }
  return undefined;
}

/** The inverse of the Hessian, learned from one step; unchanged where the step says nothing. */
function updated(
  inverse: readonly (readonly number[])[],
  moved: readonly number[],
  bent: readonly number[],
): readonly (readonly number[])[] {
  const bend = inner(moved, bent);
  if (bend <= 1e-12) return inverse;
  const turned = times(inverse, bent);
  const factor = (1 + inner(bent, turned) / bend) / bend;
  return inverse.map((row, i) =>
    row.map(
      (value, j) =>
        value +
        factor * (moved[i] ?? 0) * (moved[j] ?? 0) -
        ((turned[i] ?? 0) * (moved[j] ?? 0) + (moved[i] ?? 0) * (turned[j] ?? 0)) / bend,
    ),
  );
}

/** Standard deviations of a bell with this top: the diagonal of the inverse of the negative Hessian, by differences of the gradient. */
export function spreadAt(hill: Hill, top: readonly number[]): readonly number[] {
  const step = 1e-4;
  const gradientAt = (at: number, by: number): readonly number[] =>
    hill(top.map((value, index) => (index === at ? value + by : value))).gradient;
  const curvature = top.map((_, at) => {
    const up = gradientAt(at, step);
    const down = gradientAt(at, -step);
    return up.map((value, index) => ((down[index] ?? 0) - value) / (2 * step));
  });
  // The diagonal of the inverse, column by column; a top that is flat in some direction says nothing of it.
  return identity(top.length).map((unit, at) => {
    const variance = solveLinearSystem(curvature, unit)[at] ?? 0;
    return Number.isFinite(variance) && variance > 0 ? Math.sqrt(variance) : 0;
  });
}

function identity(size: number): readonly (readonly number[])[] {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)));
}

function times(matrix: readonly (readonly number[])[], vector: readonly number[]): readonly number[] {
  return matrix.map((row) => inner(row, vector));
}

function inner(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}
