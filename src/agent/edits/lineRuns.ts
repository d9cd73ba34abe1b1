/**
 * The 0-based places where the lines of `wanted` stand one after the other in `lines`, at most `max` of them, overlapping
 * ones included. Linear in both, also where all lines are equal (Knuth, Morris and Pratt, over whole lines).
 */
export function lineRuns(lines: readonly string[], wanted: readonly string[], max: number): readonly number[] {
  if (wanted.length === 0) return [];
  const border = borders(wanted);
  const found: number[] = [];
  let matched = 0;
  for (let index = 0; index < lines.length && found.length < max; index += 1) {
    while (matched > 0 && lines[index] !== wanted[matched]) matched = border[matched - 1] ?? 0;
    if (lines[index] === wanted[matched]) matched += 1;
    if (matched < wanted.length) continue;
    found.push(index + 1 - wanted.length);
    matched = border[matched - 1] ?? 0;
  }
  return found;
}

/** For each beginning of `wanted` the length of its longest proper beginning that is its end too. */
function borders(wanted: readonly string[]): readonly number[] {
  const border = [0];
  let length = 0;
  for (let index = 1; index < wanted.length; index += 1) {
    while (length > 0 && wanted[index] !== wanted[length]) length = border[length - 1] ?? 0;
    if (wanted[index] === wanted[length]) length += 1;
    border.push(length);
  }
  return border;
}
