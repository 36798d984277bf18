import { PlannedGuardrail, ReleasePlan } from '../../../lib/contract';
import { Effort } from '../../../lib/core/judge/planner';
import {
  comparedSteps,
  decisionOutline,
  sufficientTraffic,
  weakGuardrails,
  weaknessOf,
} from '../../../lib/core/outline/decision-outline';
import { judgeWarnings, trafficWarnings } from '../../../lib/core/outline/outline-warnings';
import { judgedSeconds, judgeHoldOf } from '../../../lib/core/plan';
import { sufficientTraffic as afterwards } from '../../../lib/core/retrospective/sufficient-traffic';
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

  test('a ratio within the tolerance is none that could be found, and no reason to ask for more traffic', () => {
    const expected = { ...EXPECTED, requestsPerMinute: 6000, ratio: 1.1 };
    const [errors] = decisionOutline(CANARY, expected)?.guardrails ?? [];
    expect(errors).toMatchObject({ ratio: 1.1, tolerance: 1.25, toRollBack: null });
    expect(weakGuardrails(CANARY, expected)).toEqual([]);
    expect(trafficWarnings(CANARY, { alarms: [] }, expected)[0]).toBe(
      'guardrail errors: 1.1 times as bad is within its tolerance of 1.25, and never rolled back; ' +
        'look for more, or give it a smaller tolerance',
    );
  });

  test('in time is what 19 of 20 releases are, and what can be read by then', () => {
    const [errors] = decisionOutline(CANARY, EXPECTED)?.guardrails ?? [];
    const outline = { ...errors, waits: true, ratio: 3 };
    const effort = { minutes: 20, requests: 1, experimentRequests: 1, unluckyMinutes: 57 };
    const late = { ...effort, unluckyMinutes: 58 };
    expect(decisionOutline(CANARY, EXPECTED)?.minutesToDecide).toBe(57);
    const weaknesses = (toRollBack: Effort, toPromote: Effort) => weaknessOf({ ...outline, toRollBack, toPromote }, 57);
    expect(weaknesses(effort, effort)).toEqual({ isLate: false, isUnproven: false });
    expect(weaknesses(late, effort)).toEqual({ isLate: true, isUnproven: false });
    expect(weaknesses(late, late)).toEqual({ isLate: true, isUnproven: true });
  });

  test('says the same as the judge on recorded metrics', () => {
    const plan = {
      ...CANARY,
      steps: [{ percent: 10, bakeSeconds: 600 }],
      analysis: { ...ANALYSIS, guardrails: [ERRORS] },
    };
    const enough = sufficientTraffic(plan, { ...EXPECTED, ratio: ERRORS.badRatio }) ?? 0;
    const counts = { control: { events: 540, total: 54_000 }, experiment: { events: 60, total: 6_000 } };
    const evidence = {
      name: 'errors',
      logE: 0,
      minutes: 10,
      missingMinutes: 0,
      controlRate: 0.01,
      shared: { control: 54_000, experiment: 6_000 },
      ...counts,
    };
    const [needed] = afterwards(ANALYSIS.settings, [ERRORS], [evidence], 6000);
    const both = [needed.toPromote, needed.toRollBack].map((each) => each?.sufficientPerMinute ?? 0);
    expect(enough).toBe(Math.max(...both));
  });

  test('a cohort’s own step compares nothing, and takes nothing from the time that the judge may hold', () => {
    const cohort = { percent: 0, bakeSeconds: 3600, isCohortOnly: true };
    const led = { ...CANARY, steps: [cohort, ...CANARY.steps] };
    expect(judgedSeconds(led)).toBe(judgedSeconds(CANARY));
    expect(judgeHoldOf(led)).toBe(judgeHoldOf(CANARY));
    expect(judgeHoldOf(led)).toBe(45 * 60);
    expect(decisionOutline(led, EXPECTED)).toEqual(decisionOutline(CANARY, EXPECTED));
    expect(warnings(6000, led, { alarms: [FAST] })).toEqual([]);
  });

  test.each([
    ['there is no judge', PLAN],
    ['all traffic moves at once', { ...CANARY, steps: [] }],
    ['the judge has no guardrails', { ...CANARY, analysis: { ...ANALYSIS, guardrails: [] } }],
  ])('nothing is compared when %s', (_, plan) => {
    expect(decisionOutline(plan, EXPECTED)).toBeUndefined();
    expect(weakGuardrails(plan, EXPECTED)).toBeUndefined();
    expect(sufficientTraffic(plan, EXPECTED)).toBeUndefined();
  });

  test('the last step is compared until the judge lets go of it, whatever its time', () => {
    const held = { ...CANARY, steps: [{ percent: 5, bakeSeconds: 0 }] };
    const outline = decisionOutline(held, EXPECTED);
    expect(outline).toMatchObject({ comparedMinutes: 0, deadlineMinutes: 60, minutesToDecide: 57 });
    expect(outline?.guardrails).toEqual(
      decisionOutline({ ...CANARY, steps: [{ percent: 5, bakeSeconds: 600 }] }, EXPECTED)?.guardrails,
    );
    expect(sufficientTraffic(held, EXPECTED)).toBeGreaterThan(0);
    expect(warnings(60, held)[0]).toMatch(/no alarm of minutes can fire in the step of 5 %/);
  });

  test('a step without a time before others compares nothing', () => {
    const [quick, ...others] = CANARY.steps;
    const plan = { ...CANARY, steps: [{ ...quick, bakeSeconds: 0 }, ...others] };
    expect(comparedSteps(plan)).toEqual([{ share: 0.5, minutes: 5 }]);
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

  test('fails to be silent about a judge that can’t decide: both that it finds late, and what becomes of good versions', () => {
    const [first] = warnings(20, CANARY).filter((warning) => warning.startsWith('guardrail'));
    expect(first).toMatch(
      /^guardrail errors: with 20 requests a minute a version that is 3 times as bad is found within \d+ min and a good version is proven within \d+ min \(in 19 of 20 releases; the judge can read 57 min\), so that most good versions go back; \d+ requests a minute suffice; give/,
    );
  });

  test.each([
    ['promote', 'go on without a proof'],
    ['manual', 'wait for people'],
  ] as const)('good versions without a proof: %s lets them %s', (onInconclusive, what) => {
    const settings = { ...ANALYSIS.settings, onInconclusive };
    expect(warnings(20, { ...CANARY, analysis: { ...ANALYSIS, settings } }).join()).toContain(
      `most good versions ${what}`,
    );
  });

  test('says how many good versions: at the edge some', () => {
    const enough = sufficientTraffic(CANARY, EXPECTED) ?? 0;
    expect(warnings(enough * 0.9, CANARY).join()).toMatch(/so that some good versions go back/);
  });

  test('says that nothing is held when the comparison lasts longer than the judge', () => {
    const linear = { ...CANARY, steps: [{ percent: 10, bakeSeconds: 78 * 60 }] };
    expect(judgeWarnings(CANARY)).toEqual([]);
    expect(judgeWarnings(linear)).toEqual([
      "the versions are compared for 78 min, and the judge's maxDuration of 60 min is over by then: versions without a proof go back at once, " +
        'none is held for it; give it a longer maxDuration',
    ]);
  });

  test('says that an event that never happens proves nothing without a ceiling', () => {
    const own = { ...ERRORS, name: 'declined', kind: 'events' as const, ceiling: 0 };
    const withOwn = (rule: PlannedGuardrail) =>
      judgeWarnings({ ...CANARY, analysis: { ...ANALYSIS, guardrails: [ERRORS, rule] } });
    expect(withOwn(own)).toEqual([expect.stringContaining('guardrail declined: without a ceiling')]);
    expect(withOwn({ ...own, ceiling: 0.02 })).toEqual([]);
    expect(withOwn({ ...own, required: false })).toEqual([]);
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
    // A canary has half of the traffic at most.
    expect(warnings(30)[0]).toMatch(/counts from 20 on; lower alarms.minimumRequests$/);
  });

  test('says when alarms of ten seconds have too few requests', () => {
    const [warning] = warnings(100, { ...PLAN, steps: [] }, { alarms: [FAST] });
    expect(warning).toContain('a period counts from 20 requests on, which takes 120 requests a minute');
    expect(warnings(120, { ...PLAN, steps: [] }, { alarms: [FAST] })).toEqual([]);
  });

  test('says in which step alarms of ten seconds have too few, when those of minutes have enough', () => {
    expect(warnings(1000, PLAN, { alarms: [FAST] })).toEqual([
      "the alarms of 10 s can't fire in the step of 5 %: of 1000 requests a minute it gets 50, and a period counts from 20 on, which takes 120 a minute; " +
        'begin with 12 %, or lower alarms.minimumRequests',
    ]);
    expect(warnings(2400, PLAN, { alarms: [FAST] })).toEqual([]);
    // Where those of minutes are quiet, one warning is enough; the step after it has its own.
    expect(warnings(200, PLAN, { alarms: [FAST] })).toEqual([
      expect.stringMatching(/^no alarm of minutes can fire in the step of 5 %/),
      expect.stringMatching(/^the alarms of 10 s can't fire in the step of 50 %: of 200 requests a minute it gets 100/),
    ]);
  });

  test.each([
    [10, 'give the new version a larger share, or the judge a longer maxDuration'],
    [50, 'give the judge a longer maxDuration'],
    [90, 'give the new version a share nearer to half, as by a larger holdback, or the judge a longer maxDuration'],
  ])('at %d %% of the traffic what helps is a share nearer to half', (percent, remedy) => {
    const [warning] = warnings(30, { ...CANARY, steps: [{ percent, bakeSeconds: 1800 }] }).filter((text) =>
      text.startsWith('guardrail errors'),
    );
    expect(warning).toContain(`; ${remedy}`);
  });

  test('says when too few requests tell what is slow', () => {
    expect(warnings(10, CANARY)).toContainEqual(
      "guardrail slow-p90: 10 requests a minute are fewer than 1000 in an hour, so answers above 1 s count as slow, and not those above the live version's p90: " +
        'what is said of it here holds when 10 % are that slow',
    );
    expect(warnings(17, CANARY).join()).not.toContain('count as slow');
  });
});
