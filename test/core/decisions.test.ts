import fc from 'fast-check';
import { desiredCapacity, isCollapsing, targetsNeeded } from '../../lib/core/capacity';
import { secondsBetween, toIso } from '../../lib/core/time';
import { secondsLeft } from '../../lib/core/phase-time';
import { at, carryOut, ledgerIn, RELEASE_2, T0 } from './ledger/ledgers';

test.each([
  [2, 10, 1],
  [2, 50, 1],
  [2, 51, 2],
  [3, 100, 3],
  [0, 100, 0],
])('of %i targets %i %% of the traffic needs %i', (desired, percent, needed) => {
  expect(targetsNeeded(desired, percent)).toBe(needed);
});

test('the share that a step needs never exceeds the environment and never shrinks with the percent', () => {
  fc.assert(
    fc.property(fc.nat({ max: 1000 }), fc.integer({ min: 1, max: 99 }), (desired, percent) => {
      expect(targetsNeeded(desired, percent)).toBeLessThanOrEqual(desired);
      expect(targetsNeeded(desired, percent + 1)).toBeGreaterThanOrEqual(targetsNeeded(desired, percent));
    }),
  );
});

test('an environment gets the size of the other one by any count of it, never less than its own', () => {
  expect([desiredCapacity(2, 0), desiredCapacity(2, 5), desiredCapacity(2, 3, 4)]).toEqual([2, 5, 4]);
});

test.each([
  [0, 1, 1, true],
  [1, 2, 100, false],
  [1, 4, 100, true],
  [2, 4, 100, false],
  [1, 10, 10, false],
])('%i healthy of %i at %i %% collapse: %s', (healthy, desired, percent, expected) => {
  expect(isCollapsing(healthy, desired, percent)).toBe(expected);
});

test('nothing is waited for while a step is not read back, and phases without a time have no end', () => {
  const intended = carryOut(ledgerIn('shifting'), [{ kind: 'intend-shift', releaseId: RELEASE_2, stepIndex: 1 }]);
  expect(secondsLeft(intended.release!, at(9999))).toBe(0);
  expect(secondsLeft(ledgerIn('checking').release!, at(9999))).toBe(Number.POSITIVE_INFINITY);
  expect(secondsLeft(ledgerIn('baking').release!, at(10))).toBe(590);
});

test('time is taken as text or as a date', () => {
  expect(toIso(new Date(T0))).toBe(T0);
  expect(secondsBetween(new Date(T0), at(90))).toBe(90);
});
