/** A Markdown table: a column for each entry of `columns`, a line for each row. */
export function table<T>(rows: readonly T[], columns: Readonly<Record<string, (row: T) => string>>): string {
  const names = Object.keys(columns);
  const cells = [names, ...rows.map((row) => names.map((name) => columns[name](row)))];
  const widths = names.map((_, column) => Math.max(...cells.map((line) => line[column].length), 3));
  const line = (values: readonly string[]) =>
    `| ${values.map((value, column) => (column === 0 ? value.padEnd(widths[column]) : value.padStart(widths[column]))).join(' | ')} |`;
  const rule = line(widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)));
  return ['', line(cells[0]), rule, ...cells.slice(1).map(line), ''].join('\n');
}
