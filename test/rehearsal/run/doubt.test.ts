import { Counts, RollbackReason } from '../../../lib/contract';
import { ActiveRelease } from '../../../lib/core/ledger/ledger';
import { LagLog } from '../../../lib/rehearsal/lag/lag-log';
import { LagSource } from '../../../lib/rehearsal/lag/lag-reading';
import { AlarmNumbers } from '../../../lib/rehearsal/run/alarm-numbers';
import { doubtOf, DoubtProps } from '../../../lib/rehearsal/run/doubt';
import { afterMinutes, ERRORS, judgedLedger, planOf, SLOW } from '../../core/analysis/analyses';

/** Virtual times are minutes since 1970 here; a virtual minute is half a real second. */
const MINUTE_MS = 60_000;
const realTimeOf = (virtualMs: number) => virtualMs / 120;
const at = (minute: number) => new Date(minute * MINUTE_MS).toISOString();

const P99 = 'fraud-green-latency-p99';
const RESPONSE_TIME: AlarmNumbers = {
  label: 'p99 (s)',
  threshold: 0.5,
  datapointsToAlarm: 1,
  periodMs: MINUTE_MS,
  breaches: [{ at: 10 * MINUTE_MS, value: 0.58 }],
  isResponseTime: true,
};

function late(minute: number, lateMs: number, source: LagSource = 'load generator', forMs = 100): LagLog {
  const log = new LagLog();
  const from = realTimeOf(minute * MINUTE_MS) + 200;
  log.add({ source, from, to: from + forMs, lateMs });
  return log;
}

function props(
  rollback: Partial<RollbackReason> | undefined,
  lag: LagLog,
  more: Partial<DoubtProps> & { readonly numbers?: AlarmNumbers } = {},
): DoubtProps {
  const reason = { trigger: 'alarm', reason: 'it fires', evidence: { alarm: P99 }, at: at(12), ...rollback } as const;
  const alarm = { alarmName: P99, state: 'ALARM', numbers: more.numbers ?? RESPONSE_TIME, virtualMs: 0, wallMs: 0 };
  return {
    story: {
      release: (rollback === undefined ? {} : { rollback: reason }) as ActiveRelease,
      alarms: [alarm],
      timeline: [
        { at: at(1), wallMs: 0, kind: 'phase', text: 'preparing' },
        { at: at(5), wallMs: 0, kind: 'phase', text: 'baking' },
        { at: at(12), wallMs: 0, kind: 'phase', text: 'rolling-back' },
      ],
    },
    lag,
    realTimeOf,
    slowestStartMs: 100,
    plan: { provisionTimeoutSeconds: 900 },
    options: { speed: 120, rps: 1000 },
    ...more,
  };
}

const TOO_SLOW = 'answer must take 500 ms at most, took 612 ms';
const smoke = (...failures: readonly string[]) =>
  ({ trigger: 'check', reason: 'smoke: FAIL, …', evidence: { requests: [{ failures: [] }, { failures }] } }) as const;

const bake = (numbers: Record<string, unknown>) => {
  const required = { limits: { p99Seconds: 0.5, p90Seconds: 0.25 } };
  return { trigger: 'watch', evidence: { status: 'FAIL', failed: 0, ...numbers, required } } as const;
};

const FEW = { events: 36, total: 1000 };
const MANY = { events: 98, total: 1000 };
const NOTHING = { events: 0, total: 1000 };

/** Of the judge, by slow requests unless it counts other things. */
function judged(counts: Record<string, [Counts, Counts]> = { 'slow-p90': [FEW, MANY], errors: [NOTHING, NOTHING] }) {
  const { release } = afterMinutes(judgedLedger(planOf([SLOW, ERRORS]), 'baking'), 10, counts);
  const latencies = { 'slow-p90': { seconds: 0.04, from: 'live', requests: 5000 } } as const;
  return { ...release, analysis: { ...release!.analysis, latencies } } as ActiveRelease;
}

