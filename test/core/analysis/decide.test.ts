import { Counts, ReleaseAnalysis, WatchResult } from '../../../lib/contract';
import { judgeVerdict } from '../../../lib/core/analysis/decide';
import { judgeSettings } from '../../../lib/core/judge/guardrail';
import { ActiveRelease, Ledger } from '../../../lib/core/ledger/ledger';
import { look, Sight } from '../../../lib/core/watch';
import { at, carryOut } from '../ledger/ledgers';
import { wish } from '../ledger/stepped';
import { afterMinutes, DECLINED, ERRORS, judgedLedger, LATE, planOf, SLOW } from './analyses';

const CONTROL: Counts = { events: 1, total: 540 };
const GOOD: Counts = { events: 0, total: 60 };
const BAD: Counts = { events: 6, total: 60 };
const NOTHING: Counts = { events: 0, total: 0 };
const minute = (events: number, total: number): Counts => ({ events, total });

/** Nothing but the judge speaks against the release. */
const see = (ledger: Ledger, seconds: number, members: Partial<Sight> = {}): WatchResult => {
  const alarms = { kind: 'read', firing: [], missing: [], noData: [], disabled: [] } as const;
  const sight: Sight = { alarms, weights: ledger.weights, healthyTargets: 2, ...members };
  return look(ledger, ledger.release!, sight, at(seconds));
};

