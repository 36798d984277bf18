import fc from 'fast-check';
import { ReleasePlan } from '../../lib/contract';
import { eventsOf, longestPause, MAX_EVENTS, sufficientInterval } from '../../lib/workflow/event-history';

const HOUR = 3600;

const plan: ReleasePlan = {
  steps: [{ percent: 100, bakeSeconds: 0 }],
  bakeSeconds: 1800,
  measurement: {
    minimumRequests: 20,
    minutes: 3,
    holdSeconds: 300,
    otherwise: 'roll-back',
    limits: { errorRatePercent: 5, p99Seconds: 2, p90Seconds: 1, badMinutes: 1, ofMinutes: 3 },
  },
  standbySeconds: 3600,
  watchIntervalSeconds: 60,
  pollIntervalSeconds: 15,
  provisionTimeoutSeconds: 900,
  failedEnvironmentRetentionSeconds: 30,
};

test('counts nine events a look, a tenth of the looks twice, five to match the capacity, and the change to a step', () => {
  // 1 look of the step, 36 of the bake and its hold, 61 of the standby, 61 polls, 16 waits before the step = 175; 175 × 9.3 = 1628
  expect(eventsOf(plan)).toBe(1000 + 41 + 1628 + 98 * 5 + 16 * 7);
});

test('looks at checks that take time are looks too', () => {
  expect(eventsOf(plan, { looks: 100 })).toBe(eventsOf(plan) + 930);
});

test('probes take the place of waits, but in standby: five events more a look', () => {
  expect(eventsOf(plan, { probed: true })).toBe(eventsOf(plan) + (37 + 16) * 5);
});

test('the longest pause fills what the rest of the release leaves, up to a day', () => {
  const busy = { ...plan, bakeSeconds: 6 * HOUR, standbySeconds: 6 * HOUR };
  const pauseTimeoutSeconds = longestPause(busy);
  expect(pauseTimeoutSeconds).toBeLessThan(24 * HOUR);
  expect(eventsOf({ ...busy, pauseTimeoutSeconds })).toBeLessThanOrEqual(MAX_EVENTS);
  expect(eventsOf({ ...busy, pauseTimeoutSeconds: pauseTimeoutSeconds + 120 })).toBeGreaterThan(MAX_EVENTS);
  expect(longestPause({ ...plan, watchIntervalSeconds: 600 })).toBe(24 * HOUR);
  expect(longestPause({ ...plan, bakeSeconds: 24 * HOUR, standbySeconds: 24 * HOUR })).toBe(0);
});

test('two days of looks every minute do not fit, and two minutes do', () => {
  const long = { ...plan, bakeSeconds: 24 * HOUR, standbySeconds: 24 * HOUR };
  expect(eventsOf(long)).toBeGreaterThan(MAX_EVENTS);
  const interval = sufficientInterval(long) ?? 0;
  expect(eventsOf({ ...long, watchIntervalSeconds: interval })).toBeLessThanOrEqual(MAX_EVENTS);
  expect(eventsOf({ ...long, watchIntervalSeconds: interval - 1 })).toBeGreaterThan(MAX_EVENTS);
});

test('a hundred steps of a day have no sufficient interval', () => {
  const steps = Array.from({ length: 100 }, (_, index) => ({ percent: index + 1, bakeSeconds: 24 * HOUR }));
  expect(sufficientInterval({ ...plan, steps, provisionTimeoutSeconds: 3 * HOUR })).toBeUndefined();
});

test('a shorter interval never makes fewer events', () => {
  const seconds = fc.integer({ min: 0, max: 24 * HOUR });
  fc.assert(
    fc.property(seconds, seconds, fc.integer({ min: 1, max: 3599 }), (bakeSeconds, standbySeconds, interval) => {
      const longer = { ...plan, bakeSeconds, standbySeconds, watchIntervalSeconds: interval + 1 };
      expect(eventsOf({ ...longer, watchIntervalSeconds: interval })).toBeGreaterThanOrEqual(eventsOf(longer));
    }),
  );
});
