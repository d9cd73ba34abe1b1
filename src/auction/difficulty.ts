/** The difficulty b that all bidders of one task share: points, and the weight of each; the weights sum to 1. */
export interface DifficultyGrid {
  readonly points: readonly number[];
  readonly weights: readonly number[];
}

/** Standard deviation of b, in logits. The specification's. */
const spread = 3;

/** b ~ N(0, 3^2) on 41 evenly spaced points from -4 to +4 standard deviations (-12 to 12, step 0.6), weights normalised. */
export const difficultyGrid: DifficultyGrid = difficultyGridOf(spread);

/** b ~ N(0, spread^2), spread in logits, on the same 41 points from -4 to +4 standard deviations. */
export function difficultyGridOf(spread: number): DifficultyGrid {
  const standard = Array.from({ length: 41 }, (_, index) => 4 * (index / 20 - 1));
  const density = standard.map((x) => Math.exp(-(x ** 2) / 2));
  const total = density.reduce((sum, value) => sum + value, 0);
  return { points: standard.map((x) => spread * x), weights: density.map((value) => value / total) };
}

/** 1 / (1 + e^-x); 0 and 1 at the infinities. */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** q(b) = sigmoid(theta - b) at every point of the grid: the chance of good work on a task of that difficulty. */
export function chancesAt(ability: number, grid: DifficultyGrid = difficultyGrid): readonly number[] {
  return grid.points.map((point) => sigmoid(ability - point));
}

/**
 * The ability theta, in logits, whose mean chance over the grid is `chance`: E_b[sigmoid(theta - b)] = p, to 1e-9. The mean
 * is strictly increasing in theta: Newton's steps while they stay between the bounds found so far, else bisection. Chances
 * at or beyond 0 and 1 count as 1e-6 and 1 - 1e-6; NaN as 0.5.
 */
export function abilityFor(chance: number, grid: DifficultyGrid = difficultyGrid): number {
  const wanted = Number.isNaN(chance) ? 0.5 : Math.min(1 - 1e-6, Math.max(1e-6, chance));
  let low = -60;
  let high = 60;
  let ability = 0;
  while (high - low > 1e-9) {
    const { mean, slope } = meanChanceAndSlope(ability, grid);
    if (mean < wanted) low = ability;
    else high = ability;
    const step = (wanted - mean) / slope;
    if (Math.abs(step) < 1e-10) return ability + step;
    const next = ability + step;
    ability = next > low && next < high ? next : (low + high) / 2;
  }
  return ability;
}

// A plain loop: a decision asks this some forty times, and replays ask it by the million.
function meanChanceAndSlope(ability: number, { points, weights }: DifficultyGrid): { mean: number; slope: number } {
  let mean = 0;
  let slope = 0;
  for (let at = 0; at < points.length; at += 1) {
    const good = sigmoid(ability - (points[at] ?? 0));
    const part = (weights[at] ?? 0) * good;
    mean += part;
    slope += part * (1 - good);
  }
  return { mean, slope };
}

/** E_b[sigmoid(theta - b)] over the grid. */
export function meanChance(ability: number, grid: DifficultyGrid = difficultyGrid): number {
  return meanChanceAndSlope(ability, grid).mean;
}
