import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ENVIRONMENTS, Names } from '../../lib/contract';
import { hosting, modelStack, modelTemplate, propertiesOf } from '../helpers/model-stack';
import { sageMakerTemplate } from '../helpers/sagemaker-stack';

const template = modelTemplate({
  alarms: {
    errorRatePercent: 2,
    latencyP99: Duration.millis(800),
    minimumRequests: 50,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
  },
  runbookUrl: 'https://example.com/runbook',
});

/** The alarm with a physical name. */
function alarm(name: string): Record<string, any> {
  const found = Object.values(template.findResources('AWS::CloudWatch::Alarm')).filter(
    ({ Properties }) => Properties.AlarmName === name,
  );
  expect(found).toHaveLength(1);
  return found[0].Properties;
}

const signals = ['errors', 'unanswered', 'latency-p99', 'latency-p90', 'unhealthy'] as const;
const both = ENVIRONMENTS.flatMap((environment) => signals.map((signal) => Names.alarm('fraud', environment, signal)));

test.each(both)('%s calls the traffic function, and says what to do', (name) => {
  const { AlarmActions, AlarmDescription, TreatMissingData, EvaluationPeriods, DatapointsToAlarm } = alarm(name);
  expect(AlarmActions).toEqual([{ 'Fn::GetAtt': [expect.stringContaining('TrafficFunction'), 'Arn'] }]);
  expect(AlarmDescription).toContain('Runbook: https://example.com/runbook');
  expect(TreatMissingData).toBe('notBreaching');
  expect([EvaluationPeriods, DatapointsToAlarm]).toEqual(name.endsWith('unanswered') ? [4, 3] : [3, 2]);
});

test.each([
  ['errors', 2],
  ['unanswered', 2],
  ['latency-p99', 0.8],
  ['latency-p90', 1],
  ['unhealthy', 0],
])('%s fires above %d', (signal, threshold) => {
  expect(alarm(`fraud-green-${signal}`)).toMatchObject({
    Threshold: threshold,
    ComparisonOperator: 'GreaterThanThreshold',
  });
});

test('errors are 5xx and refused connections, in minutes with enough requests', () => {
  const { Metrics } = alarm('fraud-blue-errors');
  expect(Metrics[0].Expression).toBe(
    'IF(FILL(requests,0)+FILL(refused,0) >= 50, ' +
      '100*(FILL(errors,0)+FILL(refused,0))/(FILL(requests,0)+FILL(refused,0)), 0)',
  );
  const names = Object.fromEntries(
    Metrics.slice(1).map(({ Id, MetricStat }: any) => [
      Id,
      [MetricStat.Metric.MetricName, MetricStat.Stat, MetricStat.Period],
    ]),
  );
  expect(names).toEqual({
    requests: ['RequestCount', 'Sum', 60],
    errors: ['HTTPCode_Target_5XX_Count', 'Sum', 60],
    refused: ['TargetConnectionErrorCount', 'Sum', 60],
  });
});

test.each(ENVIRONMENTS)('the alarms of %s look at its own target group', (environment) => {
  for (const { Metrics } of signals.map((signal) => alarm(Names.alarm('fraud', environment, signal)))) {
    const groups = Metrics.filter((metric: any) => metric.MetricStat !== undefined).flatMap((metric: any) =>
      metric.MetricStat.Metric.Dimensions.filter(({ Name }: any) => Name === 'TargetGroup').map(
        ({ Value }: any) => Value['Fn::GetAtt'][0],
      ),
    );
    expect(groups.length).toBeGreaterThan(0);
    for (const group of groups) expect(group).toContain(`Targets${environment}`);
  }
});

test.each(both)('%s may call the function under its fixed name, without a reference to the alarm', (name) => {
  const permissions = Object.values(template.findResources('AWS::Lambda::Permission')).map(
    ({ Properties }) => Properties,
  );
  const own = permissions.filter(({ SourceArn }) => JSON.stringify(SourceArn).includes(`alarm:${name}"`));
  expect(own).toHaveLength(1);
  expect(own[0].Principal).toBe('lambda.alarms.cloudwatch.amazonaws.com');
  expect(JSON.stringify(own[0].SourceArn)).not.toContain('Fn::GetAtt');
});

