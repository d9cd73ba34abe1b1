/**
 * The x with matrix . x = right, by Gauss and Jordan without pivoting: for the small positive definite matrices of fits. A
 * matrix that is none gives numbers that are not finite, or wrong ones.
 */
export function solveLinearSystem(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  let rows = matrix.map((row, at) => [...row, right[at] ?? 0]);
  for (let pivot = 0; pivot < rows.length; pivot += 1) {
    const scale = rows[pivot]?.[pivot] ?? 1;
    const own = (rows[pivot] ?? []).map((value) => value / scale);
    rows = rows.map((row, at) => {
      const amount = row[pivot] ?? 0;
      return at === pivot ? own : row.map((value, column) => value - amount * (own[column] ?? 0));
    });
  }
  return rows.map((row) => row.at(-1) ?? 0);
}
