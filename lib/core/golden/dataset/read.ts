import { Expected, GoldenItem, GoldenRequest } from '../item';
import { KeptJson } from '../json-text';
import { Entry, isText, Members } from './entry';
import { DatasetError, Malformed } from './malformed';
import { DatasetOptions } from './options';
import { openRecords, Records } from './records';
import { inputRequest } from './requests';
import { ItemParts, label, recorded, Shape, ShapeContext, ShapeName } from './shape';
import { sniff } from './sniff';
import { TextSource } from './text-source';
import { DatasetTools } from './tools';

/** A golden set that was opened. */
export interface Dataset {
  readonly shape: ShapeName;
  /** What stands beside the tests of a promptfoo configuration: `defaultTest`, `assertionTemplates`, `prompts` … */
  readonly suite?: Members;
  /** Items as they are read, once. Ends with a `DatasetError` at the first record that can't be read. */
  readonly items: AsyncIterable<GoldenItem>;
}

/**
 * Opens a file of whatever shape and names the shape by its first record; all records must have it. Nothing but a YAML or JSON document,
 * and ground truth, is in memory whole. Throws a `DatasetError` with file, line and remedy.
 */
export async function openDataset(source: TextSource, options: DatasetOptions, tools: DatasetTools): Promise<Dataset> {
  checkPaths(options, tools);
  let line = 1;
  try {
    const { entries, beside } = await openRecords(source, options, tools);
    const iterator = entries[Symbol.asyncIterator]();
    const first = await iterator.next();
    if (first.done === true)
      throw new Malformed('the file must have an item at least, got none; add items, or give another file');
    line = first.value.line;
    const shape = sniff(first.value, options);
    const items = itemsOf({
      first: first.value,
      rest: iterator,
      shape,
      context: { options, tools },
      file: source.name,
    });
    return { shape: shape.name, ...suiteOf(beside), items };
  } catch (error) {
    throw DatasetError.at(source.name, line, error);
  }
}

function suiteOf(beside: Records['beside']): Pick<Dataset, 'suite'> {
  return beside === undefined ? {} : { suite: beside };
}

interface Reading {
  readonly first: Entry;
  readonly rest: AsyncIterator<Entry>;
  readonly shape: Shape;
  readonly context: ShapeContext;
  readonly file: string;
}

async function* itemsOf({ first, rest, shape, context, file }: Reading): AsyncGenerator<GoldenItem> {
  let { line } = first;
  try {
    for (let entry: Entry | undefined = first; entry !== undefined;) {
      line = entry.line;
      yield itemOf(entry, shape, context);
      const next: IteratorResult<Entry> = await rest.next();
      entry = next.done === true ? undefined : next.value;
    }
  } catch (error) {
    throw DatasetError.at(file, line, error);
  } finally {
    await rest.return?.(undefined);
  }
}

function itemOf(entry: Entry, shape: Shape, context: ShapeContext): GoldenItem {
  if (!shape.matches(entry)) {
    throw new Malformed(
      `a record must be of the shape of those before it, ${shape.name}, and is not; split the file, or correct the record`,
    );
  }
  const parts = shape.read(entry, context);
  const expected = expectedOf(entry, parts, context);
  const category = textAt(entry, 'category', context.options.categoryPath, context) ?? parts.category;
  const critical = valueAt(entry, 'critical', context.options.criticalPath, context) ?? parts.critical;
  return {
    id: textAt(entry, 'id', context.options.idPath, context, parts.id) ?? `line-${entry.line}`,
    line: entry.line,
    request: requestOf(entry, parts, context),
    ...(expected === undefined ? {} : { expected }),
    ...(category === undefined ? {} : { category }),
    ...(isTrue(critical) ? { critical: true } : {}),
    ...(parts.test === undefined ? {} : { test: parts.test }),
  };
}

function requestOf({ kept, value }: Entry, { request }: ItemParts, { options, tools }: ShapeContext): GoldenRequest {
  const { inputPath } = options;
  if (inputPath !== undefined) return inputRequest(found(inputPath, { kept, value }, tools), options);
  if (request !== undefined) return request;
  throw new Malformed('a record must be of a known shape, or have input; say with inputPath which part of it is sent');
}

/** Numbers are sent as they were written, unless the path computes with them. */
function found(path: string, { kept, value }: Pick<Entry, 'kept' | 'value'>, tools: DatasetTools): KeptJson {
  return tools.search(path, /[(?`]/.test(path) ? value : kept);
}

function expectedOf({ value }: Entry, parts: ItemParts, { options, tools }: ShapeContext): Expected | undefined {
  const { expectedPath, outputPath } = options;
  if (expectedPath !== undefined) {
    const right = tools.search(expectedPath, value);
    if (right !== null && right !== undefined) return label(right);
    throw new Malformed(
      `a record must have a value at expectedPath, got none at ${expectedPath}; correct the path, or leave out what has no label`,
    );
  }
  if (parts.expected?.source === 'label') return parts.expected;
  if (value.expected !== null && value.expected !== undefined) return label(value.expected);
  const answer = outputPath === undefined ? null : tools.search(outputPath, value);
  return answer === null ? parts.expected : recorded(answer);
}

/** Text, or a number or truth value as text, at the path or else at the member of the usual name. */
function textAt(
  entry: Entry,
  name: string,
  path: string | undefined,
  context: ShapeContext,
  own?: string,
): string | undefined {
  if (path === undefined && own !== undefined) return own;
  const value = valueAt(entry, name, path, context);
  if (isText(value)) return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function valueAt({ value }: Entry, name: string, path: string | undefined, { tools }: ShapeContext): unknown {
  const at = path === undefined ? value[name] : tools.search(path, value);
  return at === null ? undefined : at;
}

function isTrue(value: unknown): boolean {
  return value === true || value === 1 || (isText(value) && /^(true|yes|1)$/i.test(value));
}

/** A path that is none is the fault of the check's declaration, not of the file. */
function checkPaths(options: DatasetOptions, tools: DatasetTools): void {
  for (const name of ['inputPath', 'expectedPath', 'outputPath', 'categoryPath', 'idPath', 'criticalPath'] as const) {
    const path = options[name];
    if (path === undefined) continue;
    try {
      tools.search(path, {});
    } catch {
      throw new Error(`${name} must be a JMESPath, got ${JSON.stringify(path)}; write it like features.amount`);
    }
  }
}
