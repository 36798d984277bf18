import fc from 'fast-check';
import { MeasurementPlan } from '../../lib/contract';
import { bakeVerdict, endOfBake } from '../../lib/core/bake';
import { inWords, isOverLimits, measure, MeasuredMinute } from '../../lib/core/measurement';
import { emptyLedger } from '../../lib/core/ledger/ledger';
import { holdOf } from '../../lib/core/plan';
import { at, ledgerIn, MODEL, PLAN } from './ledger/ledgers';

const plan = PLAN.measurement;
const ledger = ledgerIn('baking');
const release = ledger.release!;
/** Long after every minute below: all of them are settled. */
const NOW = at(24 * 3600);

function minute(index: number, members: Partial<MeasuredMinute> = {}): MeasuredMinute {
  const { requests = 100, errors = 0, refused = 0 } = members;
  const answered = requests - refused;
  return { at: at(60 * index), requests, answered, errors, refused, p99Seconds: 0.1, p90Seconds: 0.05, ...members };
}

const minutes = (count: number, members: Partial<MeasuredMinute> = {}) =>
  Array.from({ length: count }, (_, index) => minute(index, members));

const anyMinute = fc
  .record({ index: fc.nat(60), requests: fc.nat(200), lost: fc.nat(20), errors: fc.nat(20), refused: fc.nat(20) })
  .map(({ index, requests, lost, errors, refused }) => {
    const answered = Math.max(0, requests - lost - refused);
    return minute(index, { requests, answered, errors: Math.min(errors, answered), refused });
  });

describe('a version whose callers are protected', () => {
  const seen = (requests: number, failed: number) => ({ gateways: { requests, failed } });

  test('fails by what its gateways counted, though the load balancer saw good answers only', () => {
    const bad = minutes(3, seen(100, 30));
    expect(measure(bad, plan, NOW)).toMatchObject({ requests: 300, failed: 90, errorRatePercent: 30, badMinutes: 3 });
    expect(isOverLimits(bad, plan, NOW)).toBe(true);
  });

  test('is not blamed twice for what both saw', () => {
    expect(measure(minutes(1, { errors: 10, ...seen(100, 12) }), plan, NOW)).toMatchObject({ failed: 12 });
    expect(measure(minutes(1, { errors: 12, ...seen(100, 10) }), plan, NOW)).toMatchObject({ failed: 12 });
  });

  test('is not proven by minutes of which its gateways say nothing, or next to nothing', () => {
    const silent = [...minutes(2, seen(100, 0)), minute(3, seen(0, 0)), minute(4, seen(19, 0))];
    expect(measure(silent, plan, NOW)).toMatchObject({ measuredMinutes: 2, requests: 400 });
    const end = endOfBake(ledger, release, {
      reading: { kind: 'read', minutes: silent },
      silentAlarms: [],
      secondsOver: plan.holdSeconds,
      now: NOW,
    });
    expect(end).toMatchObject({ decision: 'roll-back', evidence: { status: 'INSUFFICIENT_DATA' } });
  });

  test('silent gateways do not hide what the load balancer sees', () => {
    expect(isOverLimits(minutes(3, { errors: 50, ...seen(0, 0) }), plan, NOW)).toBe(true);
  });
});

describe('a measurement', () => {
  test('counts only minutes with enough requests, but adds all requests up', () => {
    expect(measure([...minutes(2), minute(9, { requests: 19, errors: 19, p99Seconds: 9 })], plan, NOW)).toEqual({
      measuredMinutes: 2,
      badMinutes: 0,
      requests: 219,
      failed: 19,
      errorRatePercent: 8.6758,
      worstP99Seconds: 0.1,
    });
  });

  test('a request that the server took and never answered has failed', () => {
    const cut = minutes(3, { answered: 70 });
    expect(measure(cut, plan, NOW)).toMatchObject({ requests: 300, failed: 90, errorRatePercent: 30, badMinutes: 3 });
  });

  test('but not while its minute may not be whole: the metrics of one minute can come in parts', () => {
    const newest = minute(0, { answered: 0 });
    expect(measure([newest], plan, at(179))).toMatchObject({ failed: 0 });
    expect(measure([newest], plan, at(180))).toMatchObject({ failed: 100 });
  });

  test('refused connections fail once, whether the load balancer counts them among the requests or beside them', () => {
    const among = { requests: 100, answered: 90, refused: 10 };
    const beside = { requests: 90, answered: 90, refused: 10 };
    for (const members of [among, beside]) {
      expect(measure([minute(0, members)], plan, NOW)).toMatchObject({ requests: 100, failed: 10 });
    }
  });

  test('of nothing is nothing, in words too', () => {
    expect(inWords(measure([], plan, NOW))).toBe('0 minutes measured, 0 requests, 0 % failed');
    expect(inWords(measure(minutes(1, { requests: 30 }), plan, NOW))).toBe(
      '1 minute measured, 30 requests, 0 % failed, p99 0.1 s at worst',
    );
  });

  test('never has more failed requests than requests, and does not depend on the order of the minutes', () => {
    fc.assert(
      fc.property(fc.array(anyMinute), (some) => {
        const measured = measure(some, plan, NOW);
        expect(measured.failed).toBeLessThanOrEqual(measured.requests);
        expect(measure([...some].reverse(), plan, NOW)).toEqual(measured);
      }),
    );
  });
});

