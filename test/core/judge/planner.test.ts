import { guardrail, judgeSettings } from '../../../lib/core/judge/guardrail';
import { detectableRatio, effortToPromote, effortToRollBack, partOf } from '../../../lib/core/judge/planner';

const SETTINGS = judgeSettings();
const ERRORS = guardrail({ name: 'errors', kind: 'errors' });
const STRICT = guardrail({ name: 'errors', kind: 'errors', tolerance: 1, floor: 0, minBadEvents: 1 });

function steady(share: number, requestsPerMinute = 600) {
  return { requestsPerMinute, steps: [{ share, minutes: 1 }] };
}

/**
 * Medians that were simulated with all bet on the first minute, in thousands of requests: the formula may be above them by 25 %, what the
 * reserve takes, and a minute.
 */
test.each([
  [0.001, 0.1, 2, 163],
  [0.001, 0.1, 5, 17],
  [0.001, 0.5, 3, 20],
  [0.01, 0.05, 2, 30],
  [0.01, 0.1, 1.5, 57],
  [0.01, 0.1, 2, 17],
  [0.01, 0.1, 3, 5.4],
  [0.01, 0.5, 2, 7.2],
  [0.05, 0.1, 2, 4.2],
])('%d at a split of %d, times %d: about %d thousand requests', (baseRate, share, ratio, thousands) => {
  const effort = effortToRollBack(STRICT, { baseRate, ratio }, steady(share), SETTINGS);
  expect(effort?.requests).toBeGreaterThanOrEqual(1_000 * thousands);
  expect(effort?.requests).toBeLessThanOrEqual(1_330 * thousands + 600);
  expect(effort?.experimentRequests).toBe(Math.round((effort?.requests ?? 0) * share));
});

test('is never proven within the tolerance, below the floor, or without traffic', () => {
  expect(effortToRollBack(ERRORS, { baseRate: 0.01, ratio: 1.25 }, steady(0.1), SETTINGS)).toBeUndefined();
  expect(effortToRollBack(ERRORS, { baseRate: 0.0001, ratio: 5 }, steady(0.1), SETTINGS)).toBeUndefined();
  expect(effortToRollBack(ERRORS, { baseRate: 0.01, ratio: 5 }, steady(0.1, 0), SETTINGS)).toBeUndefined();
});

test('the floor may take longer than the ratio', () => {
  const rates = { baseRate: 0.0003, ratio: 5 };
  const withFloor = effortToRollBack(ERRORS, rates, steady(0.5), SETTINGS)?.minutes ?? 0;
  const without = effortToRollBack({ ...ERRORS, floor: 0 }, rates, steady(0.5), SETTINGS)?.minutes ?? 0;
  expect(withFloor).toBeGreaterThan(without);
});

test('the more guardrails share the evidence, the longer it takes', () => {
  const part = partOf(ERRORS, [ERRORS, guardrail({ name: 'slow', kind: 'latency', weight: 3 })]);
  expect(part).toBe(0.25);
  const rates = { baseRate: 0.01, ratio: 3 };
  const alone = effortToRollBack(ERRORS, rates, steady(0.1), SETTINGS)?.minutes ?? 0;
  expect(effortToRollBack(ERRORS, rates, steady(0.1), SETTINGS, part)?.minutes).toBeGreaterThan(alone);
});

test('is of the bets that the guardrail has: fewer of them need less, and a version beyond them all is found', () => {
  const minutes = (highestRatio: number, ratio: number) =>
    effortToRollBack({ ...ERRORS, highestRatio }, { baseRate: 0.01, ratio }, steady(0.1), SETTINGS)?.minutes;
  expect([minutes(100, 3), minutes(10, 3)]).toEqual([16, 15]);
  expect([minutes(100, 50), minutes(10, 50)]).toEqual([1, 1]);
  const bin = guardrail({ name: 'drift', kind: 'drift' });
  const found = (rule: typeof bin) =>
    effortToRollBack(rule, { baseRate: 0.01, ratio: 3 }, steady(0.1), SETTINGS)?.minutes;
  expect(found({ ...bin, highestRatio: 2 })).toBe(found(bin)); // drift bets on all
});

