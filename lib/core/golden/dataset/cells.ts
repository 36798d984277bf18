import { KeptJson, parseKept } from '../json-text';

/** A decimal number as JSON has it: `007` and `1.` stay text, as do integers whose digits a number would lose. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const UNUSUAL: Readonly<Record<string, unknown>> = {
  true: true,
  false: false,
  True: true,
  False: false,
  nan: NaN,
  NaN: NaN,
  inf: Infinity,
  Infinity: Infinity,
  '-inf': -Infinity,
  '-Infinity': -Infinity,
};

/** The value of a CSV cell: a number, a truth value, or text; an empty cell is null. */
export function cellValue(cell: string): unknown {
  const text = cell.trim();
  if (text === '') return null;
  if (Object.hasOwn(UNUSUAL, text)) return UNUSUAL[text];
  if (!NUMBER.test(text)) return cell;
  const number = Number(text);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? cell : number;
}

/** The same with its number as it was written. */
export function keptCell(cell: string): KeptJson {
  const value = cellValue(cell);
  if (typeof value !== 'number') return value;
  return parseKept(Number.isFinite(value) ? cell.trim() : String(value));
}

/** One line of CSV, without its end. */
export function csvLine(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}

/** Rows as values; a row of one cell is the value itself. */
export function rowValues(rows: readonly (readonly string[])[]): readonly unknown[] {
  return rows.map((cells) => (cells.length === 1 ? cellValue(cells[0]) : cells.map(cellValue)));
}
