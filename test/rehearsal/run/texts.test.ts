import { renderFrame, ProgressView, timelineText } from '../../../lib/rehearsal/run/progress';
import { RehearsalRecord, RollbackFacts } from '../../../lib/rehearsal/run/record';
import { renderSummary } from '../../../lib/rehearsal/run/summary';

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
const plain = (text: string) => text.replace(ESCAPES, '');
const widest = (text: string) =>
  Math.max(
    ...plain(text)
      .split('\n')
      .map((line) => line.length),
  );

const RECORD: RehearsalRecord = {
  outcome: 'promoted',
  model: 'fraud-detection',
  from: '1.2',
  to: '1.3',
  fault: null,
  faultAt: null,
  seed: 1,
  speed: 120,
  requests: {
    sent: 48_697,
    failed: 0,
    dropped: 0,
    failures: {},
    byVersion: { '1.2': 2371, '1.3': 46_326 },
    failedByVersion: {},
    latencyMs: { p50: 1.4, p90: 2.7, p99: 9.9, max: 40 },
  },
  environments: {
    blue: { version: '1.2', requests: 2371, failed: 0, withoutTask: 0, answerMs: { p50: 1.4, p99: 9.9 } },
    green: { version: '1.3', requests: 46_326, failed: 0, withoutTask: 0, answerMs: { p50: 1.5, p99: 12.3 } },
  },
  cohort: null,
  ruleChanges: 1,
  switch: { ruleChanges: 1, cohortChanges: 0, lastOldRequestMs: 3 },
  rollback: null,
  detection: [],
  approvals: [],
  end: {
    liveVersion: '1.3',
    weights: { blue: 0, green: 100 },
    lockFree: true,
    ledgerAgrees: true,
    deploy: 'UPDATE_COMPLETE',
  },
  permissions: { granted: 117, used: 42, unused: [] },
  judged: null,
  judgedSoFar: null,
  bedrockFakes: { judged: 0, embedded: 0 },
  memory: { traffic: { usedMb: 40, declaredMb: 512 }, 'golden-set': { usedMb: 143, declaredMb: 512 } },
  lag: { worstMs: 12, source: 'router' },
  doubt: null,
  virtualMinutes: 131,
  wallSeconds: 60,
  timeline: [],
};

const ROLLBACK = {
  trigger: 'alarm',
  reason: `alarm fraud-detection-green-errors fires: ${'Threshold Crossed: 1 out of the last 3 datapoints. '.repeat(4)}`,
  alarm: 'fraud-detection-green-errors',
  measured: {
    label: 'failed requests (%)',
    value: 12.2287968,
    limit: 2,
    at: '2026-01-05T09:44:00.000Z',
    periodSeconds: 60,
  },
  serverOutput: '',
  faultToDetectedSeconds: 108,
  faultToDetectedMs: 900,
  alarmToRestoredMs: 28,
  lastFailedVersionRequestMs: 30,
  evidence: {},
};

const rolledBack = (rollback: Partial<RollbackFacts>, more: Partial<RehearsalRecord> = {}): string =>
  plain(
    renderSummary({
      ...RECORD,
      outcome: 'rolled-back',
      fault: 'errors',
      rollback: { ...ROLLBACK, ...rollback },
      ...more,
    }),
  );

