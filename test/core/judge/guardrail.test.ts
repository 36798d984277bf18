import { Guardrail, JudgeSettings } from '../../../lib/contract/judge';
import { gridsOf, guardrail, GuardrailSpec, judgeSettings, ratiosUp } from '../../../lib/core/judge/guardrail';
import { latencyGuardrail } from '../../../lib/core/judge/latency-guardrail';

test.each([
  [
    'errors',
    { tolerance: 1.25, badRatio: 2, floor: 0.001, ceiling: 0.01, weight: 1, minBadEvents: 5, rollbackOnly: false },
  ],
  ['latency', { tolerance: 1.25, badRatio: 1.5, floor: 0, ceiling: 0, weight: 0.5, rollbackOnly: false }],
  ['events', { tolerance: 1.25, badRatio: 2, floor: 0, ceiling: 0, weight: 1, rollbackOnly: false }],
  ['drift', { tolerance: 1.25, rollbackOnly: true }],
] as const)('defaults of %s', (kind, expected) => {
  expect(guardrail({ name: 'own', kind })).toMatchObject(expected);
});

test.each([
  ['errors', 1.25, 2],
  ['errors', 2, 2.4],
  ['latency', 1, 1.5],
  ['latency', 1.5, 1.8],
  ['events', 99, 100],
] as const)('of %s with a tolerance of %d, %d times the rate is bad', (kind, tolerance, badRatio) => {
  expect(guardrail({ name: 'own', kind, tolerance })).toMatchObject({ tolerance, badRatio });
});

test.each([
  [90, undefined, 1.5, 0.15],
  [90, 1.5, 1.8, 0.18],
  [99, 1.5, 2, 0.02],
  [99, 2, 2.4, 0.024],
])('above the p%d with a tolerance of %d, %d times is bad, from %d on', (percentile, tolerance, badRatio, ceiling) => {
  expect(latencyGuardrail(percentile, { tolerance })).toMatchObject({ badRatio, ceiling });
});

test.each<[string, GuardrailSpec, readonly number[]]>([
  ['errors', { name: 'errors', kind: 'errors' }, [1.5, 2, 3, 5, 10]],
  ['a p90, of which ten times is all', latencyGuardrail(90), [1.5, 2, 3, 5, 10]],
  ['a p99', latencyGuardrail(99), [1.5, 2, 3, 5, 10]],
  ['a p75, of which four times is all', latencyGuardrail(75), [1.5, 2, 3]],
  ['a median', latencyGuardrail(50), [1.5, 2]],
  [
    'a median with a wide tolerance: two all the same',
    { ...latencyGuardrail(50, { tolerance: 1.6 }), tolerance: 1.6 },
    [2, 3],
  ],
  ['events with a wide tolerance', { name: 'own', kind: 'events', tolerance: 20 }, [50, 100]],
  ['events with the widest', { name: 'own', kind: 'events', tolerance: 99 }, [100]],
])('ratios that are bet on: %s', (_, spec, ratios) => {
  expect(gridsOf(guardrail(spec)).ratioUp).toEqual(ratios);
});

test('drift bets on all ratios, in each bin', () => {
  const drift = guardrail({ name: 'drift', kind: 'drift' });
  expect(gridsOf(drift).ratioUp).toEqual([]);
  expect(ratiosUp(drift)).toEqual([1.5, 2, 3, 5, 10, 20, 50, 100]);
});

test('what is given counts, 0 included, and what is undefined does not', () => {
  expect(guardrail({ name: 'own', kind: 'errors', floor: 0, ceiling: undefined })).toMatchObject({
    floor: 0,
    ceiling: 0.01,
  });
});

test.each<[Partial<Guardrail>, RegExp]>([
  [{ tolerance: 0.9 }, /tolerance must be at least 1 and below 100, got 0.9/],
  [{ tolerance: 100, badRatio: 101 }, /tolerance must be at least 1 and below 100, got 100.*badRatio must be/],
  [{ badRatio: 1.25 }, /badRatio must be above the tolerance 1.25 and 100 at most, got 1.25/],
  [{ floor: 0.5 }, /floor must be a rate from 0 to 0.4, got 0.5/],
  [{ floor: -0.1 }, /floor must be/],
  [{ ceiling: 1 }, /ceiling must be a rate from 0 and below 1, got 1/],
  [{ ceiling: Number.NaN }, /ceiling must be/],
  [{ floor: 0.05 }, /floor must be the ceiling 0.01 at most, got 0.05; .* lower the floor, or raise the ceiling/],
  [{ weight: 0 }, /weight must be above 0, got 0; leave the guardrail out instead/],
  [{ minBadEvents: 0 }, /minBadEvents must be a whole number from 1, got 0/],
  [{ kind: 'drift', rollbackOnly: false }, /a drift guardrail can only roll back/],
  [{ kind: 'drift', floor: 0.1 }, /neither floor nor ceiling/],
])('fails on %j', (wrong, message) => {
  expect(() => guardrail({ name: 'own', kind: 'errors', ...wrong })).toThrow(message);
});

test.each<Partial<Guardrail>>([
  { floor: 0.01 },
  { floor: 0.05, ceiling: 0 },
  { floor: 0.05, ceiling: 0.05 },
  { kind: 'drift', tolerance: 3, floor: 0, ceiling: 0, rollbackOnly: true },
])('%j does not contradict itself', (numbers) => {
  expect(guardrail({ name: 'own', kind: 'errors', ...numbers })).toMatchObject(numbers);
});

test('defaults of the settings', () => {
  expect(judgeSettings()).toEqual({
    alphaRollback: 0.01,
    alphaPromote: 0.05,
    maxDurationSeconds: 3_600,
    minimumRequests: 100,
    onInconclusive: 'rollback',
    staleMinutes: 10,
    lagSeconds: 180,
  });
});

test.each<[Partial<JudgeSettings>, RegExp]>([
  [{ alphaRollback: 0 }, /alphaRollback must be above 0 and below 0.5, got 0/],
  [{ alphaPromote: 0.5 }, /alphaPromote must be/],
  [{ maxDurationSeconds: 0 }, /maxDurationSeconds must be 1 at least/],
  [{ minimumRequests: 0 }, /minimumRequests must be 1 at least, got 0/],
  [{ staleMinutes: Number.NaN }, /staleMinutes must be/],
  [{ lagSeconds: 59 }, /lagSeconds must be 60 at least, got 59: no minute is over before/],
])('fails on the settings %j', (wrong, message) => {
  expect(() => judgeSettings(wrong)).toThrow(message);
});