test('evidence adds up over the steps of a shift', () => {
  const rates = { baseRate: 0.01, ratio: 2 };
  const steps = [
    { share: 0.1, minutes: 10 },
    { share: 0.5, minutes: 10 },
  ];
  const ramp = effortToRollBack(ERRORS, rates, { requestsPerMinute: 600, steps }, SETTINGS);
  const [slow, fast] = [0.1, 0.5].map(
    (share) => effortToRollBack(ERRORS, rates, steady(share), SETTINGS)?.minutes ?? 0,
  );
  expect(ramp?.minutes).toBeGreaterThan(fast);
  expect(ramp?.minutes).toBeLessThan(slow);
  expect(ramp?.experimentRequests).toBe(600 + ((ramp?.minutes ?? 0) - 10) * 300);
});

test.each([
  [0.001, 0.1, 5_000, 10_000],
  [0.01, 0.1, 13_000, 20_000],
  [0.01, 0.5, 5_400, 9_000],
  [0, 0.1, 3_000, 9_000],
])('a promotion at %d and a split of %d takes from %d to %d requests', (baseRate, share, least, most) => {
  const effort = effortToPromote(ERRORS, baseRate, steady(share), SETTINGS);
  expect(effort?.requests).toBeGreaterThanOrEqual(least);
  expect(effort?.requests).toBeLessThanOrEqual(most);
  expect(effort?.unluckyMinutes).toBeGreaterThan(effort?.minutes ?? 0);
});

test('what only rolls back has to be counted, and nothing more; what has no events is never proven by a ratio', () => {
  const drift = guardrail({ name: 'drift', kind: 'drift' });
  expect(effortToPromote(drift, 0.1, steady(0.1), SETTINGS)?.experimentRequests).toBe(120);
  expect(effortToPromote(guardrail({ name: 'own', kind: 'events' }), 0, steady(0.1), SETTINGS)).toBeUndefined();
});

test('requests come by chance: 19 of 20 releases have as many as they need later than half of them', () => {
  const drift = guardrail({ name: 'drift', kind: 'drift' });
  // 6 a minute of the control: a Poisson count of mean 117 is 100 or more in 19 of 20 cases, and 100 are there after 16.7 minutes.
  expect(effortToPromote(drift, 0.1, steady(0.99), SETTINGS)).toMatchObject({ minutes: 17, unluckyMinutes: 20 });
  expect(effortToPromote(drift, 0.1, steady(0.99, 600_000), SETTINGS)).toMatchObject({ minutes: 1, unluckyMinutes: 1 });
});

test('only minutes with requests of both sides count', () => {
  const drift = guardrail({ name: 'drift', kind: 'drift' });
  // Half a request of each side a minute: 39 % of the minutes have one of the other side.
  expect(effortToPromote(drift, 0.1, steady(0.5, 1), SETTINGS)?.minutes).toBe(Math.ceil(200 / (1 - Math.exp(-0.5))));
});

test('the smallest ratio that a release of an hour detects', () => {
  const ratio = detectableRatio(ERRORS, 0.01, 60, steady(0.1), SETTINGS) ?? 0;
  const minutesFor = (times: number) =>
    effortToRollBack(ERRORS, { baseRate: 0.01, ratio: times }, steady(0.1), SETTINGS)?.unluckyMinutes ??
    Number.POSITIVE_INFINITY;
  expect(minutesFor(ratio)).toBeLessThanOrEqual(60);
  expect(minutesFor(ratio - 0.05)).toBeGreaterThan(60);
  expect(detectableRatio(ERRORS, 0.01, 60, steady(0.1, 0.5), SETTINGS)).toBeUndefined();
});
