import { parse } from 'csv-parse/sync';
import { FileReader, LARGEST_CSV_HEADER_BYTES } from '../../definition/distributed-map';
import { StateFailure } from '../../failure';
import { Json, isJsonArray, isJsonObject, member } from '../../json';
import { Item, Items, arrayItems, itemsOf } from './items';

const DELIMITERS = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' } as const;
const LINE_FEED = 0x0a;

/**
 * The items of a file of S3.
 * @throws StateFailure States.ItemReaderFailed when it isn't what InputType says; for a line of JSONL when it is asked for
 */
export function fileItems(content: Buffer, config: FileReader['ReaderConfig'], source: string, most: number): Items {
  switch (config.InputType) {
    case 'JSON':
      return jsonItems(content, config.ItemsPointer, source, most);
    case 'JSONL':
      return lineItems(content, source, most);
    case 'CSV':
      return arrayItems(csvRows(content, config, most), source);
  }
}

function jsonItems(content: Buffer, pointer: string | undefined, source: string, most: number): Items {
  const found = pointed(parseJson(content.toString(), source), pointer);
  const items = found === undefined ? undefined : itemsOf(found, source, most);
  if (items !== undefined) return items;
  const where = pointer === undefined ? source : `${source} at ${pointer}`;
  throw readerFailure(`${where} must be a JSON array or object, found ${typeof found}`);
}

/** RFC 6901. */
function pointed(value: Json, pointer = ''): Json | undefined {
  const names = pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.reduce<Json | undefined>((node, name) => {
    if (isJsonArray(node)) return /^\d+$/.test(name) ? node[Number(name)] : undefined;
    return isJsonObject(node) ? member(node, name) : undefined;
  }, value);
}

/** Lines are decoded and parsed one by one; empty ones are left out. */
function lineItems(content: Buffer, source: string, most: number): Items {
  const total = Math.min(most, count(lines(content)));
  return { total, source, all: { [Symbol.iterator]: () => parsedLines(content, source, total) } };
}

function* parsedLines(content: Buffer, source: string, total: number): Generator<Item> {
  let taken = 0;
  for (const { number, from, to } of lines(content)) {
    if (taken++ === total) return;
    yield { value: parseJson(content.toString('utf8', from, to), `line ${number} of ${source}`) };
  }
}

interface Line {
  readonly number: number;
  readonly from: number;
  readonly to: number;
}

function* lines(content: Buffer): Generator<Line> {
  let number = 0;
  for (let from = 0; from < content.length;) {
    const end = content.indexOf(LINE_FEED, from);
    const to = end < 0 ? content.length : end;
    number++;
    if (!isBlank(content, from, to)) yield { number, from, to };
    from = to + 1;
  }
}

function isBlank(content: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (content[at] > 0x20) return false;
  return true;
}

function count(found: Iterable<Line>): number {
  const counted = found[Symbol.iterator]();
  let total = 0;
  while (counted.next().done !== true) total++;
  return total;
}

/** Rows as objects of texts: values that a row lacks are empty, those beyond the header are left out (developer guide). */
function csvRows(content: Buffer, config: FileReader['ReaderConfig'], most: number): readonly Json[] {
  const isGiven = config.CSVHeaders !== undefined;
  const rows = csvRecords(content, DELIMITERS[config.CSVDelimiter ?? 'COMMA'], most + (isGiven ? 0 : 1));
  const header = config.CSVHeaders ?? rows[0] ?? [];
  if (Buffer.byteLength(header.join(',')) > LARGEST_CSV_HEADER_BYTES) {
    throw readerFailure(`the CSV header must have at most ${LARGEST_CSV_HEADER_BYTES} bytes`);
  }
  const data = isGiven ? rows : rows.slice(1);
  return data.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])));
}

function csvRecords(content: Buffer, delimiter: string, most: number): readonly (readonly string[])[] {
  try {
    return parse(content, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      ...(Number.isFinite(most) && { to: most }),
    });
  } catch (error) {
    throw readerFailure(`the CSV can't be read: ${(error as Error).message}`);
  }
}

function parseJson(text: string, source: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw readerFailure(`${source} is not JSON: ${(error as Error).message}`);
  }
}

export function readerFailure(cause: string): StateFailure {
  return new StateFailure('States.ItemReaderFailed', cause);
}
