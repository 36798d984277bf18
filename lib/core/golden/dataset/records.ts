import { Members, Entry, entryOf, isMembers } from './entry';
import { keptCell } from './cells';
import { elementsOf } from './json-elements';
import { KeptJson, parseKept, valueOf } from '../json-text';
import { Malformed } from './malformed';
import { DatasetOptions } from './options';
import { linesOf, Located, peek, Peeked, TextSource, wholeText } from './text-source';
import { CsvRow, DatasetTools, YamlDocument } from './tools';

/** The records of a file as they come, and what stands beside them. */
export interface Records {
  readonly entries: AsyncIterable<Entry>;
  /** Members of a document beside its list of tests, such as `defaultTest` of promptfoo. */
  readonly beside?: Members;
}

/**
 * Opens a file by its name (YAML, CSV, JSON Lines), or else by its first line: a list of JSON objects; JSON Lines when the line is an object
 * by itself; one JSON document when an object begins with it; CSV otherwise. Only YAML and such a document are read at once.
 */
export async function openRecords(source: TextSource, options: DatasetOptions, tools: DatasetTools): Promise<Records> {
  const peeked = await peek(source);
  const { firstLine, chunks } = peeked;
  const [, extension = ''] = /\.([a-z]+)$/i.exec(source.name.replace(/\.gz$/i, '')) ?? [];
  switch (extension.toLowerCase()) {
    case 'yaml':
    case 'yml':
      return documentRecords(tools.yaml(await wholeText(chunks)));
    case 'csv':
    case 'tsv':
      return {
        entries: csvEntries(peeked, extension.toLowerCase() === 'tsv' ? '\t' : delimiterIn(firstLine), options, tools),
      };
    case 'jsonl':
    case 'ndjson':
      return { entries: jsonEntries(linesOf(chunks)) };
    default:
      if (firstLine.startsWith('[')) return { entries: jsonEntries(elementsOf(chunks)) };
      if (!/^($|\{)/.test(firstLine) && extension.toLowerCase() !== 'json') {
        return { entries: csvEntries(peeked, delimiterIn(firstLine), options, tools) };
      }
      return isOneLine(firstLine)
        ? { entries: jsonEntries(linesOf(chunks)) }
        : jsonDocument(await wholeText(chunks), tools);
  }
}

/** False for the first line of a document, or for a whole document of promptfoo. */
function isOneLine(line: string): boolean {
  const first = attempted(line);
  if (line === '') return true;
  if (first === undefined) return /"\s*:.*[}\]]$/.test(line); // broken, and still meant as a record
  return !(isMembers(first) && Object.hasOwn(first, 'tests') && !Object.hasOwn(first, 'vars'));
}

/** Undefined for what is no JSON. */
function attempted(text: string): KeptJson {
  try {
    return parseKept(text);
  } catch {
    return undefined;
  }
}

async function* jsonEntries(pieces: AsyncIterable<Located>): AsyncGenerator<Entry> {
  for await (const { text, line } of pieces) yield entryOf(parseRecord(text, line), line);
}

function jsonDocument(text: string, tools: DatasetTools): Records {
  const kept = parseRecord(text, 1);
  if (isMembers(kept) && Object.hasOwn(kept, 'tests')) return documentRecords(tools.yaml(text));
  return { entries: jsonEntries(listed([{ text, line: 1 + blankLinesBefore(text) }])) };
}

function documentRecords(document: YamlDocument): Records {
  const { value } = document;
  if (Array.isArray(value)) return { entries: listEntries(value, (index) => document.lineOf([index])) };
  if (!isMembers(value)) {
    throw new Malformed('the file must hold a list, or an object with tests; write tests: and the items below it', 1);
  }
  const { tests, ...beside } = value;
  if (tests === undefined) return { entries: listEntries([value], () => document.lineOf([])) };
  if (!Array.isArray(tests)) {
    throw new Malformed(
      'tests must be a list of tests; give the file that they are in itself',
      document.lineOf(['tests']),
    );
  }
  return { entries: listEntries(tests, (index) => document.lineOf(['tests', index])), beside };
}

async function* listEntries(list: readonly unknown[], lineOf: (index: number) => number): AsyncGenerator<Entry> {
  for (const [index, each] of list.entries()) {
    if (typeof each === 'string') {
      throw new Malformed('a test must be an object, got a text; give the file that it names itself', lineOf(index));
    }
    yield entryOf(each, lineOf(index));
  }
}

async function* csvEntries(
  { chunks }: Peeked,
  delimiter: string,
  { labelFirst = false }: DatasetOptions,
  tools: DatasetTools,
): AsyncGenerator<Entry> {
  let columns: readonly string[] | undefined;
  for await (const row of tools.csvRows(chunks, delimiter)) {
    if (labelFirst) yield { line: row.line, value: {}, kept: {}, row: { cells: row.cells } };
    else if (columns === undefined) columns = headerOf(row);
    else yield rowEntry(row, columns);
  }
}

function rowEntry({ cells, line }: CsvRow, columns: readonly string[]): Entry {
  const kept = Object.fromEntries(columns.map((column, index) => [column, keptCell(cells[index])]));
  return { line, kept, value: valueOf(kept) as Members, row: { cells, columns } };
}

function headerOf({ cells, line }: CsvRow): readonly string[] {
  const columns = cells.map((cell) => cell.trim());
  if (columns.every((column) => column !== '' && Number.isFinite(Number(column)))) {
    throw new Malformed('the first row must name the columns, got numbers only; add a header, or set labelFirst', line);
  }
  const twice = columns.find((column, index) => column === '' || columns.indexOf(column) !== index);
  if (twice === undefined) return columns;
  throw new Malformed(`each column must have a name of its own, got ${JSON.stringify(twice)}; rename it`, line);
}

/** A comma, unless there is none and another that is usual. */
function delimiterIn(line: string): string {
  return [',', ';', '\t'].find((delimiter) => line.includes(delimiter)) ?? ',';
}

async function* listed(pieces: readonly Located[]): AsyncGenerator<Located> {
  yield* pieces;
}

function parseRecord(text: string, line: number): KeptJson {
  try {
    return parseKept(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Malformed(
      'a record must be JSON, and is not; correct the text, or write JSON Lines, one record a line',
      line + linesUntilFault(text),
    );
  }
}

/** Lines of the text before that of the fault, as far as the engine tells. */
function linesUntilFault(text: string): number {
  try {
    JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(String(error))?.[1];
    if (position !== undefined) return text.slice(0, Number(position)).split('\n').length - 1;
    if (/end of JSON input/i.test(String(error))) return text.trimEnd().split('\n').length - 1;
  }
  return 0;
}

function blankLinesBefore(text: string): number {
  return text.slice(0, text.search(/\S/)).split('\n').length - 1;
}
