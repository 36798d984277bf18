import { AwsError, CallContext, Operation } from '../service';
import { invalid, Item } from './item';
import { tableArn, Tables } from './tables';

/** Puts of one call, and keys of one call (BatchWriteItem and BatchGetItem, API reference). */
const MAX_PUTS = 25;
const MAX_KEYS = 100;

type LeadingKeys = (tableName: string, item: Item) => Record<string, unknown>;

interface Member<T> {
  readonly tableName: string;
  readonly value: T;
}

/** Calls for many items: puts without conditions, and reads of whole items. What else they may ask for answers 501. */
export function batchOperations(tables: Tables, leadingKeys: LeadingKeys): Readonly<Record<string, Operation>> {
  const request = (action: string, context: CallContext) => (tableName: string, items: readonly Item[]) => ({
    action: `dynamodb:${action}`,
    resource: tableArn(tableName, context),
    context: merged(items.map((item) => leadingKeys(tableName, item))),
  });
  return {
    BatchWriteItem: {
      required: ['RequestItems'],
      authorize: (input, context) =>
        byTable(putsIn(input)).map(([name, items]) => request('BatchWriteItem', context)(name, items)),
      handle: (input) => {
        refuseOthers('BatchWriteItem', input, ['RequestItems']);
        const puts = putsIn(input);
        requireCount(puts.length, MAX_PUTS);
        requireDistinct(tables, puts);
        for (const { tableName, value } of puts) tables.get(tableName).put(value);
        return { UnprocessedItems: {} };
      },
    },
    BatchGetItem: {
      required: ['RequestItems'],
      authorize: (input, context) =>
        byTable(keysIn(input)).map(([name, keys]) => request('BatchGetItem', context)(name, keys)),
      handle: (input) => {
        refuseOthers('BatchGetItem', input, ['RequestItems']);
        const keys = keysIn(input);
        requireCount(keys.length, MAX_KEYS);
        requireDistinct(tables, keys);
        const found = byTable(keys).map(([name, wanted]) => [
          name,
          wanted.flatMap((key) => tables.get(name).get(key) ?? []),
        ]);
        return { Responses: Object.fromEntries(found), UnprocessedKeys: {} };
      },
    },
  };
}

function putsIn({ RequestItems }: any): readonly Member<Item>[] {
  return Object.entries(RequestItems as Record<string, any[]>).flatMap(([tableName, requests]) =>
    requests.map((each) => {
      const kinds = Object.keys(each);
      if (kinds.join() === 'PutRequest') return { tableName, value: each.PutRequest.Item };
      throw new AwsError('NotImplemented', `${kinds.join(' and ')} of BatchWriteItem is not emulated`, 501);
    }),
  );
}

function keysIn({ RequestItems }: any): readonly Member<Item>[] {
  return Object.entries(RequestItems as Record<string, any>).flatMap(([tableName, wanted]) => {
    refuseOthers('BatchGetItem', wanted, ['Keys', 'ConsistentRead']); // each read is consistent here
    return (wanted.Keys as Item[]).map((value) => ({ tableName, value }));
  });
}

function byTable(members: readonly Member<Item>[]): readonly (readonly [string, readonly Item[]])[] {
  const names = [...new Set(members.map(({ tableName }) => tableName))];
  return names.map((name) => [name, members.filter(({ tableName }) => tableName === name).map(({ value }) => value)]);
}

function requireCount(count: number, most: number): void {
  if (count >= 1 && count <= most) return;
  throw invalid(`1 validation error detected: a batch must have 1 to ${most} items, got ${count}`);
}

function requireDistinct(tables: Tables, members: readonly Member<Item>[]): void {
  const keys = members.map(({ tableName, value }) =>
    JSON.stringify([tableName, tables.get(tableName).keyAttributes(value)]),
  );
  if (new Set(keys).size < keys.length) throw invalid('Provided list of item keys contains duplicates');
}

function refuseOthers(operation: string, input: object, known: readonly string[]): void {
  const other = Object.entries(input).find(([name, value]) => value !== undefined && !known.includes(name));
  if (other === undefined) return;
  throw new AwsError('NotImplemented', `${other[0]} of ${operation} is not emulated`, 501);
}

function merged(contexts: readonly Record<string, unknown>[]): Record<string, any> {
  const keys = contexts.flatMap((context) => (context['dynamodb:LeadingKeys'] as string[] | undefined) ?? []);
  return keys.length === 0 ? {} : { 'dynamodb:LeadingKeys': [...new Set(keys)] };
}
