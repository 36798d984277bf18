import fc from 'fast-check';
import { atLeast } from '../../../lib/core/binomial';
import { ALPHA, mcnemar } from '../../../lib/core/golden/mcnemar';
import { detectableDropPoints, itemsNeeded } from '../../../lib/core/golden/power';

test.each([
  [5, 0.1, 246],
  [3, 0.1, 685],
  [2, 0.1, 1544],
  [5, 0.2, 493],
  [3, 0.2, 1372],
  [2, 0.2, 3090],
])('a drop of %d points at a discordance of %d needs %d predictions', (drop, discordance, needed) => {
  expect(itemsNeeded(drop, discordance)).toBe(needed);
  expect(detectableDropPoints(needed, discordance)).toBeCloseTo(drop, 1);
});

test('a drop is a difference at least as large', () => {
  expect(itemsNeeded(30, 0.1)).toBe(itemsNeeded(30, 0.3));
});

test.each([
  [0, undefined],
  [4, undefined],
  [5, 80.96],
  [50, 11.86],
  [246, 5],
  [100_000, 0.25],
])('%d predictions detect a drop of %s points, when a tenth differs', (items, points) => {
  const drop = detectableDropPoints(items);
  if (points === undefined) expect(drop).toBeUndefined();
  else expect(drop).toBeCloseTo(points, 1);
});

test('the detectable drop is the smallest that so many predictions detect', () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 1_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (items, share) => {
      const drop = detectableDropPoints(items, share);
      if (drop === undefined) return;
      expect(itemsNeeded(drop, share)).toBeLessThanOrEqual(items);
      if (drop > 0.02) expect(itemsNeeded(drop - 0.02, share)).toBeGreaterThanOrEqual(items);
    }),
  );
});

test('a handful of predictions detects nothing: the worst that four can do is no surprise', () => {
  expect(mcnemar(4, 0)).toBeGreaterThan(ALPHA);
  expect(mcnemar(5, 0)).toBeLessThan(ALPHA);
  expect(itemsNeeded(100)).toBe(5);
});

/** P(FAIL) exactly: the differing predictions are Bin(n, ψ), those of them that got worse Bin(m, (ψ + δ) / 2ψ). */
test.each([
  [5, 0.1],
  [3, 0.1],
  [5, 0.2],
])('the exact test has nearly the power that the formula promises: %d points at %d', (drop, discordance) => {
  const n = itemsNeeded(drop, discordance);
  const worseShare = (discordance + drop / 100) / (2 * discordance);
  let power = 0;
  for (let m = 1; m <= n; m++) {
    const chance = atLeast(m, n, discordance) - atLeast(m + 1, n, discordance);
    if (chance < 1e-9) continue;
    let critical = 0;
    while (critical <= m && mcnemar(critical, m - critical) >= ALPHA) critical += 1;
    power += chance * atLeast(critical, m, worseShare);
  }
  expect(power).toBeGreaterThan(0.74);
  expect(power).toBeLessThan(0.82);
});
