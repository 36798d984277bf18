import fc from 'fast-check';
import { mcnemar } from '../../../lib/core/golden/mcnemar';
import rows from './fixtures/mcnemar.json';

const TABLE = rows as [number, number, number][];

test(`${rows.length} chances are scipy's, to 1e-12 of their size`, () => {
  const wrong = TABLE.filter(([b, c, p]) => Math.abs(mcnemar(b, c) - p) > 1e-12 * p);
  expect(wrong.map(([b, c, p]) => [b, c, p, mcnemar(b, c)])).toEqual([]);
});

test('the table has every small case, and chances down to the smallest number there is', () => {
  expect(TABLE.filter(([b, c]) => b <= 12 && c <= 12)).toHaveLength(13 * 13);
  expect(Math.min(...TABLE.map(([, , p]) => p))).toBeLessThan(1e-300);
});

test.each([
  [0, 0, 1],
  [4, 0, 0.0625],
  [5, 0, 0.03125],
  [0, 5, 1],
  [1, 1, 0.75],
])('%d worse and %d better: %d', (b, c, p) => {
  expect(mcnemar(b, c)).toBeCloseTo(p, 14);
});

test('more that got worse are never more likely, more that got better never less', () => {
  fc.assert(
    fc.property(fc.nat(2000), fc.nat(2000), (b, c) => {
      const p = mcnemar(b, c);
      expect(p).toBeGreaterThanOrEqual(0); // below the smallest number it is 0
      expect(p).toBeLessThanOrEqual(1);
      expect(mcnemar(b + 1, c)).toBeLessThanOrEqual(p * (1 + 1e-12));
      expect(mcnemar(b, c + 1)).toBeGreaterThanOrEqual(p * (1 - 1e-12));
    }),
  );
});