test('the watch knows the same names', () => {
  const { Environment } = propertiesOf(template, 'AWS::Lambda::Function', 'WatchFunction');
  expect(JSON.parse(Environment.Variables.ALARM_NAMES)).toEqual({
    blue: signals.map((signal) => `fraud-blue-${signal}`),
    green: signals.map((signal) => `fraud-green-${signal}`),
    added: [],
  });
});

test('the traffic function knows which are ours, and can not refer to an added one, which depends on it', () => {
  const { stack, model } = modelStack();
  const added = new cloudwatch.Alarm(stack, 'Own', {
    alarmName: 'fraud-blue-sky-conversion',
    metric: new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Sales' }),
    threshold: 1,
    evaluationPeriods: 1,
  });
  model.addRollbackAlarm(added);
  const { Environment } = propertiesOf(Template.fromStack(stack), 'AWS::Lambda::Function', 'TrafficFunction');
  expect(JSON.parse(Environment.Variables.OWN_ALARM_NAMES)).toEqual({
    blue: signals.map((signal) => `fraud-blue-${signal}`),
    green: signals.map((signal) => `fraud-green-${signal}`),
  });
});

test('by default one bad minute of three fires: the newest minutes come late and count as good until then', () => {
  const alarms = Object.values(modelTemplate().findResources('AWS::CloudWatch::Alarm')).filter(({ Properties }) =>
    both.includes(Properties.AlarmName),
  );
  expect(alarms.map(({ Properties }) => [Properties.DatapointsToAlarm, Properties.EvaluationPeriods])).toEqual(
    both.map((name) => (name.endsWith('unanswered') ? [2, 4] : [1, 3])),
  );
});

describe('with a gateway', () => {
  const fast = modelTemplate({
    hosting: hosting({ gateway: {} }),
    alarms: { errorRatePercent: 2, latencyP99: Duration.millis(800), minimumRequests: 50 },
  });
  const propertiesOfAlarm = (name: string) =>
    Object.values(fast.findResources('AWS::CloudWatch::Alarm')).find(({ Properties }) => Properties.AlarmName === name)
      ?.Properties as Record<string, any>;

  test.each([
    ['fast-errors', 2, '100*FILL(metric,0)/FILL(requests,0)', ['Errors', 'Sum']],
    ['fast-latency', 0.8, 'FILL(metric,0)/1000', ['Latency', 'p99']],
  ])('%s looks at each ten seconds with enough requests', (signal, threshold, share, [metricName, statistic]) => {
    const { Metrics, ...alarmProperties } = propertiesOfAlarm(`fraud-green-${signal}`);
    expect(alarmProperties).toMatchObject({
      Threshold: threshold,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 2,
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ 'Fn::GetAtt': [expect.stringContaining('TrafficFunction'), 'Arn'] }],
    });
    expect(Metrics[0].Expression).toBe(`IF(FILL(requests,0) >= 50, ${share}, 0)`);
    const stats = Metrics.slice(1).map(({ MetricStat: { Metric, Stat, Period } }: any) => [
      ...[Metric.Namespace, Metric.MetricName, Stat, Period],
      Object.fromEntries(Metric.Dimensions.map(({ Name, Value }: any) => [Name, Value])),
    ]);
    const of = [10, { Model: 'fraud', Environment: 'green' }];
    expect(stats).toEqual([
      ['cdk-model-bluegreen/gateway', 'Requests', 'Sum', ...of],
      ['cdk-model-bluegreen/gateway', metricName, statistic, ...of],
    ]);
  });

  test('the alarms of each minute stay, and the watch knows the fast ones too', () => {
    const { Environment } = propertiesOf(fast, 'AWS::Lambda::Function', 'WatchFunction');
    const names = [...signals, 'fast-errors', 'fast-latency'].map((signal) => `fraud-blue-${signal}`);
    expect(JSON.parse(Environment.Variables.ALARM_NAMES).blue).toEqual(names);
    for (const name of names) expect(propertiesOfAlarm(name)).toBeDefined();
  });

  test('without a gateway there are none', () => {
    expect(JSON.stringify(template.toJSON())).not.toContain('fast-errors');
  });
});

