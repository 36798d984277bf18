import { Counts, ReleaseAnalysis, WatchResult } from '../../../lib/contract';
import { judgeVerdict } from '../../../lib/core/analysis/decide';
import { judgeSettings } from '../../../lib/core/judge/guardrail';
import { ActiveRelease, Ledger } from '../../../lib/core/ledger/ledger';
import { look, Sight } from '../../../lib/core/watch';
import { at } from '../ledger/ledgers';
import { afterMinutes, ERRORS, judgedLedger, LATE, planOf, SLOW } from './analyses';

const CONTROL: Counts = { events: 1, total: 540 };
const GOOD: Counts = { events: 0, total: 60 };
const BAD: Counts = { events: 6, total: 60 };
const NOTHING: Counts = { events: 0, total: 0 };

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

  test('asks nothing of data that may come late', () => {
    const ledger = afterMinutes(judgedLedger(planOf([ERRORS, LATE])), 20, { errors: [CONTROL, GOOD] });
    expect(see(ledger, 1380)).toMatchObject({ decision: 'done', evidence: { judged: 'PASS' } });
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
    const asked = { ...open.release!.analysis!, askedAt: at(3600) };
    const pause = { by: 'the judge', reason: 'nothing is proven', at: at(3600) };

    test('the release is paused when nothing is proven in time', () => {
      expect(see(with_({}), 3600)).toMatchObject({ decision: 'continue', evidence: { asksPeople: true } });
    });

    test('it is held while it is paused, and goes back when nobody resumes it', () => {
      const held = with_({ analysis: asked, wishes: { pause } });
      expect(see(held, 3600 + 7199)).toMatchObject({ decision: 'continue' });
      expect(see(held, 3600 + 7200)).toMatchObject({
        decision: 'roll-back',
        reason: expect.stringContaining('nobody resumed'),
      });
    });

    test('who resumes it lets it go on, and the verdict says that there is no proof', () => {
      const resumed = with_({ analysis: asked, wishes: { pausedSeconds: 60 } });
      const result = see(resumed, 3660);
      expect(result.decision).toBe('done');
      expect(judgeVerdict(resumed.release!, result)).toMatchObject({
        status: 'INSUFFICIENT_DATA',
        reason: expect.stringContaining('resumed without a proof'),
      });
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