describe('a look in the last step with traffic on both versions', () => {
  test('goes on looking while its time is not over', () => {
    const ledger = afterMinutes(judgedLedger(planOf([ERRORS])), 1, { errors: [CONTROL, GOOD] });
    expect(see(ledger, 30)).toMatchObject({ decision: 'continue', reason: 'nothing speaks against phase shifting' });
  });

  test('holds the version when nothing is proven, although the step is over', () => {
    const ledger = afterMinutes(judgedLedger(planOf([ERRORS])), 3, { errors: [CONTROL, GOOD] });
    expect(see(ledger, 360)).toMatchObject({
      decision: 'continue',
      reason: expect.stringMatching(/held by the judge: .*not yet shown to be good.*errors: 0 of 180/),
      evidence: { judge: { guardrails: { errors: { control: '3 of 1620', experiment: '0 of 180' } } } },
    });
  });

  test('lets a proven version go on, with a verdict', () => {
    const ledger = afterMinutes(judgedLedger(planOf([ERRORS])), 20, { errors: [CONTROL, GOOD] });
    const result = see(ledger, 1380);
    expect(result).toMatchObject({ decision: 'done', evidence: { judged: 'PASS' } });
    expect(judgeVerdict(ledger.release!, result)).toMatchObject({
      check: 'judge',
      status: 'PASS',
      reason: expect.stringContaining('not bad by any guardrail: errors'),
      evidence: { guardrails: { errors: { experiment: '0 of 1200' } } },
    });
  });

  describe('that has just begun, with a version that was proven in the steps before', () => {
    /** The last step began after so many seconds; twenty minutes were read, or more. */
    const since = (seconds: number, read = 20): Ledger => {
      const ledger = afterMinutes(judgedLedger(planOf([ERRORS, LATE])), read, { errors: [CONTROL, GOOD] });
      return { ...ledger, release: { ...ledger.release!, stepSince: at(seconds) } };
    };

    test('holds it until three minutes of that step were read', () => {
      // The last minute read began at 1,140.
      expect(see(since(1_020), 1_400)).toMatchObject({ decision: 'done', evidence: { judged: 'PASS' } });
      expect(see(since(1_021), 1_400)).toMatchObject({
        decision: 'continue',
        reason: 'held by the judge: fewer than 3 minutes of this stage in errors',
      });
    });

    test('holds it so long although the time is over, and no longer', () => {
      expect(see(since(3_300, 55), 3_659)).toMatchObject({ decision: 'continue' });
      expect(see(since(3_300, 55), 3_660)).toMatchObject({
        decision: 'roll-back',
        reason: expect.stringContaining('fewer than 3 minutes of this stage in errors'),
        evidence: { status: 'INSUFFICIENT_DATA' },
      });
    });
  });

  test('asks nothing of data that may come late', () => {
    const ledger = afterMinutes(judgedLedger(planOf([ERRORS, LATE])), 20, { errors: [CONTROL, GOOD] });
    expect(see(ledger, 1380)).toMatchObject({ decision: 'done', evidence: { judged: 'PASS' } });
  });

  test('counts what speaks against it as any look does, with data that may come late', () => {
    // Of its own the guardrail would be enough, of both together half of it.
    const ledger = afterMinutes(judgedLedger(planOf([ERRORS, LATE])), 4, {
      errors: [
        { events: 5, total: 520 },
        { events: 3, total: 60 },
      ],
    });
    const { reason, decision, evidence } = see(ledger, 3600);
    const { logE, rollbackAt, guardrails } = evidence.judge as Record<string, any>;
    expect(guardrails.errors.logE).toBeGreaterThan(rollbackAt);
    expect(logE).toBeLessThan(rollbackAt);
    expect(guardrails).toHaveProperty('quality');
    expect({ decision, evidence }).toMatchObject({ decision: 'roll-back', evidence: { status: 'INSUFFICIENT_DATA' } });
    expect(reason).toMatch(
      /^nothing is proven, and maxDuration \(3600 s\) is over: .*; not yet shown to be good.*: errors: 12 of 240/,
    );
    expect(reason).not.toContain('quality');
  });

  test.each([
    ['rollback' as const, 'roll-back', 'INSUFFICIENT_DATA'],
    ['promote' as const, 'done', 'INSUFFICIENT_DATA'],
  ])('without a proof in time: %s gives %s', (onInconclusive, decision, judged) => {
    const plan = planOf([ERRORS], { settings: judgeSettings({ onInconclusive, minimumRequests: 10 }) });
    const ledger = afterMinutes(judgedLedger(plan), 57, { errors: [CONTROL, { events: 0, total: 4 }] });
    expect(see(ledger, 3599)).toMatchObject({ decision: 'continue' });
    const result = see(ledger, 3600);
    expect(result.decision).toBe(decision);
    expect(result.evidence.judged).toBe(judged);
    expect(judgeVerdict(ledger.release!, result)?.status).toBe(judged);
  });

  describe('for people', () => {
    const plan = planOf([ERRORS], { settings: judgeSettings({ onInconclusive: 'manual' }) });
    const open = afterMinutes(judgedLedger(plan), 57, { errors: [CONTROL, { events: 0, total: 4 }] });
    const with_ = (release: Partial<ActiveRelease>, pauseTimeoutSeconds = 7200): Ledger => {
      const known = open.release!;
      return { ...open, release: { ...known, plan: { ...known.plan, pauseTimeoutSeconds }, ...release } };
    };
    const analysis = { ...open.release!.analysis!, askedAt: at(3600) };
    const question = { by: 'the judge', reason: 'nothing is proven', at: at(3600) };
    const pause = { ...question, asks: true as const };
    const asked = with_({ analysis, wishes: { pause, question } });
    const resume = wish('resume', { by: 'bob', reason: 'looks fine' });
    const anns = wish('pause', { by: 'ann', reason: 'lunch' });

    test('the release is paused when nothing is proven in time', () => {
      expect(see(with_({}), 3600)).toMatchObject({ decision: 'continue', evidence: { asksPeople: true } });
    });

    test('it is held while it is paused, and goes back when nobody resumes it', () => {
      expect(see(asked, 3600 + 7199)).toMatchObject({ decision: 'continue' });
      expect(see(asked, 3600 + 7200)).toMatchObject({
        decision: 'roll-back',
        reason: expect.stringContaining('nobody resumed'),
      });
    });

    test('they are told until it is noted that they were', () => {
      const untold = with_({ wishes: { pause, question } });
      expect(see(untold, 3660)).toMatchObject({ decision: 'continue', evidence: { asksPeople: true } });
      expect(see(asked, 3660).evidence.asksPeople).toBeUndefined();
    });

    test('who resumes it lets it go on, and the verdict says who, and that there is no proof', () => {
      const resumed = carryOut(asked, [resume], at(3660));
      const result = see(resumed, 3660);
      expect(result).toMatchObject({ decision: 'done', evidence: { answeredBy: 'bob', answeredAt: at(3660) } });
      expect(judgeVerdict(resumed.release!, result)).toMatchObject({
        status: 'INSUFFICIENT_DATA',
        reason: expect.stringContaining('bob resumed it without a proof (looks fine)'),
      });
    });

    test('a pause from before the question is not it: the judge asks when that is resumed', () => {
      const annPaused = carryOut(with_({}), [anns], at(120));
      expect(see(annPaused, 3600)).toMatchObject({ decision: 'continue', reason: /ann paused the release/ });
      expect(see(annPaused, 3600).evidence.asksPeople).toBeUndefined();
      const resumed = carryOut(annPaused, [wish('resume', { by: 'ann' })], at(3700));
      expect(see(resumed, 3700)).toMatchObject({ decision: 'continue', evidence: { asksPeople: true } });
    });

    test('nor does a pause of somebody hold the release for ever, whose time is over without a proof', () => {
      const annPaused = carryOut(with_({}), [anns], at(120));
      expect(see(annPaused, 120 + 7199)).toMatchObject({ decision: 'continue' });
      expect(see(annPaused, 120 + 7200)).toMatchObject({ decision: 'roll-back', reason: /ann .*nobody resumed/ });
    });

    test('a pause after the answer holds the release, and takes nothing back', () => {
      const again = carryOut(asked, [resume, anns], at(3660));
      expect(see(again, 3700)).toMatchObject({ decision: 'continue', reason: /ann paused/ });
      expect(see(carryOut(again, [resume], at(3800)), 3800)).toMatchObject({ decision: 'done' });
    });

    test('it goes back when it may not be paused', () => {
      expect(see(with_({}, 0), 3600)).toMatchObject({
        decision: 'roll-back',
        reason: expect.stringContaining("can't be asked"),
      });
    });
  });

  test('without a request of the new version nothing is ever promoted', () => {
    const plan = planOf([ERRORS], { settings: judgeSettings({ onInconclusive: 'promote' }) });
    const ledger = afterMinutes(judgedLedger(plan), 57, { errors: [CONTROL, NOTHING] });
    expect(see(ledger, 3600)).toMatchObject({
      decision: 'roll-back',
      evidence: { trigger: 'judge', status: 'INSUFFICIENT_DATA' },
    });
  });

  describe('when the new version had no request for 10 minutes, long before the judge has no more time,', () => {
    const decisionAt = (onInconclusive: 'rollback' | 'promote' | 'manual', seconds: number): WatchResult => {
      const plan = planOf([ERRORS], { settings: judgeSettings({ onInconclusive }) });
      const ledger = afterMinutes(judgedLedger(plan), 3, { errors: [CONTROL, GOOD] });
      const { release } = ledger;
      const pausable = { ...release!, plan: { ...release!.plan, pauseTimeoutSeconds: 7200 } };
      return see({ ...ledger, release: pausable }, seconds);
    };

    test('it goes back at once, or people are asked at once', () => {
      expect(decisionAt('rollback', 1200)).toMatchObject({ decision: 'roll-back', evidence: { trigger: 'judge' } });
      expect(decisionAt('manual', 1200)).toMatchObject({ decision: 'continue', evidence: { asksPeople: true } });
    });

    test('PROMOTE holds it until that time is over, and then it goes back', () => {
      expect(decisionAt('promote', 1200)).toMatchObject({
        decision: 'continue',
        reason: /held until the time is over/,
      });
      expect(decisionAt('promote', 3600)).toMatchObject({ decision: 'roll-back', evidence: { trigger: 'judge' } });
    });
  });

  test('metrics that could never be read are no reason to wait for ever', () => {
    const ledger = judgedLedger(planOf([ERRORS]));
    expect(see(ledger, 3599, { unjudged: 'AccessDenied' })).toMatchObject({
      decision: 'continue',
      evidence: { unjudged: 'AccessDenied' },
    });
    expect(see(ledger, 3600)).toMatchObject({
      decision: 'roll-back',
      reason: expect.stringContaining('the judge has read nothing'),
      evidence: { status: 'INSUFFICIENT_DATA' },
    });
  });
});