describe('summary', () => {
  test('of a promotion has the numbers, 80 columns wide', () => {
    const text = plain(renderSummary(RECORD));
    expect(text).toContain('PROMOTED  fraud-detection 1.2 → 1.3');
    expect(text).toContain('48,697 sent, 0 failed');
    expect(text).toMatch(/^green +1\.3: 46,326 sent, 0 failed, p50 1\.5 ms, p99 12 ms$/m);
    expect(text).toContain('1 rule change; last request on 1.2 3 ms after it');
    expect(text).toMatch(/^memory +golden-set held 143 of its 512 MB, the others less$/m);
    expect(text).toMatch(/^this machine +late by 12 ms at worst \(router\)$/m);
    expect(widest(text)).toBeLessThanOrEqual(80);
  });

  test('of a rollback names the alarm with its numbers, how fast it went, and what each environment did', () => {
    const failed = { version: '1.3', requests: 3308, failed: 233, withoutTask: 0, answerMs: { p50: 1.5, p99: 1343.5 } };
    const requests = { ...RECORD.requests, failed: 233, failures: { 'status 500': 233 } };
    const text = rolledBack({}, { requests, environments: { ...RECORD.environments, green: failed } });
    expect(text).toContain('ROLLED BACK  fraud-detection 1.2 → 1.3 with fault errors');
    expect(text).toContain('48,697 sent, 233 failed (status 500: 233)');
    expect(text).toMatch(/^green +1\.3: 3,308 sent, 233 failed \(7\.0 %\), p50 1\.5 ms, p99 1,344 ms$/m);
    expect(text).toMatch(/^rolled back by +alarm fraud-detection-green-errors$/m);
    expect(text).toMatch(/^measured +failed requests \(%\): 12\.2 in the minute from 09:44, limit 2$/m);
    const measured = { ...ROLLBACK.measured, at: '2026-01-05T09:44:20.000Z', periodSeconds: 10 };
    expect(rolledBack({ measured }, { requests })).toMatch(/12\.2 in the 10 s from 09:44:20, limit 2$/m);
    expect(text).toMatch(/^detected +108 virtual s after the fault began \(0\.9 s real\)$/m);
    expect(text).toMatch(/^traffic back +28 ms after the alarm, last request on 1\.3 after 30 ms$/m);
    expect(text).not.toContain('Threshold Crossed');
    expect(widest(text)).toBeLessThanOrEqual(80);
  });

  test('of a shift in steps says how many changes it took, and of the old version only when it lost all', () => {
    const switched = (changes: Partial<RehearsalRecord['switch']>) =>
      plain(renderSummary({ ...RECORD, switch: { ...RECORD.switch, ...changes } }));
    expect(switched({ ruleChanges: 9, lastOldRequestMs: null })).toMatch(/^switch +9 rule changes$/m);
    expect(switched({ ruleChanges: 9, cohortChanges: 1, lastOldRequestMs: null })).toMatch(
      /^switch +9 rule changes, and 1 of the cohort's rule$/m,
    );
    expect(switched({ ruleChanges: 3 })).toMatch(/^switch +3 rule changes; last request on 1\.2 3 ms after the last$/m);
    expect(switched({ ruleChanges: 0, cohortChanges: 1, lastOldRequestMs: null })).toMatch(
      /^switch +0 rule changes, and 1 of the cohort's rule$/m,
    );
    expect(switched({ ruleChanges: 0, lastOldRequestMs: null })).toContain('production traffic never moved');
  });

  test('of an environment without tasks counts no more failures than requests', () => {
    const blue = { version: '1.2', requests: 89, failed: 128, withoutTask: 100, answerMs: null };
    const text = rolledBack({}, { environments: { ...RECORD.environments, blue } });
    expect(text).toMatch(/^blue +1\.2: 89 sent, 128 failed \(67\.7 %\), 100 of them found no task$/m);
    const nobody = { ...blue, requests: 0, failed: 100 };
    expect(rolledBack({}, { environments: { ...RECORD.environments, blue: nobody } })).toContain(
      '0 sent, 100 failed (100.0 %)',
    );
  });

  test('of a model with a cohort tells where its requests went', () => {
    const cohort = { percent: 10, byVersion: { '1.3': 4633, '1.2': 237 }, failed: 2 };
    const text = plain(renderSummary({ ...RECORD, cohort }));
    expect(text).toMatch(/^cohort +10 % of the requests: 237 to 1\.2, 4,633 to 1\.3, 2 failed$/m);
    expect(plain(renderSummary(RECORD))).not.toMatch(/^cohort/m);
  });

  test('of a rollback tells of each path what is to be expected, and what was measured', () => {
    const expected = { finds: '', source: 'inference', detected: { from: 15, to: 42 } } as const;
    const detection: RehearsalRecord['detection'] = [
      {
        ...expected,
        path: 'gateway alarm',
        signals: ['fast-errors', 'fast-latency'],
        restored: { from: 26, to: 60 },
        measured: { alarm: 'fraud-green-fast-errors', detectedSeconds: 24.2, restoredSeconds: 25.1 },
      },
      {
        ...expected,
        path: 'load balancer alarm',
        signals: ['errors'],
        restored: { from: 71, to: 210 },
        measured: { alarm: 'fraud-green-errors', detectedSeconds: 82, restoredSeconds: null },
      },
      { ...expected, path: 'look', signals: [], restored: { from: 44, to: 125 }, measured: null },
    ];
    const text = rolledBack({}, { detection, faultAt: '2026-01-05T09:44:20.000Z' });
    expect(text.replace(/\s+/g, ' ')).toContain(
      'expected gateway alarm (fast-errors, fast-latency) 26-60 s: found after 24 virtual s, traffic back after 25 ' +
        'load balancer alarm (errors) 1.2-3.5 min: found after 82 virtual s look 44-125 s',
    );
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(rolledBack({}, { detection })).not.toContain('expected'); // no fault, nothing to count from
  });

  test('of a rollback without an alarm gives the reason', () => {
    const text = rolledBack({ trigger: 'watch', alarm: null, measured: null });
    expect(text).toMatch(/^rolled back by +a look at the release$/m);
    expect(text).toContain('because         alarm fraud-detection-green-errors fires:');
    expect(text).toContain('28 ms after the decision');
    expect(widest(text)).toBeLessThanOrEqual(80);
  });

  test('of a version that did not come up shows what its server wrote', () => {
    const never = { ...RECORD.switch, ruleChanges: 0 };
    const text = rolledBack(
      { trigger: 'error', alarm: null, measured: null, serverOutput: 'no weights\n' },
      { switch: never },
    );
    expect(text).toContain('an error of the workflow');
    expect(text).toContain('the model server of 1.3 wrote last:\n  no weights\n');
    expect(text).not.toContain('traffic back');
  });

  test('says of an approval that no person gave it', () => {
    const approvals = [{ check: 'approval', decision: 'approve', afterSeconds: 31.4 } as const];
    const text = plain(renderSummary({ ...RECORD, approvals }));
    expect(text).toMatch(/^approval +"approval" given by the rehearsal, not by people, 31 virtual s$/m);
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(rolledBack({}, { approvals: [{ ...approvals[0], decision: 'decline' }] })).toContain(
      'declined by the rehearsal',
    );
  });

  test('of a refusal says by what, and leaves out an environment without requests', () => {
    const green = { version: '1.3', requests: 0, failed: 0, withoutTask: 0, answerMs: null };
    const text = rolledBack({}, { outcome: 'refused', environments: { ...RECORD.environments, green } });
    expect(text).toContain('REFUSED');
    expect(text).toMatch(/^refused by +alarm fraud-detection-green-errors$/m);
    expect(text).toContain('because');
    expect(text).not.toMatch(/^green/m);
  });

  test('shouts when ledger and weights disagree, the lock is held, or requests were dropped', () => {
    const end = { ...RECORD.end, ledgerAgrees: false, lockFree: false };
    const text = plain(renderSummary({ ...RECORD, end, requests: { ...RECORD.requests, dropped: 7 } }));
    expect(text).toMatch(/LEDGER AND WEIGHTS DISAGREE, LOCK HELD/);
    expect(text).toContain('NOT SENT');
    expect(widest(text)).toBeLessThanOrEqual(80);
  });
});

