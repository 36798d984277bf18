import fc from 'fast-check';
import { Json } from '../../../../../lib/rehearsal/asl';
import { jsonBytes } from '../../../../../lib/rehearsal/asl/json';
import { batches } from '../../../../../lib/rehearsal/asl/states/distributed-map/batches';
import { reader, runDistributed, WRITER } from './support';

const itemsOf = (input: Json) => (input as { Items: Json[] }).Items;

test.each<[string, object, Json[], Json[]]>([
  ['by number', { MaxItemsPerBatch: 2 }, [1, 2, 3], [[1, 2], [3]]],
  ['by a number of the input', { MaxItemsPerBatchPath: '$.most' }, [1, 2, 3, 4], [[1, 2, 3], [4]]],
  [
    'by bytes of the whole input',
    { MaxInputBytesPerBatch: 15 },
    [1, 2, 3, 4],
    [
      [1, 2],
      [3, 4],
    ],
  ], // {"Items":[1,2]}
  ['by bytes of the input', { MaxInputBytesPerBatchPath: '$.bytes' }, [1, 2], [[1], [2]]],
  ['by what is reached first', { MaxItemsPerBatch: 3, MaxInputBytesPerBatch: 15 }, [1, 2, 3], [[1, 2], [3]]],
  [
    'with one that is larger than a batch by itself',
    { MaxInputBytesPerBatch: 15 },
    ['a long text', 1, 2],
    [['a long text'], [1, 2]],
  ],
  ['with no items', { MaxItemsPerBatch: 2 }, [], []],
])('batches %s', async (_what, ItemBatcher, items, expected) => {
  const input = { items, most: 3, bytes: 14 };
  const { output } = await runDistributed({ ItemsPath: '$.items', ItemBatcher }, input);
  expect(output.map(itemsOf)).toEqual(expected);
});

test('BatchInput comes with each batch, and counts', async () => {
  const first = { BatchInput: { fixed: 1, name: 'n', run: 'run-1' }, Items: [1] };
  const BatchInput = { fixed: 1, 'name.$': '$.name', 'run.$': '$$.Execution.Name' };
  const batchesOf = async (MaxInputBytesPerBatch: number) => {
    const fields = { ItemsPath: '$.items', ItemBatcher: { MaxInputBytesPerBatch, BatchInput } };
    return (await runDistributed(fields, { items: [1, 2], name: 'n' })).output as Json;
  };
  const bytes = jsonBytes(first);
  expect(await batchesOf(bytes + 1)).toEqual([first, { ...first, Items: [2] }]);
  expect(await batchesOf(bytes + 2)).toEqual([{ ...first, Items: [1, 2] }]);
});

test('no batch is larger than an input may be', async () => {
  const lines = Array.from({ length: 10 }, () => JSON.stringify('x'.repeat(60_000)));
  const fields = { ...reader({ InputType: 'JSONL' }), ItemBatcher: { MaxItemsPerBatch: 100 }, ResultWriter: WRITER };
  const { run, maps } = await runDistributed(fields, {}, { files: { 'data/set': lines.join('\n') } });
  expect(run.status).toBe('SUCCEEDED');
  expect(maps.children.map(({ input }) => itemsOf(JSON.parse(input)).length)).toEqual([4, 4, 2]);
});

test('fails for an item that is larger than an input may be', async () => {
  const fields = { ...reader({ InputType: 'JSONL' }), ItemBatcher: { MaxItemsPerBatch: 2 } };
  const files = { 'data/set': JSON.stringify('x'.repeat(262_144)) };
  expect((await runDistributed(fields, {}, { files })).run).toMatchObject({ error: 'States.DataLimitExceeded' });
});

test.each<[string, object, object, string, string]>([
  [
    'a number of 0',
    { MaxItemsPerBatchPath: '$.most' },
    { most: 0 },
    'States.Runtime',
    'MaxItemsPerBatchPath must give an integer of 1 or more',
  ],
  [
    'a BatchInput that is not there',
    { MaxItemsPerBatch: 1, BatchInput: { 'a.$': '$.none' } },
    {},
    'States.Runtime',
    '$.none',
  ],
])('fails with %s', async (_what, ItemBatcher, more, error, cause) => {
  const { run } = await runDistributed({ ItemsPath: '$.items', ItemBatcher }, { items: [1], ...more });
  expect(run).toMatchObject({ status: 'FAILED', error, cause: expect.stringContaining(cause) });
});

test('every item is in one batch, in order; a batch of several keeps both limits', () => {
  const limits = fc.record({ items: fc.integer({ min: 1, max: 9 }), bytes: fc.integer({ min: 12, max: 200 }) });
  fc.assert(
    fc.property(fc.array(fc.jsonValue() as fc.Arbitrary<Json>), limits, (items, limit) => {
      const made = [...batches(items, limit, undefined)];
      expect(made.flatMap(({ input }) => itemsOf(input))).toEqual(items);
      for (const batch of made) {
        expect(batch.items).toBe(itemsOf(batch.input).length);
        expect(batch.items).toBeLessThanOrEqual(limit.items);
        if (batch.items > 1) expect(jsonBytes(batch.input)).toBeLessThanOrEqual(limit.bytes);
      }
    }),
  );
});
