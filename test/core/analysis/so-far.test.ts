import { Ledger } from '../../../lib/core/ledger/ledger';
import { JudgedSoFar, judgedSoFar } from '../../../lib/core/analysis/so-far';
import { at } from '../ledger/ledgers';
import { afterMinutes, DECLINED, ERRORS, judgedLedger, LATE, planOf } from './analyses';

const CONTROL = { events: 1, total: 540 };
const GOOD = { events: 0, total: 60 };

const THRESHOLD = {
  name: 'queue',
  success: { operator: '<', value: 10 },
  failureLimit: 0,
  consecutiveErrorLimit: 4,
  inconclusiveLimit: 0,
  required: true,
} as const;

const soFar = ({ release }: Ledger): JudgedSoFar | undefined => judgedSoFar(release!, at(600));

test('each guardrail is told with its counts and its evidence both ways, and what each way takes', () => {
  const ledger = afterMinutes(judgedLedger(planOf([ERRORS, LATE])), 10, { errors: [CONTROL, GOOD] });
  expect(soFar(ledger)).toMatchObject({
    guardrails: [
      { name: 'errors', minutes: 10, control: { events: 10, total: 5400 }, experiment: { events: 0, total: 600 } },
      { name: 'quality', minutes: 0 },
    ],
    reason: expect.stringMatching(
      /^not decided after 10 minutes: errors: 0 of 600 \(0 %\) against 10 of 5400 \(0\.185 %\), 0 times, logE -?[\d.]+, logESafe -?[\d.]+; quality: 0 of 0 against 0 of 0, logE 0\.00; logE -?[\d.]+ of [\d.]+ for a rollback, logESafe from [\d.]+ for a promotion$/,
    ),
  });
});

test('thresholds are told too', () => {
  const plan = planOf([ERRORS], { thresholds: [THRESHOLD] });
  const ledger = afterMinutes(judgedLedger(plan), 2, { errors: [CONTROL, GOOD] });
  expect(soFar(ledger)?.reason).toContain('; queue: 0 minutes successful');
});

test('a beginning without a minute says so', () => {
  const ledger = afterMinutes(judgedLedger(planOf([ERRORS, DECLINED])), 1, {});
  expect(soFar(ledger)?.reason).toBe('not decided: no minute was read');
});

test('nothing is told of a release that compares nothing, or has not begun to', () => {
  expect(soFar(judgedLedger(planOf([ERRORS])))).toBeUndefined();
  const { release } = judgedLedger(planOf([ERRORS]));
  const plan = { ...release!.plan, analysis: undefined };
  expect(judgedSoFar({ ...release!, plan }, at(0))).toBeUndefined();
});
