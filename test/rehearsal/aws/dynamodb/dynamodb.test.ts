import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { dynamoDbService } from '../../../../lib/rehearsal/aws/dynamodb/dynamodb-service';
import { EmulatedAccount } from '../../../../lib/rehearsal/aws/emulated-account';
import { WireServer } from '../../../../lib/rehearsal/aws/wire/server';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { clientConfig } from '../wire/sdk';

const START = Date.UTC(2030, 0, 1);

describe('dynamodb over the wire', () => {
  const clock = new VirtualClock(START);
  const account = new EmulatedAccount({ clock });
  let server: WireServer;
  let client: DynamoDBClient;

  beforeAll(async () => {
    account.register(dynamoDbService());
    server = await WireServer.start(account);
    client = new DynamoDBClient({ ...clientConfig(account, server), maxAttempts: 1 });
    await client.send(
      new CreateTableCommand({
        TableName: 'ledger',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
  });

  afterAll(async () => {
    client.destroy();
    await server.close();
    clock.stop();
  });

  const put = (pk: string, sk: string, more: Record<string, any> = {}, options: object = {}) =>
    client.send(
      new PutItemCommand({ TableName: 'ledger', Item: { pk: { S: pk }, sk: { S: sk }, ...more }, ...options }),
    );

  test('an item comes back as it was put', async () => {
    const item = { document: { S: '{"a":1}' }, revision: { N: '3' }, tags: { L: [{ S: 'x' }, { BOOL: true }] } };
    await put('m1', 'LEDGER', item);
    const { Item } = await client.send(
      new GetItemCommand({ TableName: 'ledger', Key: { pk: { S: 'm1' }, sk: { S: 'LEDGER' } }, ConsistentRead: true }),
    );
    expect(Item).toEqual({ pk: { S: 'm1' }, sk: { S: 'LEDGER' }, ...item });
  });

  test('an absent item is undefined', async () => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: 'ledger', Key: { pk: { S: 'none' }, sk: { S: 'LEDGER' } } }),
    );
    expect(Item).toBeUndefined();
  });

  test('a revision condition lets the first writer win and fails the second with the old item', async () => {
    const revision = (expected: string, next: string) =>
      put(
        'm2',
        'LEDGER',
        { revision: { N: next } },
        {
          ConditionExpression: 'attribute_not_exists(pk) OR revision = :revision',
          ExpressionAttributeValues: { ':revision': { N: expected } },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      );
    await revision('0', '1');
    await revision('1', '2');
    const failure = await revision('1', '3').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConditionalCheckFailedException);
    expect((failure as ConditionalCheckFailedException).Item?.revision).toEqual({ N: '2' });
  });

  describe('conditions', () => {
    beforeAll(() => put('cond', 'x', { n: { N: '5' }, text: { S: 'abcdef' }, map: { M: { inner: { N: '1' } } } }));

    test.each([
      ['n = :five', true],
      ['n <> :five', false],
      ['n < :ten AND n > :one', true],
      ['NOT n < :ten', false],
      ['(n = :one OR n = :five) AND attribute_exists(sk)', true],
      ['n = :one OR n = :five AND attribute_not_exists(sk)', false],
      ['begins_with(text, :abc)', true],
      ['#map.inner = :one', true],
      ['absent <> :one', true],
      ['absent = :one', false],
      ['n BETWEEN :one AND :ten', true],
      ['n IN (:one, :five)', true],
      ['size(text) > :five', true],
    ])('%s is %s', async (ConditionExpression, met) => {
      const values = { ':one': { N: '1' }, ':five': { N: '5.0' }, ':ten': { N: '10' }, ':abc': { S: 'abc' } };
      const used = Object.entries(values).filter(([name]) => ConditionExpression.includes(name));
      const result = put(
        'cond',
        'x',
        { n: { N: '5' }, text: { S: 'abcdef' }, map: { M: { inner: { N: '1' } } } },
        {
          ConditionExpression,
          ExpressionAttributeValues: used.length > 0 ? Object.fromEntries(used) : undefined,
          ExpressionAttributeNames: ConditionExpression.includes('#map') ? { '#map': 'map' } : undefined,
        },
      );
      if (met) await expect(result).resolves.toBeDefined();
      else await expect(result).rejects.toThrow(ConditionalCheckFailedException);
    });
  });

  describe('fails a request that DynamoDB refuses', () => {
    test.each<[string, () => Promise<unknown>, string]>([
      ['an item above 400 KB', () => put('m', 'x', { big: { S: 'x'.repeat(400 * 1024) } }), 'Item size has exceeded'],
      ['an empty key', () => put('', 'x'), 'cannot contain an empty string value. Key: pk'],
      ['a number as key', () => put('m', 'x', { sk: { N: '1' } }), 'expected: S actual: N'],
      ['a syntax error', () => put('m', 'x', {}, { ConditionExpression: 'pk = = sk' }), 'Syntax error; token: "="'],
      [
        'a reserved word',
        () => put('m', 'x', {}, { ConditionExpression: 'attribute_exists(status)' }),
        'reserved keyword: status',
      ],
      [
        'an unknown value',
        () => put('m', 'x', {}, { ConditionExpression: 'pk = :x' }),
        'expression attribute value used in expression is not defined; attribute value: :x',
      ],
      [
        'an unused value',
        () =>
          put(
            'm',
            'x',
            {},
            { ConditionExpression: 'attribute_exists(pk)', ExpressionAttributeValues: { ':x': { N: '1' } } },
          ),
        'unused in expressions: keys: {:x}',
      ],
      [
        'a key of another schema',
        () => client.send(new GetItemCommand({ TableName: 'ledger', Key: { pk: { S: 'm' } } })),
        'The provided key element does not match the schema',
      ],
      [
        'a missing member',
        () => client.send(new GetItemCommand({ TableName: 'ledger' } as any)),
        "Value null at 'key' failed to satisfy constraint",
      ],
    ])('%s', async (_what, request, message) => {
      await expect(request()).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining(message),
      });
    });

    test('a table that does not exist', async () => {
      const request = client.send(new GetItemCommand({ TableName: 'none', Key: { pk: { S: 'm' } } }));
      await expect(request).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    });

    test('an operation that is not emulated, with 501', async () => {
      const request = client.send(new ScanCommand({ TableName: 'ledger' }));
      await expect(request).rejects.toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
    });
  });

  describe('query', () => {
    beforeAll(async () => {
      for (const id of ['a', 'b', 'c', 'd']) await put('q', `EVENT#${id}`, { n: { S: id } });
      await put('q', 'LEDGER');
    });

    const query = async (more: object = {}) =>
      client.send(
        new QueryCommand({
          TableName: 'ledger',
          KeyConditionExpression: 'pk = :p AND begins_with(sk, :s)',
          ExpressionAttributeValues: { ':p': { S: 'q' }, ':s': { S: 'EVENT#' } },
          ...more,
        }),
      );
    const ids = (page: { Items?: Record<string, any>[] }) => (page.Items ?? []).map((item) => item.n.S);

    test('returns the partition in order, and backwards', async () => {
      expect(ids(await query())).toEqual(['a', 'b', 'c', 'd']);
      expect(ids(await query({ ScanIndexForward: false }))).toEqual(['d', 'c', 'b', 'a']);
    });

    test('pages with Limit and ExclusiveStartKey', async () => {
      const first = await query({ Limit: 3 });
      expect(ids(first)).toEqual(['a', 'b', 'c']);
      const second = await query({ Limit: 3, ExclusiveStartKey: first.LastEvaluatedKey });
      expect(ids(second)).toEqual(['d']);
      expect(second.LastEvaluatedKey).toBeUndefined();
    });

    test('fails without the partition key', async () => {
      const request = query({
        KeyConditionExpression: 'begins_with(sk, :s)',
        ExpressionAttributeValues: { ':s': { S: 'E' } },
      });
      await expect(request).rejects.toThrow('Query condition missed key schema element: pk');
    });

    test('fails with a partition key of another type', async () => {
      const ExpressionAttributeValues = { ':p': { N: '1' }, ':s': { S: 'EVENT#' } };
      await expect(query({ ExpressionAttributeValues })).rejects.toThrow('does not match schema type');
    });

    test('a deleted item is gone', async () => {
      await put('gone', 'x');
      const Key = { pk: { S: 'gone' }, sk: { S: 'x' } };
      const { Attributes } = await client.send(
        new DeleteItemCommand({ TableName: 'ledger', Key, ReturnValues: 'ALL_OLD' }),
      );
      expect(Attributes).toEqual(Key);
      expect((await client.send(new GetItemCommand({ TableName: 'ledger', Key }))).Item).toBeUndefined();
      const ExpressionAttributeValues = { ':p': { S: 'gone' }, ':s': { S: 'x' } };
      expect(await query({ ExpressionAttributeValues })).toMatchObject({ Count: 0 });
    });
  });

  describe('transactions', () => {
    const write = (items: readonly object[], token?: string) =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: items.map((more) => ({ Put: { TableName: 'ledger', Item: {}, ...more } })),
          ClientRequestToken: token,
        }),
      );
    const item = (sk: string, n: number) => ({ pk: { S: 'tx' }, sk: { S: sk }, n: { N: String(n) } });
    const read = async (sk: string) => {
      const Key = { pk: { S: 'tx' }, sk: { S: sk } };
      return (await client.send(new GetItemCommand({ TableName: 'ledger', Key }))).Item?.n?.N;
    };
    const ifNew = { ConditionExpression: 'attribute_not_exists(pk)' };

    test('writes all items', async () => {
      await write([{ Item: item('a', 1), ...ifNew }, { Item: item('b', 1) }]);
      await expect(Promise.all([read('a'), read('b')])).resolves.toEqual(['1', '1']);
    });

    test('fails whole when one condition does not hold, with a reason for each item', async () => {
      await write([{ Item: item('taken', 1) }]);
      const failing = write([{ Item: item('taken', 2), ...ifNew }, { Item: item('free', 2) }]);
      await expect(failing).rejects.toMatchObject({
        name: 'TransactionCanceledException',
        CancellationReasons: [{ Code: 'ConditionalCheckFailed' }, { Code: 'None' }],
      });
      await expect(failing).rejects.toBeInstanceOf(TransactionCanceledException);
      await expect(Promise.all([read('taken'), read('free')])).resolves.toEqual(['1', undefined]);
    });

    test('a repeated token changes nothing, and fails with other items', async () => {
      await write([{ Item: item('once', 1), ...ifNew }], 'token-1');
      await write([{ Item: item('once', 1), ...ifNew }], 'token-1');
      await expect(write([{ Item: item('once', 2) }], 'token-1')).rejects.toMatchObject({
        name: 'IdempotentParameterMismatchException',
      });
    });

    test('fails with two actions on one item', async () => {
      await expect(write([{ Item: item('x', 1) }, { Item: item('x', 2) }])).rejects.toThrow(/multiple operations/);
    });

    test('fails with 501 for an action that is not emulated', async () => {
      const Delete = { TableName: 'ledger', Key: { pk: { S: 'tx' }, sk: { S: 'a' } } };
      const command = new TransactWriteItemsCommand({ TransactItems: [{ Delete }] });
      await expect(client.send(command)).rejects.toThrow(/Delete of TransactWriteItems is not emulated/);
    });
  });

  describe('a batch', () => {
    const key = (sk: string) => ({ pk: { S: 'batch' }, sk: { S: sk } });
    const write = (...requests: any[]) =>
      client.send(new BatchWriteItemCommand({ RequestItems: { ledger: requests } }));
    const putting = (sk: string, n = 1) => ({ PutRequest: { Item: { ...key(sk), n: { N: String(n) } } } });
    const read = (Keys: any[], more: object = {}) =>
      client.send(new BatchGetItemCommand({ RequestItems: { ledger: { Keys, ...more } } }));

    test('of puts writes and overwrites items, and one of keys reads those that are there', async () => {
      await expect(write(putting('a'), putting('b'))).resolves.toMatchObject({ UnprocessedItems: {} });
      await write(putting('b', 2));
      const { Responses } = await read([key('a'), key('b'), key('none')], { ConsistentRead: true });
      expect(Responses?.ledger?.map(({ n }) => n?.N)).toEqual(['1', '2']);
    });

    test('fails with more than 25 puts, more than 100 keys, none, or one key twice', async () => {
      const many = (count: number) => Array.from({ length: count }, (_, index) => String(index));
      await expect(write(...many(26).map((sk) => putting(sk)))).rejects.toThrow('must have 1 to 25 items, got 26');
      await expect(read(many(101).map(key))).rejects.toThrow('must have 1 to 100 items, got 101');
      await expect(write()).rejects.toThrow('got 0');
      await expect(write(putting('a'), putting('a'))).rejects.toThrow('contains duplicates');
      await expect(read([key('a'), key('a')])).rejects.toThrow('contains duplicates');
    });

    test('fails with 501 for what is not emulated', async () => {
      await expect(write({ DeleteRequest: { Key: key('a') } })).rejects.toThrow('DeleteRequest of BatchWriteItem');
      await expect(read([key('a')], { ProjectionExpression: 'n' })).rejects.toThrow('ProjectionExpression');
    });
  });
});
