import * as fc from 'fast-check';
import { Retrier } from '../../../../lib/rehearsal/asl/definition/error-handling';
import { retryDelay } from '../../../../lib/rehearsal/asl/execution/retry';
import { matchesError } from '../../../../lib/rehearsal/asl/failure';
import { seededRandom } from '../../../../lib/rehearsal/asl/random';

const retrier = fc.record({
  ErrorEquals: fc.constant<string[]>(['States.ALL']),
  IntervalSeconds: fc.integer({ min: 1, max: 1000 }),
  MaxAttempts: fc.constant(3),
  BackoffRate: fc.double({ min: 1, max: 4, noNaN: true }),
  MaxDelaySeconds: fc.option(fc.integer({ min: 1, max: 5000 }), { nil: undefined }),
});
const attempt = fc.integer({ min: 0, max: 20 });

function withJitter(fields: Omit<Retrier, 'JitterStrategy'>, JitterStrategy: 'FULL' | 'NONE'): Retrier {
  return { ...fields, JitterStrategy };
}

test('property: the delay without jitter is the interval times the rate to the attempt, up to its limit', () => {
  fc.assert(
    fc.property(retrier, attempt, (fields, used) => {
      const delay = retryDelay(withJitter(fields, 'NONE'), used, seededRandom(1));
      const next = retryDelay(withJitter(fields, 'NONE'), used + 1, seededRandom(1));
      const limit = fields.MaxDelaySeconds ?? Infinity;
      expect(delay).toBeCloseTo(Math.min(limit, fields.IntervalSeconds * fields.BackoffRate ** used), 6);
      expect(delay).toBeLessThanOrEqual(limit);
      expect(next).toBeGreaterThanOrEqual(delay);
    }),
  );
});

test('property: full jitter stays between nothing and the whole delay', () => {
  fc.assert(
    fc.property(retrier, attempt, fc.integer(), (fields, used, seed) => {
      const whole = retryDelay(withJitter(fields, 'NONE'), used, seededRandom(seed));
      const delay = retryDelay(withJitter(fields, 'FULL'), used, seededRandom(seed));
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThan(whole);
    }),
  );
});

test('full jitter uses the whole range', () => {
  const random = seededRandom(42);
  const fields = {
    ErrorEquals: ['A'],
    IntervalSeconds: 100,
    MaxAttempts: 1,
    BackoffRate: 1,
    MaxDelaySeconds: undefined,
  };
  const delays = Array.from({ length: 1000 }, () => retryDelay(withJitter(fields, 'FULL'), 0, random));
  expect(Math.min(...delays)).toBeLessThan(5);
  expect(Math.max(...delays)).toBeGreaterThan(95);
  const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
  expect(Math.abs(mean - 50)).toBeLessThan(4); // 4.4 standard errors: 28.9 / sqrt(1000) = 0.91
});

describe('which names stand for an error', () => {
  test.each<[string[], string | undefined, boolean]>([
    [['Custom'], 'Custom', true],
    [['custom'], 'Custom', false],
    [['A', 'B'], 'B', true],
    [['States.ALL'], 'Custom', true],
    [['States.ALL'], undefined, true],
    [['States.ALL'], 'States.Timeout', true],
    [['States.ALL'], 'States.Runtime', false],
    [['States.Runtime'], 'States.Runtime', false],
    [['States.ALL'], 'States.DataLimitExceeded', false],
    [['States.DataLimitExceeded'], 'States.DataLimitExceeded', true],
    [['States.TaskFailed'], 'Custom', true],
    [['States.TaskFailed'], 'Lambda.Unknown', true],
    [['States.TaskFailed'], 'States.Timeout', false],
    [['States.TaskFailed', 'States.Timeout'], 'States.Timeout', true],
    [['States.TaskFailed'], 'States.DataLimitExceeded', false],
    [['States.TaskFailed'], 'States.Runtime', false],
    [['Custom'], undefined, false],
  ])('%j for %s: %p', (names, error, expected) => {
    expect(matchesError(names, error)).toBe(expected);
  });
});
