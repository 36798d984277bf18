import fc from 'fast-check';
import { HistogramCounts } from '../../../lib/contract/load';
import { LoadHistogram, mergeHistograms } from '../../../lib/core/load/histogram';

const WORKERS = 40;
const QUANTILES = [0.01, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

function histogramOf(values: readonly number[]): LoadHistogram {
  const histogram = new LoadHistogram();
  values.forEach((value) => histogram.add(value));
  return histogram;
}

/** Mulberry32: the same numbers at every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Milliseconds. */
const DISTRIBUTIONS: Record<string, (random: () => number) => number> = {
  uniform: (random) => 1 + 99 * random(),
  exponential: (random) => -20 * Math.log(1 - random()),
  lognormal: (random) => Math.exp(3 + 0.8 * normal(random)),
  bimodal: (random) => (random() < 0.7 ? 10 + normal(random) : 400 + 20 * normal(random)),
  'constant with outliers': (random) => (random() < 0.985 ? 12 : 2_000 + 28_000 * random()),
};

describe.each(Object.entries(DISTRIBUTIONS))('of values that are %s', (_name, draw) => {
  const random = seeded(20_261_122);
  const values = Array.from({ length: 40_000 }, () => draw(random));
  // the slow values all with some workers: what averages of percentiles get wrong
  const byValue = [...values].sort((a, b) => a - b);
  const workers = Array.from({ length: WORKERS }, (_, worker) => byValue.slice(worker * 1_000, (worker + 1) * 1_000));

  test.each(QUANTILES)('the quantile %d of 40 merged workers is within 2 % of the exact one', (q) => {
    const merged = new LoadHistogram(mergeHistograms(workers.map((each) => histogramOf(each).toJSON())));
    const exact = byValue[Math.ceil(q * values.length) - 1];
    expect(Math.abs((merged.quantile(q) ?? NaN) / exact - 1)).toBeLessThanOrEqual(0.02);
  });

  test('40 workers make the histogram that one would have made', () => {
    const merged = mergeHistograms(workers.map((each) => histogramOf(each).toJSON()));
    expect(merged).toEqual(histogramOf(values).toJSON());
  });

  test('its JSON is small', () => {
    expect(JSON.stringify(histogramOf(values)).length).toBeLessThan(4_000);
  });
});

const value = fc.double({ noNaN: true, min: 0, max: 4e6 });
const histogram = fc.array(value, { maxLength: 60 }).map((values) => histogramOf(values).toJSON());

test('merging is associative and commutative, and nothing is neutral', () => {
  fc.assert(
    fc.property(histogram, histogram, histogram, (a, b, c) => {
      const all = mergeHistograms([a, b, c]);
      expect(mergeHistograms([mergeHistograms([a, b]), c])).toEqual(all);
      expect(mergeHistograms([a, mergeHistograms([b, c])])).toEqual(all);
      expect(mergeHistograms([c, b, a])).toEqual(all);
      expect(mergeHistograms([all, { buckets: [] }])).toEqual(all);
    }),
  );
});

test('any quantile of any values is within 1 % of the exact one, from 1 µs to an hour', () => {
  const known = fc.double({ noNaN: true, min: 0.001, max: 3.6e6 });
  fc.assert(
    fc.property(
      fc.array(known, { minLength: 1, maxLength: 80 }),
      fc.double({ noNaN: true, min: 0.001, max: 1 }),
      (values, q) => {
        const exact = [...values].sort((a, b) => a - b)[Math.ceil(q * values.length) - 1];
        expect(Math.abs((histogramOf(values).quantile(q) ?? NaN) / exact - 1)).toBeLessThanOrEqual(0.0101);
      },
    ),
  );
});

test('what JSON brought back is the same histogram', () => {
  fc.assert(
    fc.property(histogram, (counts) => {
      const back = JSON.parse(JSON.stringify(new LoadHistogram(counts))) as HistogramCounts;
      expect(back).toEqual(counts);
      expect(new LoadHistogram(back).toJSON()).toEqual(counts);
    }),
  );
});

test('values above a bound are counted but for those less than 2.1 % above it', () => {
  fc.assert(
    fc.property(
      fc.array(value, { maxLength: 80 }),
      fc.double({ noNaN: true, min: 0.01, max: 3e6 }),
      (values, bound) => {
        const above = histogramOf(values).countAbove(bound);
        expect(above).toBeLessThanOrEqual(values.filter((each) => each > bound).length);
        expect(above).toBeGreaterThanOrEqual(values.filter((each) => each > 1.021 * bound).length);
      },
    ),
  );
});

test('an empty one has no quantiles', () => {
  expect(new LoadHistogram().quantile(0.5)).toBeUndefined();
  expect(new LoadHistogram().countAbove(0)).toBe(0);
  expect(new LoadHistogram().toJSON()).toEqual({ buckets: [] });
});

test('values beyond its ends count as its ends', () => {
  const histogramOfAll = histogramOf([-1, 0, Infinity]);
  expect(histogramOfAll.count).toBe(3);
  expect(histogramOfAll.quantile(0.5)).toBeLessThanOrEqual(0.001);
  expect(histogramOfAll.quantile(1)).toBeGreaterThan(3_500_000);
});

test('fails for what is no number', () => {
  expect(() => new LoadHistogram().add(NaN)).toThrow('must be a number, got NaN; leave it out');
});

test.each([
  ['half a pair', [1], '1 numbers, which must be pairs'],
  ['no step', [1, 1, 0, 1], 'a gap of 0 buckets'],
  ['a step back', [5, 1, -1, 1], 'a gap of -1 buckets'],
  ['a step too far', [5_000, 1], 'a gap of 5000 buckets'],
  ['a broken step', [0.5, 1], 'a gap of 0.5 buckets'],
  ['no count', [1, 0], 'a count of 0'],
  ['a broken count', [1, 1.5], 'a count of 1.5'],
])('fails for counts with %s', (_what, buckets, message) => {
  expect(() => new LoadHistogram({ buckets })).toThrow(message);
});
