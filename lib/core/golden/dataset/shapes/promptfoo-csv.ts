import { PromptTest } from '../../item';
import { Malformed } from '../malformed';

/** What a row of a CSV file of tests says, by the names of its columns. */
interface RowParts {
  readonly vars: Record<string, string>;
  readonly assert: string[];
  readonly options: Record<string, string>;
  readonly metadata: Record<string, unknown>;
  readonly columnConfig: Record<string, Record<string, string>>;
  description?: string;
  metric?: string;
  threshold?: number;
}

/** Columns that are variables have plain names; those that say something of the test begin with `__`. Cells stay text. */
export function testOfRow(columns: readonly string[], cells: readonly string[]): PromptTest {
  const parts: RowParts = { vars: {}, assert: [], options: {}, metadata: {}, columnConfig: {} };
  columns.forEach((column, index) => addCell(parts, column.trim(), cells[index]));
  const { vars, assert, options, metadata, columnConfig, ...rest } = parts;
  return {
    vars,
    assert,
    ...rest,
    ...(isEmpty(options) ? {} : { options }),
    ...(isEmpty(metadata) ? {} : { metadata }),
    ...(isEmpty(columnConfig) ? {} : { columnConfig }),
  };
}

function addCell(parts: RowParts, column: string, cell: string): void {
  if (!column.startsWith('__')) {
    parts.vars[column] = cell;
    return;
  }
  if (cell.trim() === '') return; // this row says nothing of it
  const [name, ...keys] = column.split(':');
  if (/^__expected\d*$/.test(column)) parts.assert.push(cell);
  else if (column === '__prefix' || column === '__suffix') parts.options[column.slice(2)] = cell;
  else if (column === '__description') parts.description = cell;
  else if (column === '__metric') parts.metric = cell;
  else if (column === '__threshold') parts.threshold = thresholdOf(cell);
  else if (name === '__metadata' && keys.length === 1) addMetadata(parts.metadata, keys[0], cell);
  else if (name === '__config' && keys.length === 2) (parts.columnConfig[keys[0]] ??= {})[keys[1]] = cell;
  else {
    throw new Malformed(
      `a column that begins with __ must be one of promptfoo's (__expected, __description, __prefix, __suffix, __metric, __threshold, ` +
        `__metadata:key, __config:__expected:key), got ${JSON.stringify(column)}; rename it`,
    );
  }
}

/** `key[]` is a list, of which a backslash takes a comma's meaning. */
function addMetadata(metadata: Record<string, unknown>, key: string, cell: string): void {
  if (!key.endsWith('[]')) metadata[key] = cell;
  else metadata[key.slice(0, -2)] = cell.split(/(?<!\\),/).map((each) => each.replaceAll('\\,', ',').trim());
}

function thresholdOf(cell: string): number {
  const threshold = Number(cell);
  if (Number.isFinite(threshold)) return threshold;
  throw new Malformed('__threshold must be a number; write 0.8');
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}
