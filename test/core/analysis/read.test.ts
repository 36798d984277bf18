import { ReleaseAnalysis } from '../../../lib/contract';
import { begun, readMinutes, unreadMinutes } from '../../../lib/core/analysis/read';
import { ActiveRelease } from '../../../lib/core/ledger/ledger';
import { at, T0 } from '../ledger/ledgers';
import { DECLINED, ERRORS, judgedLedger, minutes, planOf } from './analyses';

const NOTHING_READ: ReleaseAnalysis = { latencies: {} };
const START = Date.parse(T0) / 1000;
const PLAN = planOf([ERRORS]);

function shifting(members: Partial<ActiveRelease>): ActiveRelease {
  const { release } = judgedLedger(PLAN);
  if (release === undefined) throw new Error('no release is active');
  return { ...release, ...members };
}

function withCohort(members: Partial<ActiveRelease>): ActiveRelease {
  const release = shifting(members);
  const steps = [{ percent: 0, bakeSeconds: 300, isCohortOnly: true }, ...release.plan.steps];
  return { ...release, plan: { ...release.plan, steps } };
}

describe('the judge begins', () => {
  test('when the first step is read back', () => {
    expect(begun(shifting({ stepIndex: 0, stepSince: undefined }), NOTHING_READ)).toBe(NOTHING_READ);
    expect(begun(shifting({ stepIndex: 0, stepSince: at(90) }), NOTHING_READ).state?.startedAt).toBe(START + 90);
  });

  test('after the step of a cohort, whose callers are others', () => {
    expect(begun(withCohort({ stepIndex: 0, stepSince: at(90) }), NOTHING_READ)).toBe(NOTHING_READ);
    expect(begun(withCohort({ stepIndex: 1, stepSince: at(400) }), NOTHING_READ).state?.startedAt).toBe(START + 400);
  });

  test('once', () => {
    const analysis = begun(shifting({ stepIndex: 0, stepSince: T0 }), NOTHING_READ);
    expect(begun(shifting({ stepIndex: 1, stepSince: at(600) }), analysis)).toBe(analysis);
  });
});

describe('minutes', () => {
  const started = { latencies: {}, state: { startedAt: START, guardrails: {} } };
  const good = {
    errors: { control: minutes(4, { events: 5, total: 540 }), experiment: minutes(4, { events: 1, total: 60 }) },
  };
  const readings = { counts: good, bins: {}, values: {} };

  test('are read when their metrics have settled', () => {
    expect(unreadMinutes(PLAN, started, START + 179)).toBeUndefined();
    expect(unreadMinutes(PLAN, started, START + 180)).toEqual({ first: START, last: START });
  });

  test('count once, however often they come', () => {
    const span = { first: START, last: START + 180 };
    const { analysis: once } = readMinutes(PLAN, started, readings, span);
    expect(once.state?.guardrails.errors).toMatchObject({ minutes: 4, experiment: { events: 4, total: 240 } });
    expect(readMinutes(PLAN, once, readings, span).analysis).toEqual(once);
    expect(unreadMinutes(PLAN, once, START + 240 + 179)).toBeUndefined();
    expect(unreadMinutes(PLAN, once, START + 240 + 180)?.first).toBe(START + 240);
  });

  test.each([0.7, 1.1, 2.9])(
    'are read on with a floor of %d %, which has more digits than the counts keep',
    (floorPercent) => {
      const floor = floorPercent / 100;
      const plan = planOf([{ ...ERRORS, floor, ceiling: 2 * floor }]);
      const { analysis: once } = readMinutes(plan, started, readings, { first: START, last: START + 60 });
      const again = readMinutes(plan, JSON.parse(JSON.stringify(once)), readings, {
        first: START + 120,
        last: START + 180,
      });
      expect(again.analysis.state?.guardrails.errors).toMatchObject({ minutes: 4 });
    },
  );

  test('of which neither side has data are left for later', () => {
    const nobody = {
      counts: {
        errors: { control: minutes(0, { events: 0, total: 0 }), experiment: minutes(0, { events: 0, total: 0 }) },
      },
    };
    const { analysis: read } = readMinutes(
      PLAN,
      started,
      { ...readings, ...nobody },
      { first: START, last: START + 180 },
    );
    expect(unreadMinutes(PLAN, read, START + 360)?.first).toBe(START);
  });
});