describe('any look', () => {
  test.each(['shifting', 'baking', 'standby'] as const)(
    'in phase %s rolls back a version that is proven worse',
    (phase) => {
      const ledger = afterMinutes(judgedLedger(planOf([ERRORS]), phase), 3, { errors: [CONTROL, BAD] });
      const result = see(ledger, 400);
      expect(result).toMatchObject({
        decision: 'roll-back',
        reason: expect.stringMatching(/worse than the live version: errors: 18 of 180 \(10 %\) against 3 of 1620/),
        evidence: { trigger: 'judge', status: 'FAIL', judge: { guardrails: { errors: { ratio: 54 } } } },
      });
      expect(judgeVerdict(ledger.release!, result)).toMatchObject({ check: 'judge', status: 'FAIL' });
    },
  );

  test('an abort comes before the judge', () => {
    const ledger = afterMinutes(judgedLedger(planOf([ERRORS])), 3, { errors: [CONTROL, BAD] });
    const aborted = { ...ledger, release: { ...ledger.release!, abort: { reason: 'no', by: 'ada', at: at(0) } } };
    expect(see(aborted, 400)).toMatchObject({ decision: 'roll-back', evidence: { trigger: 'abort' } });
  });

  test('fails by name when a metric has no data although requests were counted', () => {
    const plan = planOf([ERRORS, { ...SLOW, name: 'payments' }]);
    const two = afterMinutes(judgedLedger(plan), 2, { errors: [CONTROL, GOOD] });
    expect(see(two, 50).decision).toBe('continue');
    const three = afterMinutes(judgedLedger(plan), 3, { errors: [CONTROL, GOOD] });
    expect(see(three, 50)).toMatchObject({
      decision: 'roll-back',
      reason: expect.stringContaining('the analysis has no data of payments'),
      evidence: { trigger: 'judge', status: 'INSUFFICIENT_DATA', withoutData: ['payments'] },
    });
  });

  test('late data without a minute is no such metric', () => {
    const ledger = afterMinutes(judgedLedger(planOf([ERRORS, LATE])), 5, { errors: [CONTROL, GOOD] });
    expect(see(ledger, 50).decision).toBe('continue');
  });
});

