import fc from 'fast-check';
import { Counts } from '../../../lib/contract/judge';
import { addLevel, addRatio, levelGrid, logMeanExp, ratioGrid, start } from '../../../lib/core/judge/e-process';

/** Of one minute: events and total of the experiment, then of the control. */
type Minute = readonly [x1: number, n1: number, x0: number, n0: number];

const MINUTES: readonly Minute[] = [
  [3, 60, 5, 540],
  [4, 61, 6, 539],
  [2, 58, 4, 542],
];

test.each([
  ['above the control', 1, MINUTES, 4.843932729],
  ['above 1.25 times the control', 1.25, MINUTES, 3.541616418],
  [
    'three events that only the experiment had',
    1,
    [
      [1, 1, 0, 9],
      [1, 1, 0, 9],
      [1, 1, 0, 9],
    ] as const,
    Math.log(214.0604),
  ],
])('evidence that the rate is %s', (_, r0, minutes, expected) => {
  expect(ratio(minutes, r0, 'up')).toBeCloseTo(expected, expected > 5 ? 6 : 9);
});

test.each([
  ['up', 0.001, MINUTES, 24.811918239],
  [
    'down',
    0.01,
    [
      [0, 60, 0, 0],
      [0, 61, 0, 0],
      [1, 400, 0, 0],
    ] as const,
    2.079585359,
  ],
] as const)('evidence of one side against a fixed rate, %s', (direction, tau, minutes, expected) => {
  expect(level(minutes, tau, direction)).toBeCloseTo(expected, 9);
});

test('the mean of huge stakes does not overflow, of lost ones it does not vanish', () => {
  expect(logMeanExp([5_000, 0])).toBeCloseTo(5_000 - Math.log(2), 9);
  expect(logMeanExp([-5_000, -5_000])).toBeCloseTo(-5_000, 9);
  expect(logMeanExp([])).toBe(0);
});

const LARGEST = process.env.BLUEGREEN_EXHAUSTIVE === '1' ? 12 : 8;

/** Every outcome of one minute with its chance, at the edge of what is allowed: the mean factor must not be above 1. */
describe(`exact mean of a minute's factor, all sizes up to ${LARGEST}`, () => {
  const rates = [0.001, 0.05, 0.3, 0.8];

  test.each([
    [1, 'up'],
    [1.25, 'up'],
    [2, 'up'],
    [2, 'down'],
    [1.5, 'down'],
  ] as const)('ratio %d %s', (r0, direction) => {
    for (const p0 of rates) {
      for (const p1 of ratesToTry(direction, r0 * p0)) {
        for (let n1 = 0; n1 <= LARGEST; n1++) {
          for (let n0 = 0; n0 <= LARGEST; n0++) {
            expect(meanFactor(n1, p1, n0, p0, (minute) => ratio([minute], r0, direction))).toBeLessThanOrEqual(
              1 + 1e-12,
            );
          }
        }
      }
    }
  });

  test.each([
    [0.001, 'up'],
    [0.05, 'up'],
    [0.01, 'down'],
    [0.3, 'down'],
  ] as const)('level %d %s', (tau, direction) => {
    for (const p1 of ratesToTry(direction, tau)) {
      for (let n1 = 0; n1 <= LARGEST; n1++) {
        expect(meanFactor(n1, p1, 0, 0, (minute) => level([minute], tau, direction))).toBeLessThanOrEqual(1 + 1e-12);
      }
    }
  });

  test('beyond the edge it is above 1: the bound is no idle one', () => {
    expect(meanFactor(8, 0.4, 8, 0.05, (minute) => ratio([minute], 1.25, 'up'))).toBeGreaterThan(1.5);
  });
});

describe('whatever the minutes are', () => {
  const minute = fc
    .tuple(
      fc.nat(200),
      fc.nat(2_000),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(([n1, n0, a, b]): Minute => [Math.floor(a * n1), n1, Math.floor(b * n0), n0]);

  test('their order does not matter', () => {
    fc.assert(
      fc.property(fc.array(minute, { maxLength: 20 }), (minutes) => {
        const turned = [...minutes].reverse();
        close(ratio(turned, 1.25, 'up'), ratio(minutes, 1.25, 'up'));
        close(ratio(turned, 2, 'down'), ratio(minutes, 2, 'down'));
        close(level(turned, 0.01, 'down'), level(minutes, 0.01, 'down'));
      }),
    );
  });

  test('minutes without events say nothing about ratios, and speak for a low level', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1_000), fc.nat(1_000)), { minLength: 1 }), (totals) => {
        const quiet = totals.map(([n1, n0]): Minute => [0, n1, 0, n0]);
        expect(ratio(quiet, 1.25, 'up')).toBe(0);
        expect(level(quiet, 0.01, 'down')).toBeGreaterThanOrEqual(0);
        expect(level(quiet, 0.01, 'up')).toBeLessThanOrEqual(0);
      }),
    );
  });

  test('a minute of one side alone says nothing about ratios', () => {
    fc.assert(
      fc.property(minute, ([x1, n1, x0, n0]) => {
        close(ratio([[x1, n1, 0, 0]], 1.25, 'up'), 0);
        close(ratio([[0, 0, x0, n0]], 1.25, 'up'), 0);
      }),
    );
  });

  test('the split may change from minute to minute: equal rates at any split stay without evidence on average', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 5, maxLength: 30 }), (splits) => {
        const even = splits.map((percent): Minute => [percent, 100 * percent, 100 - percent, 100 * (100 - percent)]);
        expect(ratio(even, 1.25, 'up')).toBeLessThan(0);
        expect(ratio(even, 2, 'down')).toBeGreaterThan(0);
      }),
    );
  });
});

function ratesToTry(direction: 'up' | 'down', edge: number): readonly number[] {
  if (edge > 1) return [];
  return direction === 'up' ? [edge, edge / 2, 0] : [edge, (1 + edge) / 2, 1];
}

function meanFactor(n1: number, p1: number, n0: number, p0: number, logE: (minute: Minute) => number): number {
  let mean = 0;
  for (let x1 = 0; x1 <= n1; x1++) {
    for (let x0 = 0; x0 <= n0; x0++) {
      mean += chance(x1, n1, p1) * chance(x0, n0, p0) * Math.exp(logE([x1, n1, x0, n0]));
    }
  }
  return mean;
}

function chance(x: number, n: number, p: number): number {
  let ways = 1;
  for (let k = 0; k < x; k++) ways = (ways * (n - k)) / (k + 1);
  return ways * p ** x * (1 - p) ** (n - x);
}

function ratio(minutes: readonly Minute[], r0: number, direction: 'up' | 'down'): number {
  const grid = ratioGrid(r0, direction);
  return logMeanExp(
    minutes.reduce((w, [x1, n1, x0, n0]) => addRatio(w, grid, r0, counts(x1, n1), counts(x0, n0)), start(grid)),
  );
}

function level(minutes: readonly Minute[], tau: number, direction: 'up' | 'down'): number {
  const grid = levelGrid(tau, direction);
  return logMeanExp(minutes.reduce((w, [x1, n1]) => addLevel(w, grid, tau, counts(x1, n1)), start(grid)));
}

function counts(events: number, total: number): Counts {
  return { events, total };
}

/** Equal but for rounding, which grows with the size of what is added up. */
function close(one: number, other: number): void {
  expect(Math.abs(one - other)).toBeLessThan(1e-9 * Math.max(1, Math.abs(one)) * 100);
}
