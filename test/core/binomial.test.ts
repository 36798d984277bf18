import fc from 'fast-check';
import { atLeast, atMost, lowerBound, upperBound } from '../../lib/core/binomial';

/** x, n, p, and by scipy 1.17.1 `binom.sf(x - 1, n, p)` and `binom.cdf(x, n, p)`. */
const TAILS: readonly (readonly [number, number, number, number, number])[] = [
  [1, 10, 0.05, 0.4012630607616211, 0.9138616441006836],
  [5, 10, 0.5, 0.623046875, 0.623046875],
  [0, 10, 0.1, 1, 0.34867844009999993],
  [10, 10, 0.9, 0.34867844010000004, 1],
  [3, 60, 0.001, 3.2789369173184e-5, 0.9999995337180448],
  [30, 1000, 0.01, 2.059988850971949e-7, 0.999999935800714],
  [60, 1000, 0.05, 0.08673217838486103, 0.9329374813666919],
  [51, 1000, 0.05, 0.4624709591985727, 0.5941839267956507],
  [12, 1000, 0.05, 0.9999999999864329, 6.028159630937416e-11],
  [200, 20_000, 0.005, 7.265032712778541e-19, 1],
  [1300, 180_000, 0.0065, 9.330297462374889e-5, 0.999916662623483],
  [70_000, 1_000_000, 0.069, 4.154323524005489e-5, 0.9999591310243787],
  [5200, 1_000_000, 0.005, 0.002459047142753808, 0.9976458673415839],
  [900_000, 1_000_000, 0.9, 0.5008422104052417, 0.5004875960756127],
  [17, 23, 0.3, 1.7797739245511897e-5, 0.9999975393514998],
  [400, 5000, 0.02, 6.692130478972361e-117, 1],
];

test.each(TAILS)('%d of %d at %d is as likely as scipy says', (x, n, p, orMore, orLess) => {
  expect(relativeError(atLeast(x, n, p), orMore)).toBeLessThan(1e-9);
  expect(relativeError(atMost(x, n, p), orLess)).toBeLessThan(1e-9);
});

/** x, n, alpha, and by scipy `beta.ppf(alpha, x, n - x + 1)` and `beta.ppf(1 - alpha, x + 1, n - x)`. */
test.each([
  [0, 100, 0.025, 0, 0.03621669264517641],
  [3, 100, 0.025, 0.006229971538306395, 0.08517605297428002],
  [100, 100, 0.025, 0.9637833073548235, 1],
  [17, 2000, 0.005, 0.004133338075040042, 0.015342231702252265],
  [950, 180_000, 0.005, 0.0048481791656927896, 0.00573375058813557],
  [1, 1, 0.05, 0.05, 1],
  [50, 1000, 0.01, 0.035281499854745865, 0.06840489369563105],
  [0, 0, 0.05, 0, 1],
])('the bounds of %d of %d at %d are those of scipy', (x, n, alpha, low, high) => {
  expect(lowerBound(x, n, alpha)).toBeCloseTo(low, 10);
  expect(upperBound(x, n, alpha)).toBeCloseTo(high, 10);
});

test.each([
  [0, 0, 0.5, 1],
  [1, 0, 0.5, 0],
  [1, 5, 0, 0],
  [5, 5, 1, 1],
  [6, 5, 1, 0],
])('P(X ≥ %d) of %d at %d is %d', (x, n, p, expected) => {
  expect(atLeast(x, n, p)).toBe(expected);
});

test('the two tails overlap in one value, and grow as they should', () => {
  const chance = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat(), chance, (n, seed, p) => {
      const x = seed % (n + 1);
      expect(atLeast(x + 1, n, p) + atMost(x, n, p)).toBeCloseTo(1, 9);
      expect(atLeast(x, n, p)).toBeGreaterThanOrEqual(atLeast(x + 1, n, p) - 1e-12);
      expect(atLeast(x, n, Math.min(1, p * 1.01))).toBeGreaterThanOrEqual(atLeast(x, n, p) - 1e-12);
    }),
  );
});

test('the tail is the sum of its parts, for every outcome of a small experiment', () => {
  for (let n = 1; n <= 12; n++) {
    for (const p of [0.01, 0.3, 0.5, 0.97]) {
      const parts = Array.from({ length: n + 1 }, (_, k) => choose(n, k) * p ** k * (1 - p) ** (n - k));
      for (let x = 0; x <= n; x++) {
        expect(atLeast(x, n, p)).toBeCloseTo(
          parts.slice(x).reduce((sum, part) => sum + part, 0),
          12,
        );
      }
    }
  }
});

test('each bound is wrong as often as it may be at most: Clopper and Pearson, by enumeration', () => {
  const [n, alpha] = [40, 0.05];
  for (let p = 0.01; p < 1; p += 0.07) {
    let [tooHigh, tooLow] = [0, 0];
    for (let x = 0; x <= n; x++) {
      const chance = atLeast(x, n, p) - atLeast(x + 1, n, p);
      if (lowerBound(x, n, alpha) > p) tooHigh += chance;
      if (upperBound(x, n, alpha) < p) tooLow += chance;
    }
    expect(Math.max(tooHigh, tooLow)).toBeLessThanOrEqual(alpha + 1e-9);
  }
});

function choose(n: number, k: number): number {
  return k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k;
}

function relativeError(value: number, expected: number): number {
  return Math.abs(value - expected) / expected;
}
