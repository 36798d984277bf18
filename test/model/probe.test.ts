import { Duration, Lazy } from 'aws-cdk-lib';
import { Analysis, BlueGreenModelProps, Probe, ProbeProps, ReleaseWait, TrafficShift } from '../../lib';
import { hostingWithGateway, modelStack, modelTemplate, propertiesOf } from '../helpers/model-stack';
import { stateMachineDefinition } from '../helpers/state-machine-definition';

const probeOf = (props: Partial<ProbeProps> = {}) =>
  Probe.predictions({ requests: [{ body: { amount: 1 } }], ...props });

const template = modelTemplate({ probe: probeOf() });
const alarm = (signal: string) => {
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
  return alarms.find(({ AlarmName }) => AlarmName === `fraud-green-${signal}`) as Record<string, any>;
};

test('an alarm of ten seconds fires for two bad rounds, and calls the traffic function', () => {
  const { Threshold, DatapointsToAlarm, EvaluationPeriods, TreatMissingData, AlarmActions, Metrics } =
    alarm('fast-probe');
  expect({ Threshold, DatapointsToAlarm, EvaluationPeriods, TreatMissingData }).toEqual({
    ...{ Threshold: 33, DatapointsToAlarm: 2, EvaluationPeriods: 4, TreatMissingData: 'notBreaching' },
  });
  expect(JSON.stringify(AlarmActions)).toContain('TrafficFunction');
  const periods = (Metrics as any[]).flatMap(({ MetricStat }) => MetricStat?.Period ?? []);
  expect(new Set(periods)).toEqual(new Set([10]));
});

test('the watch knows the alarm', () => {
  const { Environment } = propertiesOf(template, 'AWS::Lambda::Function', 'WatchFunction');
  expect(JSON.stringify(Environment.Variables.ALARM_NAMES)).toContain('fraud-green-fast-probe');
});

test('a minute needs as many requests more as it has probes', () => {
  expect(JSON.stringify(alarm('errors').Metrics)).toContain('>= 50');
  const functions = Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties);
  const { Environment } = functions.find(({ Handler }) => Handler === 'release.handler') as Record<string, any>;
  expect(JSON.stringify(Environment.Variables.PLAN)).toContain('\\"minimumRequests\\":50');
});

test('probes take the place of the waits in steps and bake, which stay for a prober that fails', () => {
  const { States } = stateMachineDefinition(template);
  expect(States['Probe in bake']).toMatchObject({
    Next: 'Watch bake',
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Wait in bake' }],
  });
  expect(States['Probe in step']).toMatchObject({ Next: 'Watch step' });
  expect(States['Wait in bake'].Next).toBe('Watch bake');
  expect(States['Start bake'].Next).toBe('Probe in bake');
  expect(States['Match capacity in bake'].Next).toBe('Probe in bake');
  expect(States['Wait in standby']).toBeDefined();
  expect(States['Probe in standby']).toBeUndefined();
  const { Payload } = States['Probe in bake'].Parameters as Record<string, any>;
  expect(Payload.spec.requests).toEqual([
    {
      method: 'POST',
      path: '/v2/models/fraud/infer',
      body: '{"amount":1}',
      headers: { 'content-type': 'application/json' },
    },
  ]);
});

test('without a probe the workflow only waits', () => {
  const { States } = stateMachineDefinition(modelTemplate());
  expect(Object.keys(States).filter((name) => name.startsWith('Probe'))).toEqual([]);
  expect(States['Start bake'].Next).toBe('Wait in bake');
});

test.each<[string, Partial<ProbeProps>, string]>([
  ['no requests', { requests: [] }, 'requests must be 1 to 20, got 0'],
  ['a short interval', { interval: Duration.seconds(5) }, 'interval must be whole seconds from 10 to 60, got 5 s'],
  [
    'a time-out that outlasts the interval',
    { timeout: Duration.seconds(10) },
    'timeout must be whole seconds from 1 to 9',
  ],
  ['too many of a round', { count: 21 }, 'count must be a whole number from 1 to 20, got 21'],
  ['a status that is none', { expectedStatus: 99 }, 'expectedStatus must be a whole number from 200 to 599'],
  [
    'a count that is not known',
    { count: Lazy.number({ produce: () => 5 }) },
    'count must be known at synth, got a token',
  ],
  ['a share that can not be', { maxFailedPercent: 100 }, 'at 100 the alarm could never fire'],
])('fails for %s', (_, props, text) => {
  expect(() => probeOf(props)).toThrow(text);
});

test.each<[string, Partial<BlueGreenModelProps>, string]>([
  ['a gateway', { hosting: hostingWithGateway() }, 'must have a probe or a gateway, got both'],
  [
    'long watch intervals',
    { watchInterval: Duration.minutes(6), bakeTime: Duration.minutes(30) },
    'watchInterval must be 300 s or less with a probe, got 360 s',
  ],
  ['nothing to probe in', { bakeTime: Duration.seconds(0) }, 'probe must have a step or a bake with a time to work in'],
  [
    'an analysis that compares',
    { analysis: Analysis.judge(), traffic: TrafficShift.canary() },
    'probe must not be beside an analysis that compares, got both',
  ],
  [
    'the analysis that a shift has by default',
    { traffic: TrafficShift.canary() },
    'use a gateway, which measures every 10 s and counts callers only, or analysis: Analysis.none()',
  ],
])('fails with %s', (_, props, text) => {
  expect(() => modelStack({ probe: probeOf(), ...props })).toThrow(text);
});

test('stands beside a shift in steps that nothing is compared in', () => {
  const traffic = TrafficShift.canary();
  const props = { probe: probeOf(), traffic, analysis: Analysis.none(), waitFor: ReleaseWait.START };
  expect(() => modelStack(props)).not.toThrow();
});

test('fails for a path that is none, by its name', () => {
  expect(() => modelStack({ probe: probeOf({ requests: [{ path: 'predict' }] }) })).toThrow(
    'invalid probe: requests[0].path must be a path that starts with a single /',
  );
});
