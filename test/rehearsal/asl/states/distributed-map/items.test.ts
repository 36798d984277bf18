import { Json } from '../../../../../lib/rehearsal/asl';
import { reader, runDistributed } from './support';

const failure = (error: string, cause: string) => ({
  status: 'FAILED',
  error,
  cause: expect.stringContaining(cause) as string,
});

describe('a file of S3', () => {
  test.each<[string, object, string, Json]>([
    ['a JSON array', { InputType: 'JSON' }, '[1,{"a":2},null]', [1, { a: 2 }, null]],
    [
      'a JSON object, by key and value',
      { InputType: 'JSON' },
      '{"a":1,"b":[2]}',
      [
        { Key: 'a', Value: 1 },
        { Key: 'b', Value: [2] },
      ],
    ],
    ['the array that a pointer finds', { InputType: 'JSON', ItemsPointer: '/a~1b/0/x~0' }, '{"a/b":[{"x~":[7]}]}', [7]],
    ['JSON lines', { InputType: 'JSONL' }, '{"a":1}\n"é"\n', [{ a: 1 }, 'é']],
    [
      'JSON lines without a last line feed, with others’ ends and empty ones',
      { InputType: 'JSONL' },
      '1\r\n\r\n \n2',
      [1, 2],
    ],
    ['nothing of no lines', { InputType: 'JSONL' }, '', []],
    ['as many lines as wanted', { InputType: 'JSONL', MaxItems: 2 }, '1\n2\nnot JSON\n', [1, 2]],
    ['as many as the input says', { InputType: 'JSON', MaxItemsPath: '$.most' }, '[1,2,3,4]', [1, 2, 3]],
    [
      'rows under the first one',
      { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
      '\uFEFFa,b\n1,"x ""y"", z"\n2\n3,4,5\n\n',
      [
        { a: '1', b: 'x "y", z' },
        { a: '2', b: '' },
        { a: '3', b: '4' },
      ],
    ],
    [
      'rows under given headers',
      { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a', 'b'], CSVDelimiter: 'PIPE', MaxItems: 1 },
      '1|2\n3|4\n',
      [{ a: '1', b: '2' }],
    ],
    [
      'some rows under the first one',
      { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter: 'TAB', MaxItems: 1 },
      'a\tb\n1\t2\n3\t4\n',
      [{ a: '1', b: '2' }],
    ],
  ])('gives %s', async (_what, config, text, items) => {
    const { run } = await runDistributed(reader(config), { most: 3 }, { files: { 'data/set': text } });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: items });
  });

  test.each<[string, object, string, string]>([
    ['JSON that is none', { InputType: 'JSON' }, '[1', 'S3://data/set is not JSON'],
    ['JSON without items', { InputType: 'JSON' }, '7', 'must be a JSON array or object, found number'],
    ['a pointer to nothing', { InputType: 'JSON', ItemsPointer: '/x' }, '{}', 'at /x must be'],
    ['a line that is no JSON', { InputType: 'JSONL' }, '1\n\n{oops\n', 'line 3 of S3://data/set is not JSON'],
    ['CSV with an open quote', { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }, 'a\n"x', "can't be read"],
    [
      'a long header',
      { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
      `${'x'.repeat(10_241)}\n1\n`,
      '10240 bytes',
    ],
  ])('fails with %s', async (_what, config, text, cause) => {
    const { run } = await runDistributed(reader(config), {}, { files: { 'data/set': text } });
    expect(run).toMatchObject(failure('States.ItemReaderFailed', cause));
  });

  test('fails when it is not there', async () => {
    const { run } = await runDistributed(reader({ InputType: 'JSON' }));
    expect(run).toMatchObject(failure('States.ItemReaderFailed', 'S3.NoSuchKey: The specified key does not exist.'));
  });

  test('its address may come from the input', async () => {
    const Parameters = { 'Bucket.$': '$.bucket', 'Key.$': "States.Format('{}.json', $.name)" };
    const ItemReader = { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'JSON' }, Parameters };
    const input = { bucket: 'data', name: 'set' };
    expect((await runDistributed({ ItemReader }, input, { files: { 'data/set.json': '[1]' } })).output).toEqual([1]);
    const { run } = await runDistributed({ ItemReader }, { bucket: 7, name: 'set' });
    expect(run).toMatchObject(failure('States.ItemReaderFailed', 'Bucket of the ItemReader must be a text, got 7'));
  });
});

test.each<[string, object, Json]>([
  ['a prefix', { Prefix: 'a/' }, ['a/1', 'a/2']],
  ['no prefix', {}, ['a/1', 'a/2', 'b']],
])('objects of a bucket with %s', async (_what, more, keys) => {
  const ItemReader = { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket: 'data', ...more } };
  const files = { 'data/a/1': '', 'data/a/2': '', 'data/b': '' };
  const { output } = await runDistributed({ ItemReader }, {}, { files });
  expect(output.map(({ Key }: { Key: string }) => Key)).toEqual(keys);
});

describe('the state’s input', () => {
  test.each<[string, object, Json, Json]>([
    ['an array', {}, ['a', 'b'], ['a', 'b']],
    ['an array inside', { ItemsPath: '$.items' }, { items: [1] }, [1]],
    ['an object inside', { ItemsPath: '$.items' }, { items: { a: 1 } }, [{ Key: 'a', Value: 1 }]],
    ['an empty array', {}, [], []],
  ])('%s', async (_what, fields, input, items) => {
    expect((await runDistributed(fields, input)).output).toEqual(items);
  });

  test('fails without items', async () => {
    const { run } = await runDistributed({ ItemsPath: '$.items' }, { items: 7 });
    expect(run).toMatchObject(failure('States.Runtime', 'an array or an object of items, got 7'));
  });

  test('fails for an item that ItemSelector makes too large', async () => {
    const ItemSelector = { 'a.$': '$.large', 'b.$': '$.large' };
    const input = { items: [1], large: 'x'.repeat(140_000) };
    const { run } = await runDistributed({ ItemsPath: '$.items', ItemSelector }, input);
    expect(run).toMatchObject(failure('States.DataLimitExceeded', 'more than the maximum of 262144'));
  });
});

test.each<[string, object, Json, Json]>([
  ['an array', { ItemsPath: '$.items' }, ['x'], [{ at: 0, item: 'x', of: 'STATE_DATA', name: 'n', key: null }]],
  ['a file', reader({ InputType: 'JSON' }), [], [{ at: 0, item: 7, of: 'S3://data/set', name: 'n', key: null }]],
])('ItemSelector sees the item, its place and its source: %s', async (_what, fields, items, output) => {
  const ItemSelector = {
    'at.$': '$$.Map.Item.Index',
    'item.$': '$$.Map.Item.Value',
    'of.$': '$$.Map.Item.Source',
    'name.$': '$.name',
    key: null,
  };
  const result = await runDistributed(
    { ...fields, ItemSelector },
    { items, name: 'n' },
    { files: { 'data/set': '[7]' } },
  );
  expect(result.output).toEqual(output);
});

test('ItemSelector sees the key of a member', async () => {
  const ItemSelector = { 'key.$': '$$.Map.Item.Key', 'value.$': '$$.Map.Item.Value' };
  expect((await runDistributed({ ItemSelector }, { a: 1 })).output).toEqual([{ key: 'a', value: 1 }]);
});