describe('what the judge compared', () => {
  const numbers = { logE: 1.2, rollbackAt: 4.61, promoteAt: 2.3, guardrails: [] };
  const soFar = { ...numbers, reason: 'not decided after 12 minutes: errors: 3 of 600 against 1 of 5400' };

  test('is told when an alarm ended the release before it', () => {
    const text = rolledBack({}, { judgedSoFar: soFar });
    expect(text).toMatch(/^compared +not decided after 12 minutes: errors: 3 of 600 against 1 of 5400$/m);
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(rolledBack({})).not.toMatch(/^compared/m);
  });

  test('is told of a promotion, and not twice of a rollback by the judge', () => {
    const judged = { status: 'PASS', reason: 'not bad by any guardrail' } as const;
    expect(plain(renderSummary({ ...RECORD, judged }))).toMatch(/^compared +PASS: not bad by any guardrail$/m);
    expect(rolledBack({ trigger: 'judge', alarm: null, measured: null }, { judged })).not.toMatch(/^compared/m);
  });
});

test('the summary names the fakes that judged, and is silent about those that did not', () => {
  const text = plain(renderSummary({ ...RECORD, bedrockFakes: { judged: 12, embedded: 4 } }));
  expect(text).toMatch(/judge +12 judgements and 4 embeddings come from deterministic fakes/);
  expect(text.replace(/\s+/g, ' ')).toContain('not from Amazon Bedrock');
  expect(plain(renderSummary(RECORD))).not.toContain('fake');
});

