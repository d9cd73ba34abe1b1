import { abilityFor, chancesAt, type DifficultyGrid, sigmoid } from '../difficulty';

/** The ability that belongs to the logit of a mean chance, and how fast it grows with that logit. */
export interface TabledAbility {
  readonly ability: number;
  readonly slope: number;
}

/** Logits beyond this are chances of one in 160,000; they count as this. */
const maxLogit = 12;
const step = 0.02;

const tables = new WeakMap<DifficultyGrid, readonly TabledAbility[]>();

/**
 * `abilityFor(sigmoid(logit))` and its slope from a table with cubics between its points, to about 1e-7: a fit asks a million times.
 */
export function tabledAbility(logit: number, grid: DifficultyGrid): TabledAbility {
  const table = tables.get(grid) ?? makeTable(grid);
  const at = (Math.min(maxLogit, Math.max(-maxLogit, Number.isNaN(logit) ? 0 : logit)) + maxLogit) / step;
  const index = Math.min(table.length - 2, Math.floor(at));
  const { ability: a = 0, slope: m = 0 } = table[index] ?? {};
  const { ability: b = 0, slope: n = 0 } = table[index + 1] ?? {};
  const t = at - index;
  // Hermite's cubic through both points with both slopes.
  const c = 3 * (b - a) - step * (2 * m + n);
  const d = 2 * (a - b) + step * (m + n);
  return {
    ability: a + t * (step * m + t * (c + t * d)),
    slope: (step * m + t * (2 * c + 3 * t * d)) / step,
  };
}

function makeTable(grid: DifficultyGrid): readonly TabledAbility[] {
  const table = Array.from({ length: Math.round((2 * maxLogit) / step) + 1 }, (_, index) => {
    const chance = sigmoid(index * step - maxLogit);
    const ability = abilityFor(chance, grid);
    const variance = chancesAt(ability, grid).reduce((sum, q, at) => sum + (grid.weights[at] ?? 0) * q * (1 - q), 0);
    // From E_b[sigmoid(theta - b)] = sigmoid(logit).
    return { ability, slope: variance > 0 ? (chance * (1 - chance)) / variance : 0 };
  });
  tables.set(grid, table);
  return table;
}