describe('the limits', () => {
  const twoOfThree: MeasurementPlan = { ...plan, limits: { ...plan.limits, badMinutes: 2, ofMinutes: 3 } };
  const bad = (index: number) => minute(index, { errors: 50 });

  test.each<[string, Partial<MeasuredMinute>, boolean]>([
    ['errors at the limit', { errors: 5 }, false],
    ['errors above it', { errors: 6 }, true],
    ['a p99 above its limit', { p99Seconds: 2.1 }, true],
    ['a p90 above its limit', { p90Seconds: 1.1 }, true],
    ['a bad minute with too few requests', { requests: 19, errors: 19 }, false],
  ])('%s', (_what, members, over) => {
    expect(isOverLimits([minute(0, members)], plan, NOW)).toBe(over);
  });

  test.each([
    [[0, 2], true],
    [[2, 0], true],
    [[0, 3], false],
    [[1], false],
    [[0, 3, 5], true],
  ])('two bad minutes of three: minutes %j', (indexes, over) => {
    expect(isOverLimits(indexes.map(bad), twoOfThree, NOW)).toBe(over);
  });
});

describe('the end of a bake', () => {
  const end = (some: readonly MeasuredMinute[], secondsOver = 0, silentAlarms: readonly string[] = []) =>
    endOfBake(ledger, release, {
      reading: { kind: 'read', minutes: some },
      silentAlarms,
      secondsOver,
      now: NOW,
    });

  test('passes exactly with enough good minutes', () => {
    fc.assert(
      fc.property(fc.array(anyMinute, { maxLength: 10 }), fc.nat(1000), (some, secondsOver) => {
        const { decision } = end(some, secondsOver);
        const enough = measure(some, plan, NOW).measuredMinutes >= plan.minutes;
        const waiting = secondsOver < plan.holdSeconds ? 'continue' : 'roll-back';
        expect(decision).toBe(isOverLimits(some, plan, NOW) ? 'roll-back' : enough ? 'done' : waiting);
        expect(bakeVerdict(release, end(some, secondsOver))?.status).toBe(decision === 'done' ? 'PASS' : undefined);
      }),
    );
  });

  test('fails for a version whose every request fails, although no alarm has fired yet', () => {
    expect(end(minutes(4, { errors: 100, p99Seconds: 30 }))).toMatchObject({
      decision: 'roll-back',
      reason: 'bad minutes in the bake: 4 minutes measured, 400 requests, 100 % failed, p99 30 s at worst',
      evidence: { status: 'FAIL', trigger: 'watch', badMinutes: 4 },
    });
  });

  test('is held, then goes back, while an added alarm has no data: its silence proves nothing', () => {
    expect(end(minutes(4), 0, ['conversion'])).toMatchObject({
      decision: 'continue',
      reason: 'the bake is held for 300 s more: added alarms have no data: conversion',
    });
    expect(end(minutes(4), 300, ['conversion'])).toMatchObject({
      decision: 'roll-back',
      reason: expect.stringContaining('notBreaching'),
      evidence: { status: 'INSUFFICIENT_DATA' },
    });
  });

  test('is never held without a bake time, and says so in its verdict', () => {
    const without = { ...release, plan: { ...PLAN, bakeSeconds: 0 } };
    const result = endOfBake(ledger, without, {
      reading: { kind: 'read', minutes: [] },
      silentAlarms: [],
      secondsOver: 0,
      now: NOW,
    });
    expect(result.decision).toBe('done');
    expect(bakeVerdict(without, result)).toMatchObject({
      status: 'INSUFFICIENT_DATA',
      reason: 'the plan has no bake time',
    });
    expect(holdOf(without.plan)).toBe(0);
  });

  describe('that somebody did not wait for', () => {
    const measurement: MeasurementPlan = { ...plan, otherwise: 'promote' };
    const skipped = (elapsed: number, bakeSeconds: number, some: readonly MeasuredMinute[] = []) =>
      endOfBake(
        ledger,
        { ...release, plan: { ...PLAN, bakeSeconds, measurement } },
        {
          reading: { kind: 'read', minutes: some },
          silentAlarms: [],
          secondsOver: elapsed - bakeSeconds,
          now: NOW,
        },
      );

    test('is no bake without a measurement, although none is required', () => {
      // three minutes, and three until the last of them is whole
      expect(skipped(10, 1800)).toMatchObject({ decision: 'continue', reason: /the bake is held for 350 s more/ });
      expect(skipped(359, 1800).decision).toBe('continue');
      expect(skipped(360, 1800)).toMatchObject({ decision: 'done', evidence: { status: 'INSUFFICIENT_DATA' } });
      expect(skipped(200, 1800, minutes(1, { errors: 100 })).decision).toBe('roll-back');
      expect(skipped(200, 1800, minutes(3))).toMatchObject({ decision: 'done', evidence: { status: 'PASS' } });
    });

    test('is never longer than the bake itself', () => {
      expect(skipped(119, 120).decision).toBe('continue');
      expect(skipped(120, 120).decision).toBe('done');
    });
  });

  test('promotes the first version of a model without data, but not with bad minutes', () => {
    const first = (some: readonly MeasuredMinute[]) =>
      endOfBake(emptyLedger(MODEL), release, {
        reading: { kind: 'read', minutes: some },
        silentAlarms: [],
        secondsOver: 0,
        now: NOW,
      });
    expect(first([])).toMatchObject({ decision: 'done', reason: expect.stringContaining('first version') });
    expect(first(minutes(1, { errors: 100 })).decision).toBe('roll-back');
  });

  test('is held for as long as the plan says', () => {
    expect(holdOf(PLAN)).toBe(300);
    expect(holdOf({ ...PLAN, measurement: { ...plan, otherwise: 'promote' } })).toBe(0);
  });
});