describe('live view', () => {
  const view: ProgressView = {
    model: 'fraud-detection',
    from: '1.2',
    to: '1.3',
    virtualMs: 754_000,
    wallMs: 23_000,
    speed: 120,
    phase: 'baking',
    phaseSeconds: 720,
    phaseLength: 1800,
    environments: {
      blue: { version: '1.2', weight: 0, requestsPerSecond: 0, errorPercent: 0, p99Ms: undefined },
      green: { version: '1.3', weight: 100, requestsPerSecond: 999.6, errorPercent: 1.25, p99Ms: 3.14 },
    },
    recent: [],
  };

  test('shows phase, weights, rate, errors and p99 of both environments', () => {
    const lines = plain(renderFrame(view)).split('\n');
    expect(lines[0]).toBe('fraud-detection  1.2 → 1.3   00:12:34 virtual, 23 s wall, ×120');
    expect(lines[1]).toContain('✔ shift  ▶ bake 12/30 min  standby');
    expect(lines.find((line) => line.startsWith('blue'))).toMatch(/1\.2 +0 +0 +0\.00 % +-$/);
    expect(lines.find((line) => line.startsWith('green'))).toMatch(/1\.3 +100 +1000 +1\.25 % +3\.1 ms$/);
    expect(widest(renderFrame(view))).toBeLessThanOrEqual(80);
  });

  test('shows the way back while a release rolls back', () => {
    expect(plain(renderFrame({ ...view, phase: 'rolling-back', phaseLength: undefined }))).toContain(
      '▶ roll back 12 min',
    );
  });

  test('keeps its columns with long versions, within 80', () => {
    const { blue, green } = view.environments;
    const version = `2026-11-10.${'x'.repeat(50)}`;
    const text = renderFrame({ ...view, environments: { blue, green: { ...green, version } } });
    const [header, ...rows] = plain(text).split('\n').slice(3, 6);
    expect(rows.map((row) => row.length)).toEqual([header.length, header.length]);
    expect(widest(text)).toBeLessThanOrEqual(80);
  });

  const entry = { at: '2026-01-05T09:47:14.000Z', wallMs: 1, kind: 'decision', text: 'roll back '.repeat(20) } as const;

  test('cuts a long entry of the story', () => {
    const last = plain(renderFrame({ ...view, recent: [entry] }))
      .split('\n')
      .at(-1);
    expect(last).toHaveLength(80);
    expect(last).toMatch(/^09:47:14 {2}decision {2}roll back .*…$/);
  });

  test('plain lines have all of it', () => {
    const text = timelineText(entry);
    expect(text.replace(/\s+/g, ' ')).toContain('roll back '.repeat(20).trim());
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(text.split('\n')[1]).toMatch(/^ {20}\S/);
  });
});