describe('with a gateway that protects callers', () => {
  const protecting = modelTemplate({
    hosting: hosting({ gateway: { protectCallers: true } }),
    alarms: { errorRatePercent: 2, minimumRequests: 50 },
  });

  test.each(ENVIRONMENTS)('gateway-errors of %s is what its model fails, whatever callers get', (environment) => {
    const found = Object.values(protecting.findResources('AWS::CloudWatch::Alarm')).find(
      ({ Properties }) => Properties.AlarmName === `fraud-${environment}-gateway-errors`,
    );
    const { Metrics, ...alarmProperties } = found?.Properties as Record<string, any>;
    expect(alarmProperties).toMatchObject({
      Threshold: 2,
      DatapointsToAlarm: 1,
      EvaluationPeriods: 3,
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ 'Fn::GetAtt': [expect.stringContaining('TrafficFunction'), 'Arn'] }],
    });
    expect(Metrics[0].Expression).toBe('IF(FILL(requests,0) >= 50, 100*FILL(metric,0)/FILL(requests,0), 0)');
    expect(
      Metrics.slice(1).map(({ MetricStat: { Metric, Stat, Period } }: any) => [Metric.MetricName, Stat, Period]),
    ).toEqual([
      ['Requests', 'Sum', 60],
      ['Errors', 'Sum', 60],
    ]);
  });

  test('is looked at by the watch, and there is none without protectCallers', () => {
    const { Environment } = propertiesOf(protecting, 'AWS::Lambda::Function', 'WatchFunction');
    expect(JSON.parse(Environment.Variables.ALARM_NAMES).green).toContain('fraud-green-gateway-errors');
    const others = modelTemplate({ hosting: hosting({ gateway: { protectCallers: false } }) });
    expect(JSON.stringify(others.toJSON())).not.toContain('gateway-errors');
  });
});

describe('with SageMaker endpoints', () => {
  const endpoints = sageMakerTemplate({ model: { alarms: { errorRatePercent: 2, minimumRequests: 50 } } });
  const propertiesOfAlarm = (name: string) =>
    Object.values(endpoints.findResources('AWS::CloudWatch::Alarm')).find(
      ({ Properties }) => Properties.AlarmName === name,
    )?.Properties as Record<string, any>;

  test.each(ENVIRONMENTS)('model-errors of %s is what its endpoint fails and does not refuse', (environment) => {
    const { Metrics, ...alarmProperties } = propertiesOfAlarm(`fraud-${environment}-model-errors`);
    expect(alarmProperties).toMatchObject({
      Threshold: 2,
      DatapointsToAlarm: 2,
      EvaluationPeriods: 4,
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ 'Fn::GetAtt': [expect.stringContaining('TrafficFunction'), 'Arn'] }],
    });
    const failed = 'FILL(failed,0)-FILL(refused,0)';
    expect(Metrics[0].Expression).toBe(
      `IF(FILL(requests,0) >= 50, 100*IF(${failed} > FILL(errors,0), ${failed}, FILL(errors,0))/FILL(requests,0), 0)`,
    );
    const stats = Metrics.slice(1).map(({ Id, MetricStat: { Metric, Stat, Period } }: any) => [
      ...[Id, Metric.Namespace, Metric.MetricName, Stat, Period],
      Object.fromEntries(Metric.Dimensions.map(({ Name, Value }: any) => [Name, Value])),
    ]);
    const [{ VariantName }] = propertiesOf(endpoints, 'AWS::SageMaker::EndpointConfig').ProductionVariants;
    const of = ['Sum', 60, { EndpointName: `fraud-${environment}`, VariantName }];
    expect(stats).toEqual([
      ['requests', 'AWS/SageMaker', 'Invocations', ...of],
      ['failed', 'AWS/SageMaker', 'InvocationModelErrors', ...of],
      ['refused', 'AWS/SageMaker', 'Invocation4XXErrors', ...of],
      ['errors', 'AWS/SageMaker', 'Invocation5XXErrors', ...of],
    ]);
  });

  test('the alarms of load balancer and gateways stay, and the watch knows all of them', () => {
    const { Environment } = propertiesOf(endpoints, 'AWS::Lambda::Function', 'WatchFunction');
    const names = [...signals, 'fast-errors', 'fast-latency', 'model-errors'].map((signal) => `fraud-green-${signal}`);
    expect(JSON.parse(Environment.Variables.ALARM_NAMES).green).toEqual(names);
    for (const name of names) expect(propertiesOfAlarm(name)).toBeDefined();
  });

  test('tasks of ECS have none', () => {
    expect(JSON.stringify(template.toJSON())).not.toContain('model-errors');
  });
});
