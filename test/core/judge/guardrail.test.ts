import { Guardrail, JudgeSettings } from '../../../lib/contract/judge';
import { guardrail, judgeSettings } from '../../../lib/core/judge/guardrail';

test.each([
  [
    'errors',
    { tolerance: 1.25, badRatio: 2, floor: 0.001, ceiling: 0.01, weight: 1, minBadEvents: 5, rollbackOnly: false },
  ],
  ['latency', { tolerance: 1.25, badRatio: 1.5, floor: 0, ceiling: 0, rollbackOnly: false }],
  ['events', { tolerance: 1.25, badRatio: 2, floor: 0, ceiling: 0, rollbackOnly: false }],
  ['drift', { tolerance: 1.25, rollbackOnly: true }],
] as const)('defaults of %s', (kind, expected) => {
  expect(guardrail({ name: 'own', kind })).toMatchObject(expected);
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