function doubtOfJudge(release: ActiveRelease, lag: LagLog, rollback: Partial<RollbackReason> = {}) {
  const given = props({ trigger: 'judge', evidence: {}, ...rollback }, lag);
  const { story } = given;
  const shifting = { at: at(3), wallMs: 0, kind: 'phase', text: 'shifting 2.0 in green' } as const;
  const timeline = [story.timeline[0], shifting, ...story.timeline.slice(1)];
  const { rollback: reason } = story.release!;
  return doubtOf({ ...given, story: { ...story, timeline, release: { ...release, rollback: reason } } });
}

/** A share of 6.2 % of them was too slow, of the 3.5 s that the bake took. */
const busy = (minute: number, lateMs: number) => late(minute, lateMs, 'load generator', 300);

const doubt = (...given: Parameters<typeof props>) => doubtOf(props(...given));

test('a response time that was within its limit but for the rehearsal is doubted, with what was measured and what to do', () => {
  expect(doubt({}, late(10, 90))).toBe(
    'alarm fraud-green-latency-p99 fired for 0.58 s (limit 0.5 s) in a minute in which requests waited up to 90 ms in the ' +
      'rehearsal itself, so the model may not be to blame; close other programs, or lower --rps (now 1000) or --speed (now 120)',
  );
});

const NUMBERS = (changes: Partial<AlarmNumbers>) => ({ numbers: { ...RESPONSE_TIME, ...changes } });
const TWO_BREACHES = [0.58, 0.9].map((value, index) => ({ at: (10 - index) * MINUTE_MS, value }));

test.each<[string, string | undefined]>([
  ['a promoted release', doubt(undefined, late(10, 5000))],
  ['a response time beyond its limit also without the lateness', doubt({}, late(10, 70))],
  ['lateness in another minute', doubt({}, late(8, 500))],
  ['a rehearsal in time', doubt({}, new LagLog())],
  ['another bad minute that is enough by itself', doubt({}, late(10, 90), NUMBERS({ breaches: TWO_BREACHES }))],
  ['answers with 5xx', doubt({ evidence: { alarm: 'fraud-green-errors' } }, late(10, 5000))],
  ['one sure alarm among those that fire', doubt({ evidence: { firing: [P99, 'fraud-green-errors'] } }, late(10, 90))],
  [
    'tasks that are unhealthy, with some lateness',
    doubt({ evidence: { alarm: 'fraud-green-unhealthy' } }, late(11, 900)),
  ],
  ['an abort', doubt({ trigger: 'abort', evidence: {} }, late(10, 5000))],
  ['an operator', doubt({ trigger: 'operator', evidence: {} }, late(10, 5000))],
  ['parity', doubt({ trigger: 'check', reason: 'parity: FAIL, …', evidence: {} }, late(10, 5000))],
  ['a bake that was too slow by more', doubt(bake({ worstP99Seconds: 0.61 }), late(11, 100))],
  ['a bake with failed requests too', doubt(bake({ worstP99Seconds: 0.51, failed: 3 }), late(11, 1900))],
  ['a smoke check that was too slow by more', doubt(smoke(TOO_SLOW), late(11, 110))],
  ['a smoke check with a wrong answer too', doubt(smoke(TOO_SLOW, 'status must be 200, got 500'), late(11, 5000))],
  ['a smoke check after the machine was late', doubt(smoke(TOO_SLOW), late(4, 5000))],
  ['slow requests by the judge, with less lateness than their limit', doubtOfJudge(judged(), busy(11, 39))],
  [
    'requests that are nearly all slow by the judge, late for a moment',
    doubtOfJudge(
      judged({ 'slow-p90': [FEW, { events: 900, total: 1000 }], errors: [NOTHING, NOTHING] }),
      busy(11, 300),
    ),
  ],
  ['slow requests by the judge, more of them than were late', doubtOfJudge(judged(), late(11, 1000))],
  ['slow requests by the judge, late before the shift', doubtOfJudge(judged(), busy(2, 1000))],
  [
    'slow requests by the judge, and failed ones that are proof enough',
    doubtOfJudge(judged({ 'slow-p90': [FEW, MANY], errors: [FEW, MANY] }), busy(11, 1000)),
  ],
  [
    'failed requests by the judge, with some lateness',
    doubtOfJudge(judged({ 'slow-p90': [FEW, FEW], errors: [FEW, MANY] }), busy(11, 1000)),
  ],
  [
    'a version that does not come up',
    doubt({ trigger: 'error', evidence: { error: 'ProvisionFailed' } }, late(10, 100)),
  ],
])('no doubt about %s', (_what, found) => {
  expect(found).toBeUndefined();
});

