import fc from 'fast-check';
import { setImmediate } from 'node:timers/promises';
import { elementsOf } from '../../../../lib/core/golden/dataset/json-elements';
import { openDataset } from '../../../../lib/core/golden/dataset/read';
import { linesOf, Located } from '../../../../lib/core/golden/dataset/text-source';
import { loadDatasetTools } from '../../../../lib/handlers/shared/dataset-tools';
import { chunksOf } from './open-fixture';

async function* stream(chunks: readonly string[]): AsyncGenerator<string> {
  yield* chunks;
}

async function all(located: AsyncIterable<Located>): Promise<Located[]> {
  const found: Located[] = [];
  for await (const each of located) found.push(each);
  return found;
}

test.each([
  ['a.jsonl', '', '{"input":1}\n'],
  ['a.csv', 'input\n', '1\n'],
  ['a.json', '[{"input":0}', ',\n{"input":1}'],
])('%s without an end is read as far as somebody wants, and then closed', async (name, head, next) => {
  let [given, closed] = [0, false];
  async function* endless(): AsyncGenerator<string> {
    try {
      yield head;
      for (; ; given++) yield next;
    } finally {
      closed = true;
    }
  }
  const { items } = await openDataset({ name, chunks: endless() }, {}, await loadDatasetTools());
  let read = 0;
  for await (const item of items) {
    expect(item.request.body).toMatch(/[01]/);
    read += 1;
    if (read === 3) break;
  }
  for (let turn = 0; turn < 10 && !closed; turn++) await setImmediate(); // a Node.js stream closes its source in turns to come
  expect(closed).toBe(true);
  expect(given).toBeLessThan(100_000); // what a stream holds ready (64 KiB on each side since Node.js 22), and no more
});

test('the elements of a list are those that JSON.parse finds, with the lines on which they start', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue(), { maxLength: 8 }),
      fc.nat(3),
      fc.integer({ min: 1, max: 20 }),
      async (list, indent, size) => {
        const text = `\n ${JSON.stringify(list, null, indent)}\n`;
        const elements = await all(elementsOf(stream(chunksOf(text, size))));
        expect(elements.map((each) => JSON.parse(each.text))).toEqual(JSON.parse(text));
        const lines = text.split('\n');
        for (const { text: element, line } of elements) {
          expect(lines[line - 1]).toContain(element.split('\n')[0].trimEnd());
        }
      },
    ),
  );
});

test('lines are those of the text, blank ones left out', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('', ' ', 'a', '{"b":1}'), { maxLength: 12 }),
      fc.integer({ min: 1, max: 9 }),
      async (lines, size) => {
        const text = lines.join('\n');
        const expected = lines.flatMap((each, index) => (each.trim() === '' ? [] : [{ text: each, line: index + 1 }]));
        expect(await all(linesOf(stream(chunksOf(text, size))))).toEqual(expected);
      },
    ),
  );
});