test('the ledger keeps every request of a busy model, and no noise of floats', () => {
  const busy = { errors: [minute(12, 1_234_567), minute(3, 654_321)] as [Counts, Counts] };
  const { evidence } = see(afterMinutes(judgedLedger(planOf([ERRORS])), 3, busy), 400);
  expect(evidence).toMatchObject({
    judge: { guardrails: { errors: { control: '36 of 3703701', experiment: '9 of 1962963' } } },
  });
  const ownSums = { errors: [minute(0.1, 10.1), minute(0.1, 10.1)] as [Counts, Counts] };
  expect(see(afterMinutes(judgedLedger(planOf([ERRORS])), 3, ownSums), 400).evidence).toMatchObject({
    judge: { guardrails: { errors: { control: '0.3 of 30.3' } } },
  });
});

describe('what could not be read', () => {
  const unread = { declined: { reason: 'IncompleteMetrics: got PartialData' } };
  const proven = (onInconclusive: 'rollback' | 'promote') =>
    afterMinutes(judgedLedger(planOf([ERRORS, DECLINED], { settings: judgeSettings({ onInconclusive }) })), 20, {
      errors: [CONTROL, GOOD],
      declined: [CONTROL, GOOD],
    });

  test.each(['rollback', 'promote'] as const)('holds a proven version, and then goes back: %s', (onInconclusive) => {
    const ledger = proven(onInconclusive);
    expect(see(ledger, 1380)).toMatchObject({ decision: 'done', evidence: { judged: 'PASS' } });
    expect(see(ledger, 1380, { unread })).toMatchObject({
      decision: 'continue',
      reason: expect.stringContaining('not measured: declined: IncompleteMetrics: got PartialData'),
    });
    expect(see(ledger, 1700, { unread }).decision).toBe('continue');
    expect(see(ledger, 3600, { unread })).toMatchObject({
      decision: 'roll-back',
      reason: expect.stringContaining('not measured: declined'),
      evidence: { status: 'INSUFFICIENT_DATA' },
    });
  });

  test('holds nothing that a promotion does not wait for', () => {
    const ledger = afterMinutes(judgedLedger(planOf([ERRORS, LATE])), 20, { errors: [CONTROL, GOOD] });
    expect(see(ledger, 1380, { unread: { quality: { reason: 'no' } } }).decision).toBe('done');
  });

  test('keeps the others from nothing: a version that is proven worse goes back', () => {
    const ledger = afterMinutes(judgedLedger(planOf([ERRORS, DECLINED])), 3, { errors: [CONTROL, BAD] });
    expect(see(ledger, 400, { unread })).toMatchObject({ decision: 'roll-back', evidence: { status: 'FAIL' } });
  });

  test('fails by name when a metric of it never had a value', () => {
    const ledger = afterMinutes(judgedLedger(planOf([ERRORS, DECLINED])), 3, { errors: [CONTROL, GOOD] });
    const silent = { declined: { reason: 'no', neverHadData: 'events of the new version' } };
    expect(see(ledger, 50, { unread: silent })).toMatchObject({
      decision: 'roll-back',
      reason: expect.stringContaining('the analysis has no data of declined (events of the new version)'),
    });
  });
});

