import fc from 'fast-check';
import { parseStatistic, statisticOf, WeightedValue } from '../../../../lib/rehearsal/aws/cloudwatch/statistics';
import { errorCode } from '../../support/call';

const once = (...values: number[]): WeightedValue[] => values.map((value) => ({ value, count: 1 }));
const of = (name: string, values: readonly WeightedValue[]) => statisticOf(values, parseStatistic(name));

const observations = fc.array(
  fc.record({ value: fc.integer({ min: -1000, max: 1000 }), count: fc.integer({ min: 1, max: 5 }) }),
  { minLength: 1, maxLength: 40 },
);

/** Every observation on its own, sorted: the slow way to everything. */
const spread = (values: readonly WeightedValue[]): number[] =>
  values.flatMap(({ value, count }) => Array<number>(count).fill(value)).sort((a, b) => a - b);

describe('statistics of a period', () => {
  test.each([
    ['Sum', 60],
    ['Average', 15],
    ['Minimum', 5],
    ['Maximum', 30],
    ['SampleCount', 4],
    ['p50', 10],
    ['p99', 30],
    ['p0', 5],
    ['p100', 30],
    ['TC(10:)', 2],
    ['TC(:10)', 2],
    ['TC(4.5:15)', 3],
    ['TC(30:)', 0],
    ['PR(10:)', 50],
    ['PR(:4)', 0],
  ])('%s of 5, 10, 15, 30 is %d', (name, expected) => {
    expect(of(name, once(5, 30, 10, 15))).toBe(expected);
  });

  test.each(['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount', 'p99', 'TC(1:)', 'PR(1:)'])(
    '%s of no data is no data',
    (name) => {
      expect(of(name, [])).toBeUndefined();
    },
  );

  test('a count of 0 is no observation', () => {
    expect(of('Maximum', [{ value: 9, count: 0 }])).toBeUndefined();
    expect(of('p99', [...once(1), { value: 9, count: 0 }])).toBe(1);
  });

  test('percentiles equal the nearest rank of a plain sort', () => {
    fc.assert(
      fc.property(observations, fc.constantFrom(1, 25, 50, 75, 90, 95, 99, 99.9), (values, percent) => {
        const sorted = spread(values);
        const rank = Math.ceil((percent * sorted.length) / 100 - 1e-9);
        expect(of(`p${percent}`, values)).toBe(sorted[Math.max(0, rank - 1)]);
      }),
    );
  });

  test('what is above a value and what is up to it are all', () => {
    fc.assert(
      fc.property(observations, fc.integer({ min: -1000, max: 1000 }), (values, limit) => {
        expect(of(`TC(${limit}:)`, values)! + of(`TC(:${limit})`, values)!).toBe(of('SampleCount', values));
        expect(of(`TC(${limit}:)`, values)).toBe(spread(values).filter((value) => value > limit).length);
      }),
    );
  });

  test('counts weigh as repeated values do', () => {
    fc.assert(
      fc.property(observations, fc.constantFrom('Sum', 'Minimum', 'Maximum', 'SampleCount', 'p90'), (values, name) => {
        expect(of(name, values)).toBe(of(name, once(...spread(values))));
      }),
    );
  });

  test.each([
    ['p101', 'ValidationError'],
    ['p-1', 'ValidationError'],
    ['sum', 'ValidationError'],
    ['', 'ValidationError'],
    ['tm99', 'NotImplemented'],
    ['IQM', 'NotImplemented'],
    ['PR(10%:20%)', 'NotImplemented'],
    ['TC(:)', 'NotImplemented'],
    ['tc90', 'NotImplemented'],
  ])('fails for the name %s with %s', (name, code) => {
    expect(errorCode(() => parseStatistic(name))).toBe(code);
  });
});
