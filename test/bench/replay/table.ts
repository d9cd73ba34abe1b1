/** A Markdown table with an empty line before it. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return ['', line(titles), line(titles.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)];
}