describe('sides without data', () => {
  test.each([
    ['the live version', NOTHING, { events: 0, total: 60 }],
    ['the new version', { events: 0, total: 540 }, NOTHING],
  ])('fails by name when %s surely had some', (side, control, experiment) => {
    const sides = { errors: [CONTROL, GOOD] as [Counts, Counts], declined: [control, experiment] as [Counts, Counts] };
    const ledger = afterMinutes(judgedLedger(planOf([ERRORS, DECLINED])), 3, sides);
    expect(see(ledger, 50)).toMatchObject({
      decision: 'roll-back',
      reason: expect.stringContaining(`the analysis has no data of declined (${side})`),
      evidence: { status: 'INSUFFICIENT_DATA' },
    });
  });

  test('few events of a business that the new version may not have had yet are waited for', () => {
    const ledger = afterMinutes(judgedLedger(planOf([ERRORS, DECLINED])), 3, {
      errors: [CONTROL, GOOD],
      declined: [{ events: 0, total: 30 }, NOTHING], // 10 expected of the new version
    });
    expect(see(ledger, 50).decision).toBe('continue');
  });

  test('fails to promote without a control', () => {
    const ledger = afterMinutes(judgedLedger(planOf([ERRORS])), 57, { errors: [NOTHING, GOOD] });
    expect(see(ledger, 3600)).toMatchObject({
      decision: 'roll-back',
      reason: expect.stringContaining('requests of the live version in minutes in which both had some, got errors 0'),
      evidence: { status: 'INSUFFICIENT_DATA' },
    });
  });
});

describe('thresholds', () => {
  const RULE = { name: 'margin', failureLimit: 1, consecutiveErrorLimit: 4, inconclusiveLimit: 0, required: true };
  const plan = planOf([ERRORS], { thresholds: [{ ...RULE, failure: { operator: '<', value: 5 } }] });
  const with_ = (members: Partial<NonNullable<ReleaseAnalysis['thresholds']>[string]>): Ledger => {
    const ledger = afterMinutes(judgedLedger(plan), 20, { errors: [CONTROL, GOOD] });
    const known = ledger.release!.analysis!.thresholds!.margin;
    const margin = { ...known, errors: 0, consecutiveErrors: 0, ...members };
    return {
      ...ledger,
      release: { ...ledger.release!, analysis: { ...ledger.release!.analysis!, thresholds: { margin } } },
    };
  };

  test('a minute more than may fail rolls back', () => {
    expect(see(with_({ failed: 1, successful: 1 }), 1380).decision).toBe('done');
    expect(see(with_({ failed: 2, successful: 9, lastValue: 4 }), 30)).toMatchObject({
      decision: 'roll-back',
      reason: expect.stringContaining('margin: 9 minutes successful, 2 failed (1 may), the last value was 4'),
      evidence: { trigger: 'judge', status: 'FAIL' },
    });
  });

  test('inconclusive minutes do not hide those that failed', () => {
    expect(see(with_({ failed: 2, successful: 9, inconclusive: 1 }), 30)).toMatchObject({
      decision: 'roll-back',
      evidence: { trigger: 'judge', status: 'FAIL' },
    });
  });

  test('a promotion waits for a successful minute', () => {
    expect(see(with_({}), 1380)).toMatchObject({ decision: 'continue', reason: expect.stringContaining('margin: 0') });
  });

  test('fails by name when too many minutes have no value', () => {
    expect(see(afterMinutes(judgedLedger(plan), 5, { errors: [CONTROL, GOOD] }), 30)).toMatchObject({
      decision: 'roll-back',
      evidence: { status: 'INSUFFICIENT_DATA', withoutData: ['margin'] },
    });
  });
});
