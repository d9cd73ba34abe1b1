/** A Markdown table that is also readable as text: the first column to the left, figures to the right, bars escaped. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => Array.from(row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => fit(cell, column, widths)).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const [first = [], ...rest] = cells;
  return [line(first), `| ${rule.join(' | ')} |`, ...rest.map(line)].join('\n');
}

function fit(cell: string, column: number, widths: readonly number[]): string {
  const blanks = ' '.repeat(Math.max(0, (widths[column] ?? 0) - Array.from(cell).length));
  return column === 0 ? `${cell}${blanks}` : `${blanks}${cell}`;
}
