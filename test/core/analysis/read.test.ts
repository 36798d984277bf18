import { ReleaseAnalysis } from '../../../lib/contract';
import { begun, readMinutes, unreadMinutes } from '../../../lib/core/analysis/read';
import { ActiveRelease } from '../../../lib/core/ledger/ledger';
import { at, T0 } from '../ledger/ledgers';
import { ERRORS, judgedLedger, minutes, planOf } from './analyses';

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
    const once = readMinutes(PLAN, started, readings, span);
    expect(once.state?.guardrails.errors).toMatchObject({ minutes: 4, experiment: { events: 4, total: 240 } });
    expect(readMinutes(PLAN, once, readings, span)).toEqual(once);
    expect(unreadMinutes(PLAN, once, START + 240 + 179)).toBeUndefined();
    expect(unreadMinutes(PLAN, once, START + 240 + 180)?.first).toBe(START + 240);
  });

  test('of which neither side has data are left for later', () => {
    const nobody = {
      counts: {
        errors: { control: minutes(0, { events: 0, total: 0 }), experiment: minutes(0, { events: 0, total: 0 }) },
      },
    };
    const read = readMinutes(PLAN, started, { ...readings, ...nobody }, { first: START, last: START + 180 });
    expect(unreadMinutes(PLAN, read, START + 360)?.first).toBe(START);
  });
});
