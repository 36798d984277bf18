import { DetectionSettings } from '../../../lib/core/detection/timings';
import { ActiveRelease } from '../../../lib/core/ledger/ledger';
import { detectionFacts } from '../../../lib/rehearsal/run/detection-facts';
import { AlarmChange } from '../../../lib/rehearsal/run/story';

const FAULT = Date.UTC(2026, 0, 5, 9, 44);
const after = (seconds: number) => FAULT + seconds * 1000;
const iso = (seconds: number) => new Date(after(seconds)).toISOString();

const SETTINGS: DetectionSettings = {
  alarms: [
    { signal: 'errors', witness: 'load-balancer', periodSeconds: 60, datapointsToAlarm: 1 },
    { signal: 'fast-errors', witness: 'gateway', periodSeconds: 10, datapointsToAlarm: 2 },
  ],
  watchIntervalSeconds: 60,
  switchedBy: 'rule',
  protectsCallers: false,
};

const alarm = (signal: string, seconds: number, environment = 'green'): AlarmChange => ({
  alarmName: `fraud-${environment}-${signal}`,
  state: 'ALARM',
  numbers: undefined,
  virtualMs: after(seconds),
  wallMs: 0,
});

function measured(alarms: AlarmChange[], rollback: Partial<ActiveRelease['rollback']>, fault?: number) {
  const release = {
    environment: 'green',
    rollback: { reason: '', at: iso(30), evidence: {}, ...rollback },
    trafficRestoredAt: iso(32),
  } as ActiveRelease;
  const facts = detectionFacts(SETTINGS, { alarms, release, faultVirtualMs: fault }, 'fraud');
  return Object.fromEntries(facts.map((path) => [path.path, path.measured]));
}

test('the alarm that brought traffic back has both times, one that fired besides only its own', () => {
  const alarms = [alarm('fast-errors', 24), alarm('errors', 82), alarm('errors', 140)];
  expect(measured(alarms, { trigger: 'alarm', evidence: { alarm: 'fraud-green-fast-errors' } }, FAULT)).toEqual({
    'gateway alarm': { alarm: 'fraud-green-fast-errors', detectedSeconds: 24, restoredSeconds: 32 },
    'load balancer alarm': { alarm: 'fraud-green-errors', detectedSeconds: 82, restoredSeconds: null },
    look: null,
  });
});

test('alarms before the fault, and those of the other environment, are nobody’s', () => {
  const alarms = [alarm('errors', -60), alarm('fast-errors', 20, 'blue'), { ...alarm('errors', 60), state: 'OK' }];
  expect(Object.values(measured(alarms, { trigger: 'abort' }, FAULT))).toEqual([null, null, null]);
});

test('a look that decided is measured by its decision', () => {
  expect(measured([], { trigger: 'watch' }, FAULT).look).toEqual({
    ...{ alarm: null, detectedSeconds: 30, restoredSeconds: 32 },
  });
});

test('without a fault nothing is measured', () => {
  expect(Object.values(measured([alarm('errors', 60)], { trigger: 'watch' }))).toEqual([null, null, null]);
});