describe('what can not be read on', () => {
  const plan = planOf([ERRORS, DECLINED]);
  const started = { latencies: {}, state: { startedAt: START, guardrails: {} } };
  const span = { first: START, last: START + 540 };
  const errors = {
    control: minutes(10, { events: 5, total: 540 }),
    experiment: minutes(10, { events: 1, total: 60 }),
  };
  const each = (value: number, from = 0, to = 10) =>
    new Map(Array.from({ length: to - from }, (_, index) => [START + 60 * (from + index), value] as const));
  const own = (members: object) => {
    const readings = {
      counts: { errors },
      own: {
        declined: {
          control: { events: each(27), total: each(540), ...(members as any).control },
          experiment: { events: each(3), total: each(60), ...(members as any).experiment },
        },
      },
      bins: {},
      values: {},
    };
    return readMinutes(plan, started, readings, span);
  };

  test('is nothing when all is there', () => {
    const { analysis, unread } = own({});
    expect(unread).toEqual({});
    expect(analysis.state?.guardrails.declined).toMatchObject({
      minutes: 10,
      shared: { control: 5400, experiment: 600 },
    });
  });

  test('leaves the minutes from there on for the next look, and the other guardrails as they are', () => {
    const { analysis, unread } = own({ experiment: { events: each(3, 0, 7) } });
    expect(analysis.state?.guardrails).toMatchObject({ errors: { minutes: 10 }, declined: { minutes: 7 } });
    expect(unread.declined.reason).toMatch(
      /^events of the new version must have a value in each minute in which total has one, got none at \d{4}-\d\d-\d\dT\d\d:\d\dZ/,
    );
    expect(unread.declined.neverHadData).toBeUndefined();
    expect(unreadMinutes(plan, analysis, START + 1200)?.first).toBe(START + 420);
  });

  test('is read when the late values have come', () => {
    const { analysis } = own({ experiment: { events: each(3, 0, 7) } });
    const readings = {
      counts: {},
      own: {
        declined: {
          control: { events: each(27), total: each(540) },
          experiment: { events: each(3), total: each(60) },
        },
      },
      bins: {},
      values: {},
    };
    const later = readMinutes(plan, analysis, readings, span);
    expect(later.unread).toEqual({});
    expect(later.analysis.state?.guardrails.declined).toMatchObject({ minutes: 10, experiment: { events: 30 } });
  });

  test.each([
    [{ experiment: { events: each(0, 0, 0) } }, 'events of the new version'],
    [{ control: { events: each(0, 0, 0) } }, 'events of the live version'],
    [{ control: { total: each(0, 0, 0) } }, 'total of the live version'],
    [
      { control: { events: each(0, 0, 0) }, experiment: { events: each(0, 0, 0) } },
      'events of the live version and events of the new version',
    ],
  ])('fails by the name of a metric that never had a value: %#', (members, metric) => {
    const { analysis, unread } = own(members);
    expect(unread.declined.neverHadData).toBe(metric);
    expect(analysis.state?.guardrails.declined?.minutes ?? 0).toBe(0);
  });

  test('stops at a minute with more events than requests, by its numbers', () => {
    const { analysis, unread } = own({ control: { events: each(600) }, experiment: { events: each(60) } });
    expect(unread.declined.reason).toMatch(
      /^the live version has at .* 600 events of 540: events are a part of the total/,
    );
    expect(analysis.state?.guardrails.declined?.minutes ?? 0).toBe(0);
  });

  test('is what CloudWatch did not answer: its cursor stays', () => {
    const failed = { declined: { reason: 'IncompleteMetrics: no' } };
    const limits = { name: 'margin', failureLimit: 1, consecutiveErrorLimit: 4, inconclusiveLimit: 0, required: true };
    const both = { ...plan, thresholds: [limits] };
    const readings = { counts: { errors }, bins: {}, values: {}, failed: { ...failed, margin: failed.declined } };
    const { analysis, unread } = readMinutes(both, started, readings, span);
    expect(unread).toEqual(readings.failed);
    expect(analysis.state?.guardrails.errors.minutes).toBe(10);
    expect(analysis.thresholds).toEqual({});
    expect(unreadMinutes(both, analysis, START + 1200)?.first).toBe(START);
  });
});
