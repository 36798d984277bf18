import { readGroundTruth } from '../../../../lib/core/golden/dataset/ground-truth';
import { itemFromLine, itemToLine } from '../../../../lib/core/golden/item-line';
import { loadDatasetTools } from '../../../../lib/handlers/shared/dataset-tools';
import { FILES } from './files';
import { fixture, linesOf, readFixture, readText } from './open-fixture';

test.each(FILES)('%s is read as %s, each item with its request', async (name, shape, options, expected) => {
  const dataset = await readFixture(name, options);
  expect(dataset.shape).toBe(shape);
  expect(dataset.items).toEqual(linesOf(fixture(`items/${expected}`)).map(itemFromLine));
});

test.each(FILES)('a worker gets the items of %s (%s) as they were read', async (name, _, options) => {
  const { items } = await readFixture(name, options);
  const lines = items.map(itemToLine);
  expect(lines.map(itemFromLine)).toEqual(items);
});

test.each(FILES)('the chunks in which %s (%s) comes make no difference', async (name, _, options) => {
  const text = fixture(name);
  const whole = await readText(name, text, options, text.length);
  for (const size of [1, 2, 64]) expect(await readText(name, text, options, size)).toEqual(whole);
  expect(await readText(name, `\uFEFF${text}`, options, 3)).toEqual(whole);
});

test.each(FILES.filter(([name]) => name.endsWith('.jsonl')))(
  '%s is read as %s under another name too, with other line ends',
  async (name, shape, options) => {
    const { items } = await readFixture(name, options);
    const other = await readText('data', fixture(name).replaceAll('\n', '\r\n'), options);
    expect(other).toMatchObject({ shape, items });
  },
);

test('requests that are JSON are the JSON that they were, number by number', async () => {
  for (const [name, , options] of FILES.filter(([file]) => /mlflow|tf-serving|open-inf|hugging|batch/.test(file))) {
    const written = fixture(name).replaceAll(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/g, '');
    for (const { request } of (await readFixture(name, options)).items) {
      for (const number of request.body.match(/(?<=[:[,])-?\d[\d.]*(?=[,\]}])/g) ?? [])
        expect(written).toContain(number);
    }
  }
});

test('what stands beside the tests is kept for the check of prompts', async () => {
  const { suite } = await readFixture('promptfoo.yaml');
  expect(suite).toMatchObject({
    prompts: ['Answer in one word: {{question}}'],
    defaultTest: { assert: [{ type: 'latency', threshold: 2000 }] },
    assertionTemplates: { polite: { type: 'not-icontains', value: 'stupid' } },
  });
  expect((await readFixture('promptfoo.jsonl')).suite).toBeUndefined();
});

test('ground truth makes labels of what was captured, by the inference id or else by the event id', async () => {
  const source = { name: 'truth.jsonl', chunks: [fixture('sagemaker-ground-truth.jsonl')] };
  const groundTruth = await readGroundTruth(source, await loadDatasetTools());
  const { items } = await readFixture('sagemaker-capture.jsonl', { groundTruth });
  expect(items.map(({ expected }) => expected)).toEqual([
    { anyOf: [[0, 1]], source: 'label' },
    { anyOf: ['fraud'], source: 'label' },
    { anyOf: [{ label: 'ok' }], source: 'recorded' },
    { anyOf: [{ label: 'cat' }], source: 'recorded' },
  ]);
});
