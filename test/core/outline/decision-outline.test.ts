import { ReleasePlan } from '../../../lib/contract';
import { decisionOutline, sufficientTraffic, weakGuardrails } from '../../../lib/core/outline/decision-outline';
import { trafficWarnings } from '../../../lib/core/outline/outline-warnings';
import { ANALYSIS, ERRORS, PLAN } from '../support/outline-plan';

const CANARY: ReleasePlan = { ...PLAN, analysis: ANALYSIS };
const EXPECTED = { requestsPerMinute: 600, baseRate: 0.01, ratio: 3 };
const FAST = { signal: 'fast-errors', witness: 'gateway', periodSeconds: 10, datapointsToAlarm: 2 } as const;
const SLOW_ALARMS = { alarms: [{ ...FAST, witness: 'load-balancer', periodSeconds: 60 } as const] };

const warnings = (
  requestsPerMinute: number,
  plan = PLAN,
  detection: Parameters<typeof trafficWarnings>[1] = SLOW_ALARMS,
) => trafficWarnings(plan, detection, { ...EXPECTED, requestsPerMinute });

describe('what the judge can decide', () => {
  test('each guardrail tells the minutes and requests that a decision takes', () => {
    const outline = decisionOutline(CANARY, EXPECTED);
    expect(outline).toMatchObject({ comparedMinutes: 15, deadlineMinutes: 60 });
    const [errors, slow] = outline?.guardrails ?? [];
    expect(errors).toMatchObject({ name: 'errors', baseRate: 0.01, ratio: 3 });
    expect(errors.toRollBack?.requests).toBe(600 * (errors.toRollBack?.minutes ?? 0));
    expect(slow.baseRate).toBeCloseTo(0.1, 9);
    expect(slow.toPromote?.minutes).toBeLessThanOrEqual(60);
  });

  test('twice the traffic needs no more time', () => {
    const minutes = [600, 1200].map(
      (requestsPerMinute) =>
        decisionOutline(CANARY, { ...EXPECTED, requestsPerMinute })?.guardrails[0].toRollBack?.minutes,
    );
    expect(minutes[1]).toBeLessThanOrEqual(minutes[0] ?? 0);
  });

  test('a smaller ratio than the tolerance is none that could be found', () => {
    const [errors] = decisionOutline(CANARY, { ...EXPECTED, ratio: 1 })?.guardrails ?? [];
    expect(errors).toMatchObject({ ratio: 1.25, toRollBack: null });
  });

  test.each([
    ['there is no judge', PLAN],
    ['all traffic moves at once', { ...CANARY, steps: [] }],
    ['no step has a time', { ...CANARY, steps: [{ percent: 5, bakeSeconds: 0 }] }],
    ['the judge has no guardrails', { ...CANARY, analysis: { ...ANALYSIS, guardrails: [] } }],
  ])('nothing is compared when %s', (_, plan) => {
    expect(decisionOutline(plan, EXPECTED)).toBeUndefined();
    expect(weakGuardrails(plan, EXPECTED)).toBeUndefined();
    expect(sufficientTraffic(plan, EXPECTED)).toBeUndefined();
  });

  test('a bake with a holdback compares, too', () => {
    const plan = {
      ...CANARY,
      steps: [
        { percent: 90, bakeSeconds: 0 },
        { percent: 100, bakeSeconds: 0 },
      ],
      holdbackPercent: 10,
    };
    expect(decisionOutline(plan, EXPECTED)).toMatchObject({ comparedMinutes: 30 });
  });

  test('what suffices does, and a tenth less does not', () => {
    const enough = sufficientTraffic(CANARY, EXPECTED) ?? 0;
    const isWeak = (requestsPerMinute: number) => weakGuardrails(CANARY, { ...EXPECTED, requestsPerMinute });
    expect(isWeak(enough)).toEqual([]);
    expect(isWeak(enough * 0.9)).not.toEqual([]);
  });

  test('no promotion waits for a guardrail that only rolls back', () => {
    const only = { ...ERRORS, rollbackOnly: true };
    const [errors] =
      decisionOutline({ ...CANARY, analysis: { ...ANALYSIS, guardrails: [only] } }, EXPECTED)?.guardrails ?? [];
    expect(errors.toPromote).toBeNull();
    const plan = { ...CANARY, analysis: { ...ANALYSIS, guardrails: [only] } };
    expect(weakGuardrails(plan, { ...EXPECTED, requestsPerMinute: 6000 })).toEqual([]);
  });
});

describe('warnings', () => {
  test('none with enough traffic', () => {
    expect(warnings(6000, CANARY, { alarms: [FAST] })).toEqual([]);
  });

  test('fails to be silent about a judge that can’t decide, and says what suffices', () => {
    const [first] = warnings(60, CANARY).filter((warning) => warning.startsWith('guardrail'));
    expect(first).toMatch(
      /^guardrail errors: a (version that is 3 times as bad is found|good version is proven) (never|after \d+ min), the judge has 60 min, with 60 requests a minute; \d+ requests a minute suffice; /,
    );
  });

  test('says when a bake can’t be measured', () => {
    expect(warnings(10)).toEqual([
      '10 requests a minute are too few for the bake, which goes back at its end: a minute counts from 20 requests on; ' +
        'lower alarms.minimumRequests, or release when there is more traffic',
    ]);
  });

  test('says in which step no alarm can fire, and with which share one could', () => {
    expect(warnings(100)).toEqual([
      'no alarm of minutes can fire in the step of 5 %: of 100 requests a minute it gets 5, and a minute counts from 20 on; ' +
        'begin with 20 %, or lower alarms.minimumRequests',
    ]);
    expect(warnings(100, { ...PLAN, steps: [{ percent: 20, bakeSeconds: 600 }] })).toEqual([]);
  });

  test('says when alarms of ten seconds have too few requests', () => {
    const [warning] = warnings(100, { ...PLAN, steps: [] }, { alarms: [FAST] });
    expect(warning).toContain('a period counts from 20 requests on, which takes 120 requests a minute');
    expect(warnings(120, { ...PLAN, steps: [] }, { alarms: [FAST] })).toEqual([]);
  });
});