test.each<[string, string | undefined, string]>([
  [
    'two bad minutes of two, one of them late',
    doubt({}, late(10, 90), NUMBERS({ breaches: TWO_BREACHES, datapointsToAlarm: 2 })),
    'fired for 0.58 s (limit 0.5 s)',
  ],
  [
    'alarms that fired before the start',
    doubt({ evidence: { firing: [P99], beforeStart: true } }, late(10, 90)),
    'alarm fraud-green-latency-p99 fired',
  ],
  [
    'tasks that are unhealthy while nothing answers',
    doubt({ evidence: { alarm: 'fraud-green-unhealthy' } }, late(11, 2200, 'router')),
    "before the release went back the rehearsal's router was up to 2,200 ms late",
  ],
  [
    'too little that was measured',
    doubt({ trigger: 'watch', evidence: { status: 'INSUFFICIENT_DATA' } }, late(11, 20_000, 'clock')),
    "the rehearsal's clock was up to 20,000 ms late",
  ],
  [
    'a smoke check that was too slow by no more than the rehearsal',
    doubt(smoke(TOO_SLOW), late(11, 112)),
    'answer must take 500 ms at most, took 612 ms; before the release went back requests waited up to 112 ms',
  ],
  [
    'a smoke check without an answer while nothing went on',
    doubt(smoke('no answer within 10000 ms'), late(11, 3000)),
    'no answer within 10000 ms; before the release',
  ],
  [
    'a bake that was too slow by no more than the rehearsal',
    doubt(bake({ worstP99Seconds: 0.59 }), late(11, 100)),
    'the bake measured p99 0.59 s at worst (limits p99 0.5 s, p90 0.25 s); before the release went back requests waited',
  ],
  [
    'a bake whose p90 only was too slow',
    doubt(bake({ worstP99Seconds: 0.4 }), late(11, 151)),
    'the bake measured p99 0.4 s at worst',
  ],
  [
    'slow requests by the judge, late in its bake',
    doubtOfJudge(judged(), busy(11, 1012)),
    'slow-p90 counted answers that took more than 0.04 s; before the release went back requests waited up to 1,012 ms',
  ],
  [
    'slow requests by the judge, late in its shift, where they were counted too',
    doubtOfJudge(judged(), busy(4, 41)),
    'slow-p90 counted answers that took more than 0.04 s',
  ],
  [
    "slow requests by the judge's alarm",
    doubtOfJudge(judged(), busy(11, 41), { trigger: 'alarm', evidence: { alarm: 'fraud-green-judge' } }),
    'slow-p90 counted answers',
  ],
  [
    'a server that starts slowly for a fast clock',
    doubt({ trigger: 'error', evidence: { error: 'ProvisionFailed' } }, new LagLog(), { slowestStartMs: 8000 }),
    'a model server took 8 s to listen, which is 960 virtual s of the 900 that a release waits for its environment',
  ],
])('doubt about %s', (_what, found, text) => {
  expect(found).toContain(text);
  expect(found).toMatch(
    /so the model may not be to blame; close other programs, or lower --rps \(now 1000\) or --speed/,
  );
});
