import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDataset } from '../../lib/private/dataset-reader';
import { readDatasetFile } from '../../lib/synth/dataset-file';

const LINE = '{"input":{"a":1},"expected":2}\n';

function fileOf(name: string, text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'dataset-')), name);
  writeFileSync(path, text);
  return path;
}

test.each([
  ['a.jsonl', `${LINE}\n${LINE}`, 2],
  ['a.json', '[{"input":1},{"input":2},{"input":3}]', 3],
  ['a.csv', 'input,expected\n1,2\n3,4\n', 2],
  ['a.yaml', '- input: 1\n- input: 2\n', 2],
])('items of %s', async (name, text, items) => {
  expect(await readDatasetFile(fileOf(name, text), {})).toEqual({ items, hasMore: false });
});

test('no more items are read than are asked for', async () => {
  const path = fileOf('a.jsonl', `${LINE.repeat(3)}{`);
  expect(await readDatasetFile(path, {}, { items: 2 })).toEqual({ items: 2, hasMore: true });
  expect(await readDatasetFile(path, {}, { characters: 10 })).toMatchObject({ hasMore: true });
  expect(await readDatasetFile(path, {})).toMatchObject({
    items: 3,
    problem: expect.stringMatching(/^a\.jsonl:4: /) as string,
  });
});

test('a construct gets the same without waiting for a stream, again when the file changes', () => {
  const path = fileOf('a.jsonl', LINE);
  expect(readDataset(path, {})).toEqual({ items: 1, hasMore: false });
  writeFileSync(path, LINE.repeat(2));
  expect(readDataset(path, {})).toEqual({ items: 2, hasMore: false });
});

test('100,000 items take a few seconds', () => {
  const path = fileOf('a.jsonl', LINE.repeat(100_001));
  const started = performance.now();
  expect(readDataset(path, {})).toEqual({ items: 100_000, hasMore: true });
  expect(performance.now() - started).toBeLessThan(15_000);
});

test('fails when the reader was not built', () => {
  expect(() => readDataset(__filename, {}, '/nowhere.cjs')).toThrow(
    /must be built, got no \/nowhere\.cjs; run npm run/,
  );
});
