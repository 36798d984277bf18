import { declaredModel } from '../../../lib/rehearsal/run/declared-model';
import { AppVariant, USER_ALARM } from '../release/support/app/app-variant';
import { assemblyOf } from '../release/support/assemblies';

const detectionOf = (variant: Partial<AppVariant> = {}) =>
  declaredModel(assemblyOf({ version: '1.2', ...variant }).stacks[0].template).detection;

test('a template tells the alarms of one environment, with what they measure and how long it takes them', () => {
  expect(detectionOf()).toEqual({
    alarms: [
      { signal: 'errors', witness: 'load-balancer', periodSeconds: 60, datapointsToAlarm: 1 },
      { signal: 'unanswered', witness: 'load-balancer', periodSeconds: 60, datapointsToAlarm: 2 },
      { signal: 'latency-p99', witness: 'load-balancer', periodSeconds: 60, datapointsToAlarm: 1 },
      { signal: 'latency-p90', witness: 'load-balancer', periodSeconds: 60, datapointsToAlarm: 1 },
      { signal: 'unhealthy', witness: 'load-balancer', periodSeconds: 60, datapointsToAlarm: 1 },
    ],
    watchIntervalSeconds: 60,
    switchedBy: 'rule',
    unhealthyAfterSeconds: 30,
    protectsCallers: false,
  });
});

test('gateways add alarms of ten seconds, and protected callers are told', () => {
  const { alarms, protectsCallers } = detectionOf({ protect: true });
  expect(alarms.filter(({ witness }) => witness === 'gateway')).toEqual([
    { signal: 'fast-errors', witness: 'gateway', periodSeconds: 10, datapointsToAlarm: 2 },
    { signal: 'fast-latency', witness: 'gateway', periodSeconds: 10, datapointsToAlarm: 2 },
    { signal: 'gateway-errors', witness: 'gateway', periodSeconds: 60, datapointsToAlarm: 1 },
  ]);
  expect(protectsCallers).toBe(true);
});

test('variants of an endpoint are measured by SageMaker, and switched by their weights', () => {
  const { alarms, switchedBy, unhealthyAfterSeconds } = detectionOf({ hosting: 'variants' });
  expect(new Set(alarms.map(({ witness }) => witness))).toEqual(new Set(['endpoint']));
  expect(switchedBy).toBe('variants');
  expect(unhealthyAfterSeconds).toBeUndefined();
});

test('alarms of prediction quality wait for labels, and one that tells people only is no way back', () => {
  const { alarms, labels } = detectionOf({ quality: true });
  expect(alarms.filter(({ witness }) => witness === 'labels')).toEqual([
    { signal: 'quality-accuracy', witness: 'labels', periodSeconds: 60, datapointsToAlarm: 2 },
  ]);
  expect(labels).toEqual({ delaySeconds: 22 * 60 });
});

test('an alarm of the team’s own that calls the traffic function counts, under its name', () => {
  expect(detectionOf({ userAlarm: true }).alarms).toContainEqual({
    ...{ signal: USER_ALARM, witness: 'other', periodSeconds: 60, datapointsToAlarm: 1 },
  });
});
