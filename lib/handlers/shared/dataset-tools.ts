import type { JSONValue } from '@jmespath-community/jmespath' with { 'resolution-mode': 'import' };
import { CsvError, parse } from 'csv-parse';
import { CsvError as SyncCsvError, parse as parseSync } from 'csv-parse/sync';
import { pipeline, Readable } from 'node:stream';
import { LineCounter, parseDocument, isNode } from 'yaml';
import { Malformed } from '../../core/golden/dataset/malformed';
import { CsvRow, DatasetTools, YamlDocument } from '../../core/golden/dataset/tools';

/** CSV by csv-parse, YAML by yaml, JMESPath by jmespath-community, which is an ES module. */
export async function loadDatasetTools(): Promise<DatasetTools> {
  const { search } = await import('@jmespath-community/jmespath');
  return { csvRows, csv, yaml, search: (path, data) => search(data as JSONValue, path) };
}

const BROKEN_CSV = 'a row must be CSV, and its quotes do not match; double the quotes within a cell, and close each';

async function* csvRows(chunks: AsyncIterable<string>, delimiter: string): AsyncGenerator<CsvRow> {
  const parser = parse({ info: true, bom: true, skip_empty_lines: true, delimiter });
  // Errors come out of the parser, which is destroyed with them; the callback is there because a pipeline needs one.
  pipeline(Readable.from(chunks), parser, () => undefined);
  let countedTwice = 0; // csv-parse takes CR LF within quotes for two lines
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      countedTwice += occurrences(record, /\r\n/g);
      // The parser tells the line on which a row ends.
      yield { cells: record, line: info.lines - countedTwice - occurrences(record, /\r\n|\r|\n/g) };
    }
  } catch (error) {
    throw csvProblem(error);
  }
}

function occurrences(cells: readonly string[], pattern: RegExp): number {
  return cells.reduce((total, cell) => total + (cell.match(pattern)?.length ?? 0), 0);
}

function csvProblem(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  const line = typeof error.lines === 'number' ? error.lines : undefined;
  if (error.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH') {
    return new Malformed(
      'a row must have as many cells as the first; put cells that contain the delimiter in double quotes',
      line,
    );
  }
  return new Malformed(BROKEN_CSV, line);
}

/** Lines of the text are none of the file that it stands in: what is wrong with it is said without one. */
export function csv(text: string): readonly (readonly string[])[] {
  try {
    return parseSync(text, { bom: true, skip_empty_lines: true, relax_column_count: true });
  } catch (error) {
    throw error instanceof SyncCsvError ? new Malformed(BROKEN_CSV) : error;
  }
}

function yaml(text: string): YamlDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  const [error] = document.errors;
  if (error !== undefined) {
    throw new Malformed(
      `the text must be YAML, and is not (${error.code}); correct it, or quote the text`,
      error.linePos?.[0].line,
    );
  }
  return {
    value: valueOf(document),
    lineOf: (path) => {
      const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
      return isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1;
    },
  };
}

/** Aliases that would blow a small file up are refused by the library. */
function valueOf(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (error instanceof ReferenceError) {
      throw new Malformed('the aliases of the text must be few, and name anchors that exist; write the values out');
    }
    throw error;
  }
}
