import * as fc from 'fast-check';
import { Distribution, Histogram, MAX_VALUES } from '../../../lib/gateway/metrics/histogram';

const latencies = fc.array(fc.double({ min: 0.01, max: 3_600_000, noNaN: true }), { minLength: 1, maxLength: 300 });

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  values.forEach((value) => histogram.record(value));
  return histogram;
}

function distributionOf(values: readonly number[]): Distribution {
  const distribution = histogramOf(values).distribution();
  if (distribution === undefined) throw new Error('nothing was recorded');
  return distribution;
}

/** The value at a rank, counted from the smallest. */
function valueAt({ Values, Counts }: Distribution, rank: number): number {
  let seen = 0;
  return Values[Counts.findIndex((count) => (seen += count) > rank)];
}

test('an empty one has no distribution', () => {
  expect(new Histogram().distribution()).toBeUndefined();
});

test('every value is told within 2 %, as long as they fit, with exact count and ends', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 1, max: 40, noNaN: true }), { minLength: 1 }), (values) => {
      const sorted = [...values].sort((a, b) => a - b);
      const told = distributionOf(values);
      sorted.forEach((value, rank) => expect(Math.abs(valueAt(told, rank) / value - 1)).toBeLessThan(0.0205));
      expect(told.Count).toBe(values.length);
      expect(told.Min).toBeCloseTo(sorted[0], 1);
      expect(told.Max).toBeCloseTo(sorted[sorted.length - 1], 1);
    }),
  );
});

test('never more values than CloudWatch takes, and none is lost', () => {
  fc.assert(
    fc.property(latencies, (values) => {
      const { Values, Counts, Count } = distributionOf(values);
      expect(Values.length).toBeLessThanOrEqual(MAX_VALUES);
      expect(Counts).toHaveLength(Values.length);
      expect(Counts.reduce((sum, count) => sum + count, 0)).toBe(Count);
      expect(Count).toBe(values.length);
      expect([...Values].sort((a, b) => a - b)).toEqual(Values);
    }),
  );
});

test('values over seven orders of magnitude are joined until they fit', () => {
  const values = Array.from({ length: 400 }, (_, index) => 0.02 * 1.05 ** index);
  const told = distributionOf(values);
  expect(told.Values.length).toBeGreaterThan(40);
  expect(told.Values.length).toBeLessThanOrEqual(MAX_VALUES);
  values.forEach((value, rank) => expect(Math.abs(valueAt(told, rank) / value - 1)).toBeLessThan(0.2));
});

test('two gateways tell the same values, so that their counts add up', () => {
  const small = fc.array(fc.double({ min: 1, max: 40, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(small, small, (one, other) => {
      const added = new Map<number, number>();
      for (const { Values, Counts } of [distributionOf(one), distributionOf(other)]) {
        Values.forEach((value, index) => added.set(value, (added.get(value) ?? 0) + Counts[index]));
      }
      const together = distributionOf([...one, ...other]);
      expect([...added].sort(([a], [b]) => a - b)).toEqual(
        together.Values.map((value, index) => [value, together.Counts[index]]),
      );
    }),
  );
});

test.each([0, -1, 1e-9, NaN, Infinity, 1e12])('%p is counted, at the end of the scale', (value) => {
  expect(distributionOf([value]).Counts).toEqual([1]);
});

test('starts over after a reset', () => {
  const histogram = histogramOf([1, 2, 3]);
  histogram.reset();
  expect(histogram.distribution()).toBeUndefined();
  histogram.record(5);
  expect(histogram.distribution()).toMatchObject({ Count: 1, Min: 5, Max: 5, Sum: 5 });
});
