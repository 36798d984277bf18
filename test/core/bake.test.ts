import fc from 'fast-check';
import { bakeVerdict, endOfBake } from '../../lib/core/bake';
import { inWords, measure, MeasuredMinute } from '../../lib/core/measurement';
import { emptyLedger } from '../../lib/core/ledger/ledger';
import { holdOf } from '../../lib/core/plan';
import { ledgerIn, MODEL, PLAN } from './ledger/ledgers';

const rule = PLAN.measurement;
const ledger = ledgerIn('baking');
const release = ledger.release!;

const minute = fc.record({
  at: fc.constant('2026-01-01T00:00:00.000Z'),
  requests: fc.nat(200),
  failed: fc.nat(20),
  p99Seconds: fc.double({ min: 0, max: 5, noNaN: true }),
});

const quiet = (count: number, requests: number): MeasuredMinute[] =>
  Array.from({ length: count }, () => ({ at: '', requests, failed: 0, p99Seconds: 0.1 }));

describe('a measurement', () => {
  test('counts only minutes with enough requests, but adds all requests up', () => {
    const minutes = [...quiet(2, 100), { at: '', requests: 19, failed: 19, p99Seconds: 9 }];
    expect(measure(minutes, rule)).toEqual({
      measuredMinutes: 2,
      requests: 219,
      failed: 19,
      errorRatePercent: 8.6758,
      worstP99Seconds: 0.1,
    });
  });

  test('of nothing is nothing, in words too', () => {
    expect(inWords(measure([], rule))).toBe('0 minutes measured, 0 requests, 0 % failed');
    expect(inWords(measure(quiet(1, 30), rule))).toBe('1 minute measured, 30 requests, 0 % failed, p99 0.1 s at worst');
  });

  test('does not depend on the order of the minutes', () => {
    fc.assert(
      fc.property(fc.array(minute), (minutes) => {
        expect(measure([...minutes].reverse(), rule)).toEqual(measure(minutes, rule));
      }),
    );
  });
});

describe('the end of a bake', () => {
  test('passes exactly with enough measured minutes, whatever the numbers are', () => {
    fc.assert(
      fc.property(fc.array(minute, { maxLength: 10 }), fc.nat(1000), (minutes, secondsOver) => {
        const end = endOfBake(ledger, release, { kind: 'read', minutes }, secondsOver);
        const enough = minutes.filter(({ requests }) => requests >= rule.minimumRequests).length >= rule.minutes;
        const otherwise = secondsOver < rule.holdSeconds ? 'continue' : 'roll-back';
        expect(end.decision).toBe(enough ? 'done' : otherwise);
        expect(bakeVerdict(release, end)?.status).toBe(enough ? 'PASS' : undefined);
      }),
    );
  });

  test('is never held without a bake time, and says so in its verdict', () => {
    const without = { ...release, plan: { ...PLAN, bakeSeconds: 0 } };
    const end = endOfBake(ledger, without, { kind: 'read', minutes: [] }, 0);
    expect(end.decision).toBe('done');
    expect(bakeVerdict(without, end)).toMatchObject({
      status: 'INSUFFICIENT_DATA',
      reason: 'the plan has no bake time',
    });
    expect(holdOf(without.plan)).toBe(0);
  });

  test('promotes the first version of a model without data', () => {
    const end = endOfBake(emptyLedger(MODEL), release, { kind: 'read', minutes: [] }, 0);
    expect(end).toMatchObject({ decision: 'done', reason: expect.stringContaining('first version') });
  });

  test('is held for as long as the plan says', () => {
    expect(holdOf(PLAN)).toBe(300);
    expect(holdOf({ ...PLAN, measurement: { ...rule, otherwise: 'promote' } })).toBe(0);
  });
});
