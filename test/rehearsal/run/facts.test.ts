import { JUDGE_VERDICT } from '../../../lib/contract';
import {
  endState,
  environmentFacts,
  judgedFacts,
  memoryFacts,
  permissionFacts,
  requestTotals,
  rollbackFacts,
  switchFacts,
} from '../../../lib/rehearsal/run/facts';
import { ActiveRelease, emptyLedger, Ledger } from '../../../lib/core/ledger/ledger';
import { RuleChange, Story } from '../../../lib/rehearsal/run/story';
import { LatencyHistogram } from '../../../lib/rehearsal/traffic/latency';
import { afterMinutes, ERRORS, judgedLedger, planOf } from '../../core/analysis/analyses';

const LOAD = {
  sent: 100,
  ok: 93,
  dropped: 0,
  failures: { 'status 500': 5, connection: 2 },
  seconds: 1,
  latency: { values: [1, 10], counts: [99, 1] },
  failedByVersion: {},
  failed: [],
};
const total = (ip: string, sent: number, failed: number) => ({
  ruleArn: 'rule',
  targetGroupArn: ip === '' ? 'green' : 'blue',
  ip,
  sent,
  failed,
});

test('requests are summed by version, those without a task by their group', () => {
  const versions: Record<string, string> = { '10.0.0.1': '1.2', '10.0.0.2': '1.3', '10.0.0.3': '1.3' };
  const totals = [total('10.0.0.1', 40, 0), total('10.0.0.2', 30, 3), total('10.0.0.3', 28, 2), total('', 0, 2)];
  const facts = requestTotals(LOAD, totals, ({ ip }) => versions[ip] ?? '1.3');
  expect(facts).toMatchObject({
    sent: 100,
    failed: 7,
    byVersion: { '1.2': 40, '1.3': 58 },
    failedByVersion: { '1.3': 7 },
  });
  expect(facts.failedByVersion).not.toHaveProperty('1.2');
  expect(facts.latencyMs.p50).toBeCloseTo(1, 1);
  expect(facts.latencyMs.max).toBeCloseTo(10, 0);
});

const live = (environment: 'blue' | 'green'): Ledger => ({
  ...emptyLedger('fraud'),
  live: {
    environment,
    version: '1.3',
    contentHash: 'h',
    image: 'i',
    releaseId: 'r',
    copyArn: 't',
    since: '2026-01-01T00:00:00Z',
  },
});

test.each([
  ['all on the live side', live('green'), { blue: 0, green: 100 }, true],
  ['all on the other side', live('green'), { blue: 100, green: 0 }, false],
  ['split', live('green'), { blue: 50, green: 50 }, false],
  ['nowhere, while something is live', live('blue'), { blue: 0, green: 0 }, false],
  ['nowhere, while nothing is live', emptyLedger('fraud'), { blue: 0, green: 0 }, true],
])('ledger and weights agree when traffic is %s: %#', (_name, ledger, weights, agrees) => {
  expect(endState(ledger, weights, 'UPDATE_COMPLETE').ledgerAgrees).toBe(agrees);
});

test('unused permissions are listed by role and action', () => {
  const grant = { policyName: 'p', statement: '#0', resources: ['*'], usedActions: [] };
  const roleArn = 'arn:aws:iam::123456789012:role/Traffic';
  expect(
    permissionFacts([
      { ...grant, roleArn, action: 'a:Used', uses: 2 },
      { ...grant, roleArn, action: 'a:Never', uses: 0 },
    ]),
  ).toEqual({ granted: 2, used: 1, unused: ['Traffic a:Never'] });
});

test("an environment's numbers are those of all its tasks; one that answered nothing has no answer times", () => {
  const answers = new LatencyHistogram();
  for (const ms of [10, 20, 30]) answers.record(ms);
  expect(environmentFacts('1.3', [total('10.0.0.2', 30, 3), total('', 0, 2)], answers)).toEqual({
    version: '1.3',
    requests: 30,
    failed: 5,
    withoutTask: 2,
    answerMs: { p50: expect.closeTo(20, 0), p99: expect.closeTo(30, 0) },
  });
  const nothing = { version: null, requests: 0, failed: 0, withoutTask: 0, answerMs: null };
  expect(environmentFacts(undefined, [], undefined)).toEqual(nothing);
});

test('of each function of the model the most that it held counts', () => {
  const invocation = (functionName: string, usedMb: number) => ({
    functionName,
    memory: { usedMb, declaredMb: 512 },
  });
  const entries: Record<string, string> = { Check1: 'check', Traffic2: 'traffic' };
  const invocations = [
    invocation('Check1', 30),
    invocation('Check1', 50),
    invocation('Traffic2', 40),
    invocation('Own', 9),
  ];
  expect(memoryFacts([...invocations, invocation('Check1', 20)], (name) => entries[name])).toEqual({
    check: { usedMb: 50, declaredMb: 512 },
    traffic: { usedMb: 40, declaredMb: 512 },
  });
});

