import { satisfies } from './expression/evaluator';
import { Placeholders } from './expression/names';
import { Expression, Operand, parseExpression } from './expression/parser';
import { AttributeValue, invalid, Item, itemSize } from './item';
import { Table } from './table';

/** A query reads at most 1 MB before filtering (DynamoDB developer guide, "Query"). */
const MAX_PAGE_BYTES = 1024 * 1024;

const UNSUPPORTED_KEY_CONDITION = 'Query key condition not supported';

export interface QueryPage {
  readonly Items: readonly Item[];
  readonly Count: number;
  readonly ScannedCount: number;
  readonly LastEvaluatedKey?: Item;
}

/** Runs Query: one partition, in sort key order, one page. */
export function runQuery(table: Table, input: any): QueryPage {
  const placeholders = new Placeholders(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  const condition = parseExpression(input.KeyConditionExpression, 'KeyConditionExpression', placeholders);
  const filter: Expression | undefined =
    input.FilterExpression === undefined
      ? undefined
      : parseExpression(input.FilterExpression, 'FilterExpression', placeholders);
  placeholders.requireAllUsed();
  const partition = table.partition(partitionValue(table, condition)).filter((item) => satisfies(item, condition));
  const ordered = input.ScanIndexForward === false ? [...partition].reverse() : partition;
  return pageOf(table, after(table, ordered, input.ExclusiveStartKey), input.Limit, filter);
}

function pageOf(table: Table, items: readonly Item[], limit: number | undefined, filter?: Expression): QueryPage {
  if (limit !== undefined && (!Number.isInteger(limit) || limit < 1)) {
    throw invalid(
      "1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    );
  }
  const scanned: Item[] = [];
  let size = 0;
  for (const item of items) {
    scanned.push(item);
    size += itemSize(item);
    if (scanned.length === limit || size >= MAX_PAGE_BYTES) break;
  }
  const found = filter === undefined ? scanned : scanned.filter((item) => satisfies(item, filter));
  const last = scanned.at(-1);
  // DynamoDB names the last key whenever it stopped at a limit, also when nothing comes after it.
  const stopped = last !== undefined && (scanned.length === limit || scanned.length < items.length);
  return {
    Items: found,
    Count: found.length,
    ScannedCount: scanned.length,
    ...(stopped ? { LastEvaluatedKey: table.keyAttributes(last) } : {}),
  };
}

function after(table: Table, items: readonly Item[], startKey: Item | undefined): readonly Item[] {
  if (startKey === undefined) return items;
  const wanted = JSON.stringify(table.keyAttributes(startKey));
  const index = items.findIndex((item) => JSON.stringify(table.keyAttributes(item)) === wanted);
  if (index < 0) throw invalid('The provided starting key is invalid');
  return items.slice(index + 1);
}

/** The value of `pk = :value`; the rest of the condition may only concern the sort key. */
function partitionValue(table: Table, condition: Expression): AttributeValue {
  const terms = condition.kind === 'and' ? [condition.left, condition.right] : [condition];
  const { partitionKey, sortKey } = table.definition;
  const values = terms.flatMap((term) => equalityWith(term, partitionKey.name));
  const others = terms.filter((term) => equalityWith(term, partitionKey.name).length === 0);
  const [value] = values;
  if (values.length !== 1 || value === undefined) {
    throw invalid(`Query condition missed key schema element: ${partitionKey.name}`);
  }
  if (others.some((term) => !concernsSortKey(term, sortKey?.name))) throw invalid(UNSUPPORTED_KEY_CONDITION);
  return value;
}

function equalityWith(term: Expression, name: string): readonly AttributeValue[] {
  if (term.kind !== 'compare' || term.comparator !== '=' || !isAttribute(term.left, name)) return [];
  return term.right.kind === 'value' ? [term.right.value] : [];
}

function concernsSortKey(term: Expression, name: string | undefined): boolean {
  switch (term.kind) {
    case 'compare':
      return term.comparator !== '<>' && isAttribute(term.left, name);
    case 'between':
      return isAttribute(term.operand, name);
    case 'call':
      return term.name === 'begins_with' && term.path.length === 1 && term.path[0] === name;
    default:
      return false;
  }
}

function isAttribute(operand: Operand, name: string | undefined): boolean {
  return operand.kind === 'path' && operand.path.length === 1 && operand.path[0] === name;
}
