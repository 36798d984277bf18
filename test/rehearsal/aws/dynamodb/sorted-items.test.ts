import fc from 'fast-check';
import { Item } from '../../../../lib/rehearsal/aws/dynamodb/item';
import { SortedItems } from '../../../../lib/rehearsal/aws/dynamodb/sorted-items';

const keyOf = (item: Item): number => Number(item.sk?.N);
const item = (key: number, value = ''): Item => ({ sk: { N: String(key) }, value: { S: value } });
const sorted = (): SortedItems => new SortedItems((one, other) => keyOf(one) - keyOf(other));

/** Few keys, so that items meet the ones with their key. */
const write = fc.record({ key: fc.integer({ min: -5, max: 5 }), value: fc.string(), deletes: fc.boolean() });

describe('sorted items', () => {
  test('hold what was put last for each key and not deleted since, in order', () => {
    fc.assert(
      fc.property(fc.array(write), (writes) => {
        const items = sorted();
        const expected = new Map<number, Item>();
        for (const { key, value, deletes } of writes) {
          const written = item(key, value);
          if (deletes) items.delete(written);
          else items.put(written);
          if (deletes) expected.delete(key);
          else expected.set(key, written);
        }
        const inOrder = [...expected].sort(([one], [other]) => one - other).map(([, each]) => each);
        expect(items.all).toEqual(inOrder);
      }),
    );
  });
});
