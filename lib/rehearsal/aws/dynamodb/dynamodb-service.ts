import { AuthorizationRequest, AwsError, CallContext, EmulatedService, Operation } from '../service';
import { batchOperations } from './batch';
import { requireCondition } from './condition';
import { Item } from './item';
import { runQuery } from './query';
import { Table } from './table';
import { tableArn, Tables } from './tables';
import { Transactions } from './transaction';

/** Members whose effect is not emulated: a request that uses one is refused, never half answered. */
const NOT_EMULATED = [
  'AttributesToGet',
  'ConditionalOperator',
  'Expected',
  'IndexName',
  'KeyConditions',
  'ProjectionExpression',
  'QueryFilter',
  'Select',
];

/** The `dynamodb` service: tables with a simple or composite key, conditional writes and queries. */
export function dynamoDbService(tables: Tables = new Tables()): EmulatedService {
  const keysOf = (input: any, item: Item | undefined) => leadingKeys(tables, input.TableName, item);
  const transactions = new Transactions(tables);
  return {
    signingName: 'dynamodb',
    protocol: 'json-1.0',
    targetPrefix: 'DynamoDB_20120810',
    operations: {
      CreateTable: operation('CreateTable', ['TableName', 'KeySchema', 'AttributeDefinitions'], (input, context) => ({
        TableDescription: describe(tables.create(input, context), 'CREATING'),
      })),
      DescribeTable: operation('DescribeTable', ['TableName'], (input) => ({
        Table: describe(tables.describable(input.TableName), 'ACTIVE'),
      })),
      DeleteTable: operation('DeleteTable', ['TableName'], (input) => ({
        TableDescription: describe(tables.delete(input.TableName), 'DELETING'),
      })),
      GetItem: operation(
        'GetItem',
        ['TableName', 'Key'],
        (input) => {
          const item = tables.get(input.TableName).get(input.Key);
          return item === undefined ? {} : { Item: item };
        },
        (input) => keysOf(input, input.Key),
      ),
      PutItem: operation(
        'PutItem',
        ['TableName', 'Item'],
        (input) => {
          const table = tables.get(input.TableName);
          requireCondition(input, () => table.existing(input.Item));
          return returned(input, table.put(input.Item));
        },
        (input) => keysOf(input, input.Item),
      ),
      TransactWriteItems: {
        required: ['TransactItems'],
        authorize: (input, context) =>
          transactions.authorize(input, ({ TableName, Item: item }) => ({
            action: 'dynamodb:PutItem',
            resource: tableArn(TableName, context),
            context: leadingKeys(tables, TableName, item),
          })),
        handle: (input, context) => transactions.write(input, context),
      },
      DeleteItem: operation(
        'DeleteItem',
        ['TableName', 'Key'],
        (input) => {
          const table = tables.get(input.TableName);
          requireCondition(input, () => table.get(input.Key));
          return returned(input, table.delete(input.Key));
        },
        (input) => keysOf(input, input.Key),
      ),
      Query: operation(
        'Query',
        ['TableName', 'KeyConditionExpression'],
        (input) => runQuery(tables.get(input.TableName), input),
        (input) => keysOf(input, queriedKey(tables, input)),
      ),
      ...batchOperations(tables, (tableName, item) => leadingKeys(tables, tableName, item) ?? {}),
    },
  };
}

type Context = AuthorizationRequest['context'];

function operation(
  name: string,
  required: readonly string[],
  handle: (input: any, context: CallContext) => unknown,
  contextOf: (input: any) => Context = () => ({}),
): Operation {
  return {
    required,
    authorize: (input, context) => [
      { action: `dynamodb:${name}`, resource: tableArn(input.TableName, context), context: contextOf(input) },
    ],
    handle: (input, context) => {
      const unknown = NOT_EMULATED.find((member) => input[member] !== undefined);
      if (unknown !== undefined) throw new AwsError('NotImplemented', `${unknown} of ${name} is not emulated`, 501);
      return handle(input, context);
    },
  };
}

function returned(input: any, old: Item | undefined): Record<string, unknown> {
  return input.ReturnValues === 'ALL_OLD' && old !== undefined ? { Attributes: old } : {};
}

/** `dynamodb:LeadingKeys` holds the partition keys that a request touches. */
function leadingKeys(tables: Tables, tableName: string, item: Item | undefined): Context {
  if (item === undefined || !tables.has(tableName)) return {};
  const { name, type } = tables.get(tableName).definition.partitionKey;
  const value = item[name]?.[type];
  return typeof value === 'string' ? { 'dynamodb:LeadingKeys': [value] } : {};
}

/** The partition key value that a key condition compares with, as an item. */
function queriedKey(tables: Tables, input: any): Item | undefined {
  if (!tables.has(input.TableName)) return undefined;
  const { name } = tables.get(input.TableName).definition.partitionKey;
  const names: Record<string, string> = input.ExpressionAttributeNames ?? {};
  for (const [, attribute = '', value = ''] of String(input.KeyConditionExpression).matchAll(
    /([#\w]+)\s*=\s*(:\w+)/g,
  )) {
    const found = input.ExpressionAttributeValues?.[value];
    if ((names[attribute] ?? attribute) === name && found !== undefined) return { [name]: found };
  }
  return undefined;
}

function describe(table: Table, status: 'CREATING' | 'ACTIVE' | 'DELETING'): Record<string, unknown> {
  const { tableName, arn, createdAt, description, deletionProtection } = table.definition;
  return {
    TableName: tableName,
    TableArn: arn,
    TableId: tableName, // an UUID in AWS; the name keeps two rehearsals comparable
    TableStatus: status,
    CreationDateTime: createdAt,
    ItemCount: table.itemCount,
    DeletionProtectionEnabled: deletionProtection,
    ...description,
  };
}
