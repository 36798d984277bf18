import fc from 'fast-check';
import { ReleasePlan } from '../../lib/contract';
import { bakeStepIndex, firstReleasePlan, normalisePlan, planErrors } from '../../lib/core/plan';
import { PLAN } from './ledger/ledgers';

const step = (percent: number, bakeSeconds = 0) => ({ percent, bakeSeconds });

const HELD = { steps: [step(5, 60), step(80), step(100)], holdbackPercent: 20 };

test('a valid plan stays as it is, a last step of 100 % is added', () => {
  expect(normalisePlan(PLAN)).toBe(PLAN);
  expect(normalisePlan({ ...PLAN, steps: [step(5, 60)] }).steps).toEqual([step(5, 60), step(100)]);
  expect(normalisePlan({ ...PLAN, steps: [] }).steps).toEqual([step(100)]);
});

test('the first release goes to 100 % at once', () => {
  expect(firstReleasePlan(PLAN)).toEqual({ ...PLAN, steps: [step(100)] });
  expect(firstReleasePlan({ ...PLAN, ...HELD, stickinessSeconds: 60 })).toEqual({ ...PLAN, steps: [step(100)] });
});

test('a bake follows the last step, and with a holdback the one before it', () => {
  expect(bakeStepIndex(PLAN)).toBe(1);
  expect(bakeStepIndex(HELD)).toBe(1);
  expect(normalisePlan({ ...PLAN, ...HELD })).toEqual({ ...PLAN, ...HELD });
});

test.each<[string, Partial<ReleasePlan>, RegExp]>([
  ['a step of 0', { steps: [step(0)] }, /steps\[0\].percent must be 0.1 to 100 with one decimal at most, got 0/],
  ['a step of 101', { steps: [step(101)] }, /got 101/],
  ['a hundredth of a percent', { steps: [step(0.05)] }, /got 0.05/],
  ['two decimals', { steps: [step(12.34)] }, /got 12.34/],
  ['a holdback of 51 %', { ...HELD, holdbackPercent: 51 }, /holdbackPercent must be 1 to 50/],
  ['a holdback of half a percent', { ...HELD, holdbackPercent: 0.5 }, /holdbackPercent must be 1 to 50/],
  ['a holdback without a bake', { ...HELD, bakeSeconds: 0 }, /holdbackPercent needs bakeSeconds above 0/],
  [
    'a holdback without its step',
    { ...HELD, steps: [step(5, 60), step(100)] },
    /must have 80 and 100 % with a holdback of 20 %, got 5, 100/,
  ],
  ['no stickiness at all', { stickinessSeconds: 0 }, /stickinessSeconds must be whole seconds from 1 to 604800/],
  ['a pause of two days', { pauseTimeoutSeconds: 172_800 }, /pauseTimeoutSeconds must be whole seconds from 0/],
  [
    'steps that fall',
    { steps: [step(50), step(20)] },
    /steps\[1\].percent must be above the step before \(50\), got 20/,
  ],
  [
    'too many steps',
    { steps: Array.from({ length: 101 }, (_, index) => step(index + 1)) },
    /steps must be 100 at most, got 101/,
  ],
  [
    'a step that bakes for two days',
    { steps: [step(5, 172_800)] },
    /steps\[0\].bakeSeconds must be whole seconds from 0 to 86400/,
  ],
  ['a negative bake time', { bakeSeconds: -1 }, /bakeSeconds must be whole seconds from 0 to 86400, got -1/],
  [
    'no time between looks',
    { watchIntervalSeconds: 0 },
    /watchIntervalSeconds must be whole seconds from 1 to 3600, got 0/,
  ],
  ['no time between polls', { pollIntervalSeconds: 0 }, /pollIntervalSeconds/],
  ['no time to provision', { provisionTimeoutSeconds: 0 }, /provisionTimeoutSeconds/],
  ['endless standby', { standbySeconds: Number.POSITIVE_INFINITY }, /standbySeconds .*got Infinity/],
  ['a month of retention', { failedEnvironmentRetentionSeconds: 2_592_000 }, /failedEnvironmentRetentionSeconds/],
])('fails on %s', (_name, members, message) => {
  expect(() => normalisePlan({ ...PLAN, ...members })).toThrow(message);
});

test('names everything that is wrong at once', () => {
  expect(planErrors({ ...PLAN, bakeSeconds: -1, standbySeconds: -1 })).toHaveLength(2);
});

test('a normalised plan is valid, ends at 100 % and stays the same when normalised again', () => {
  const percents = fc
    .uniqueArray(fc.integer({ min: 1, max: 1000 }), { maxLength: 10 })
    .map((values) => values.sort((a, b) => a - b).map((tenths) => tenths / 10));
  fc.assert(
    fc.property(percents, fc.integer({ min: 0, max: 86_400 }), (values, bakeSeconds) => {
      const plan = normalisePlan({ ...PLAN, steps: values.map((percent) => step(percent, bakeSeconds)) });
      expect(planErrors(plan)).toEqual([]);
      expect(plan.steps.at(-1)?.percent).toBe(100);
      expect(normalisePlan(plan)).toBe(plan);
    }),
  );
});
