/** minimise costs . x subject to coefficients . x <= bound for every row, x >= 0. */
export interface LinearProgram {
  /** Not negative: the program is then solved from its slack corner by dual steps alone. */
  readonly costs: readonly number[];
  readonly rows: readonly LinearRow[];
}

/** coefficients . x <= bound, one coefficient for each variable. */
export interface LinearRow {
  readonly coefficients: readonly number[];
  readonly bound: number;
}

/** `unsolved`: the steps ran out, which only numbers of very different size bring about. */
export type LinearOutcome =
  | { readonly kind: 'optimal'; readonly x: readonly number[]; readonly value: number }
  | { readonly kind: 'infeasible' }
  | { readonly kind: 'unsolved' };

/** Smaller numbers are rounding. */
const tolerance = 1e-10;

/** A program as rows of one table: the variables outside the corner are the columns, those inside are the rows. */
interface Table {
  /** rows x columns, row by row: an inside variable equals its bound minus the row times the columns' variables. */
  readonly cells: Float64Array;
  readonly bounds: Float64Array;
  /** Reduced costs of the columns; they stay non-negative. */
  readonly costs: Float64Array;
  /** Which variable each column and each row stands for: 0.. are x, then the rows' slacks. */
  readonly outside: number[];
  readonly inside: number[];
}

/** The dual simplex method on a dense table. Exact but for rounding; made for a dozen variables and some hundred rows. */
export function solveLinearProgram(program: LinearProgram): LinearOutcome {
  const table = tableOf(program);
  const variables = program.costs.length;
  // After so many greedy steps the lowest numbers decide (Bland), which cannot go round in circles.
  const greedySteps = 4 * (variables + program.rows.length) + 20;
  const maxSteps = 50 * greedySteps;
  for (let step = 0; step < maxSteps; step += 1) {
    const row = leavingRow(table, step < greedySteps);
    if (row === undefined) return solution(table, program.costs);
    const column = enteringColumn(table, row);
    if (column === undefined) return { kind: 'infeasible' };
    pivot(table, row, column);
  }
  return { kind: 'unsolved' };
}

function tableOf({ costs, rows }: LinearProgram): Table {
  const cells = new Float64Array(rows.length * costs.length);
  rows.forEach(({ coefficients }, row) => cells.set(coefficients, row * costs.length));
  return {
    cells,
    bounds: Float64Array.from(rows, ({ bound }) => bound),
    costs: Float64Array.from(costs),
    outside: costs.map((_, index) => index),
    inside: rows.map((_, index) => costs.length + index),
  };
}

/** A row whose inside variable is negative: the most negative, or with Bland's rule the lowest variable. */
function leavingRow({ bounds, inside }: Table, greedy: boolean): number | undefined {
  let chosen: number | undefined;
  for (let row = 0; row < bounds.length; row += 1) {
    const bound = bounds[row] ?? 0;
    if (bound >= -tolerance) continue;
    const better =
      chosen === undefined || (greedy ? bound < (bounds[chosen] ?? 0) : (inside[row] ?? 0) < (inside[chosen] ?? 0));
    if (better) chosen = row;
  }
  return chosen;
}

/** The column that keeps all reduced costs non-negative: the least cost for each unit of help, then the lowest variable. */
function enteringColumn({ cells, costs, outside }: Table, row: number): number | undefined {
  const width = costs.length;
  let chosen: number | undefined;
  let best = Infinity;
  for (let column = 0; column < width; column += 1) {
    const cell = cells[row * width + column] ?? 0;
    if (cell >= -tolerance) continue;
    const ratio = (costs[column] ?? 0) / -cell;
    const tie = chosen !== undefined && ratio === best && (outside[column] ?? 0) < (outside[chosen] ?? 0);
    if (ratio < best || tie) {
      chosen = column;
      best = ratio;
    }
  }
  return chosen;
}

/** The row's variable goes out of the corner, the column's comes in. Plain loops: this is all the time there is. */
function pivot({ cells, bounds, costs, outside, inside }: Table, row: number, column: number): void {
  const width = costs.length;
  const at = row * width;
  const inverse = 1 / (cells[at + column] ?? 1);
  for (let c = 0; c < width; c += 1) if (c !== column) cells[at + c] = (cells[at + c] ?? 0) * inverse;
  bounds[row] = (bounds[row] ?? 0) * inverse;
  cells[at + column] = inverse;
  for (let r = 0; r < bounds.length; r += 1) {
    const factor = cells[r * width + column] ?? 0;
    if (r === row || factor === 0) continue;
    for (let c = 0; c < width; c += 1) {
      if (c !== column) cells[r * width + c] = (cells[r * width + c] ?? 0) - factor * (cells[at + c] ?? 0);
    }
    bounds[r] = (bounds[r] ?? 0) - factor * (bounds[row] ?? 0);
    cells[r * width + column] = -factor * inverse;
  }
  const cost = costs[column] ?? 0;
  for (let c = 0; c < width; c += 1) {
    if (c !== column) costs[c] = Math.max(0, (costs[c] ?? 0) - cost * (cells[at + c] ?? 0));
  }
  costs[column] = Math.max(0, -cost * inverse);
  [outside[column], inside[row]] = [inside[row] ?? 0, outside[column] ?? 0];
}

function solution({ bounds, inside }: Table, costs: readonly number[]): LinearOutcome {
  const x = costs.map(() => 0);
  inside.forEach((variable, row) => {
    if (variable < x.length) x[variable] = Math.max(0, bounds[row] ?? 0);
  });
  return { kind: 'optimal', x, value: x.reduce((sum, value, index) => sum + value * (costs[index] ?? 0), 0) };
}
