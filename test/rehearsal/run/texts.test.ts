import { renderFrame, ProgressView, timelineLine } from '../../../lib/rehearsal/run/progress';
import { RehearsalRecord } from '../../../lib/rehearsal/run/record';
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
  ruleChanges: 1,
  switch: { ruleChanges: 1, lastOldRequestMs: 3 },
  rollback: null,
  end: {
    liveVersion: '1.3',
    weights: { blue: 0, green: 100 },
    lockFree: true,
    ledgerAgrees: true,
    deploy: 'UPDATE_COMPLETE',
  },
  permissions: { granted: 117, used: 42, unused: [] },
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
  faultToDetectedSeconds: 108,
  alarmToRestoredMs: 28,
  lastFailedVersionRequestMs: 30,
  evidence: {},
};

describe('summary', () => {
  test('of a promotion has the numbers, 80 columns wide', () => {
    const text = plain(renderSummary(RECORD));
    expect(text).toContain('PROMOTED  fraud-detection 1.2 → 1.3');
    expect(text).toContain('48,697 sent, 0 failed');
    expect(text).toContain('1 rule change; last request on 1.2 3 ms after the decision');
    expect(widest(text)).toBeLessThanOrEqual(80);
  });

  test('of a rollback says why, and how fast, 80 columns wide', () => {
    const text = plain(
      renderSummary({
        ...RECORD,
        outcome: 'rolled-back',
        fault: 'errors',
        rollback: ROLLBACK,
        requests: {
          ...RECORD.requests,
          failed: 50,
          failures: { 'status 500': 50 },
          failedByVersion: { '1.3': 50 },
        },
      }),
    );
    expect(text).toContain('ROLLED BACK  fraud-detection 1.2 → 1.3 with fault errors');
    expect(text).toContain('108 virtual s after it began');
    expect(text).toContain('on 1.2 28 ms after the alarm');
    expect(text).toMatch(/failed by +1\.3: 50/);
    expect(widest(text)).toBeLessThanOrEqual(80);
  });

  test('shouts when ledger and weights disagree, the lock is held, or requests were dropped', () => {
    const end = { ...RECORD.end, ledgerAgrees: false, lockFree: false };
    const text = plain(renderSummary({ ...RECORD, end, requests: { ...RECORD.requests, dropped: 7 } }));
    expect(text).toContain('LEDGER AND WEIGHTS DISAGREE, LOCK HELD');
    expect(text).toContain('NOT SENT');
  });
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

  test('cuts a long line of the story', () => {
    const entry = { at: '2026-01-05T09:47:14.000Z', wallMs: 1, kind: 'decision', text: 'x'.repeat(200) } as const;
    expect(timelineLine(entry)).toHaveLength(80);
  });
});