describe('a rollback', () => {
  const DECIDED = Date.UTC(2026, 0, 5, 9, 46, 6);
  const numbers = {
    label: 'p99 (s)',
    threshold: 0.5,
    datapointsToAlarm: 1,
    periodMs: 60_000,
    breaches: [{ at: Date.UTC(2026, 0, 5, 9, 44), value: 0.84 }],
    isResponseTime: true,
  };
  const fired = (virtualMs: number) => ({
    alarmName: 'p99',
    state: 'ALARM',
    numbers,
    virtualMs,
    wallMs: virtualMs / 120,
  });

  const facts = (trigger: string, evidence: Record<string, unknown>) => {
    const rollback = { trigger, reason: 'because', evidence, at: new Date(DECIDED).toISOString() };
    const release = { environment: 'green', rollback } as unknown as ActiveRelease;
    const story = {
      release,
      alarms: [fired(DECIDED - 6000), { ...fired(DECIDED + 6000), numbers: undefined }],
      ruleChanges: [{ lastSentWallMs: { blue: undefined, green: (DECIDED - 1200) / 120 } }],
      faultVirtualMs: DECIDED - 90_000,
      restoredWallMs: DECIDED / 120,
      decidedWallMs: DECIDED / 120,
    } as unknown as Story;
    return rollbackFacts(story, 'its last words');
  };

  test('by an alarm is told with its numbers of then, and counted from it', () => {
    const measured = { label: 'p99 (s)', value: 0.84, limit: 0.5, at: '2026-01-05T09:44:00.000Z', periodSeconds: 60 };
    const byAlarm = { alarm: 'p99', measured, faultToDetectedSeconds: 84, alarmToRestoredMs: 50 };
    expect(facts('alarm', { alarm: 'p99' })).toMatchObject({ ...byAlarm, lastFailedVersionRequestMs: 40 });
    expect(facts('watch', { firing: ['p99', 'other'] })).toMatchObject(byAlarm);
  });

  test('by something else is counted from the decision', () => {
    const other = { alarm: null, measured: null, faultToDetectedSeconds: 90, alarmToRestoredMs: 0, serverOutput: '' };
    expect(facts('watch', {})).toMatchObject(other);
    expect(facts('error', { error: 'ProvisionFailed' })).toMatchObject({ ...other, serverOutput: 'its last words' });
  });
});

describe('the switch', () => {
  const change = (green: number, lastSentWallMs: RuleChange['lastSentWallMs'] = { blue: 1003, green: 2000 }) => ({
    ...{ weights: { blue: 100 - green, green }, lastSentWallMs, virtualMs: 0, wallMs: 1000 },
  });
  const cohortChanges: Story['cohortChanges'] = [];

  test('of all traffic tells how long the old version had requests', () => {
    const all = { ruleChanges: [change(10), change(100), change(0)], cohortChanges };
    expect(switchFacts(all, 'green')).toEqual({ ruleChanges: 2, cohortChanges: 0, lastOldRequestMs: 3 });
    const first = { ruleChanges: [change(100, { blue: undefined, green: 2000 })], cohortChanges };
    expect(switchFacts(first, 'green').lastOldRequestMs).toBe(0);
  });

  test('in steps, which leave it some on purpose, tells the changes only', () => {
    const held = { ruleChanges: [change(10), change(90), change(0)], cohortChanges };
    expect(switchFacts(held, 'green')).toEqual({ ruleChanges: 2, cohortChanges: 0, lastOldRequestMs: null });
  });

  test('counts when the cohort was led to the new version, and nothing when nothing moved', () => {
    const led = {
      ruleChanges: [],
      cohortChanges: [
        { blue: 0, green: 100 },
        { blue: 100, green: 0 },
      ],
    };
    expect(switchFacts(led, 'green')).toEqual({ ruleChanges: 0, cohortChanges: 1, lastOldRequestMs: null });
    expect(switchFacts(led, undefined)).toEqual({ ruleChanges: 0, cohortChanges: 0, lastOldRequestMs: null });
  });
});

describe('what the judge found', () => {
  const { release } = afterMinutes(judgedLedger(planOf([ERRORS])), 12, {
    errors: [
      { events: 1, total: 450 },
      { events: 2, total: 50 },
    ],
  });
  if (release === undefined) throw new Error('no release is active');

  test('is what it had counted, when an alarm ended the release first', () => {
    const rollback = { trigger: 'alarm', reason: 'it fired', evidence: {}, at: '2026-01-01T00:13:00.000Z' } as const;
    const { judged, judgedSoFar } = judgedFacts({ release: { ...release, rollback } });
    expect(judged).toBeNull();
    expect(judgedSoFar).toMatchObject({
      guardrails: [{ name: 'errors', minutes: 12, experiment: { events: 24, total: 600 } }],
      reason: expect.stringContaining('not decided after 12 minutes: errors: 24 of 600 (4 %) against 12 of 5400'),
    });
  });

  test('is its verdict when it has said one', () => {
    const verdict = { check: JUDGE_VERDICT, status: 'PASS', reason: 'not bad', evidence: {}, at: '' } as const;
    expect(judgedFacts({ release: { ...release, verdicts: [verdict] } })).toEqual({
      judged: { status: 'PASS', reason: 'not bad' },
      judgedSoFar: null,
    });
  });

  test('is nothing for a release that compared nothing', () => {
    const nothing = { judged: null, judgedSoFar: null };
    expect(judgedFacts({ release: undefined })).toEqual(nothing);
    expect(judgedFacts({ release: judgedLedger(planOf([ERRORS])).release })).toEqual(nothing);
  });
});
