import { Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  Analysis,
  BlueGreenModelProps,
  DriftMeasure,
  ModelEnvironment,
  PredictionQuality,
  PredictionQualityProps,
  PredictionSource,
  QualityMeasure,
  QualityTask,
  ReleaseWait,
  TrafficShift,
} from '../../../lib';
import { AnalysisPlan, ReleasePlan } from '../../../lib/contract';
import { hostingWithGateway, modelStack, propertiesOf } from '../../helpers/model-stack';
import { stateMachineDefinition } from '../../helpers/state-machine-definition';

const BINARY = QualityTask.classification({ positive: 'true' });
const GATEWAY = PredictionSource.gateway({
  predictionPath: 'outputs[1].data',
  scorePath: 'outputs[0].data',
  percent: 10,
});

const JUDGED: Partial<BlueGreenModelProps> = {
  analysis: Analysis.judge(),
  traffic: TrafficShift.canary({ percent: 10, bakeTime: Duration.minutes(10) }),
  waitFor: ReleaseWait.START,
};

function qualityStack(
  props: Partial<Omit<PredictionQualityProps, 'model'>> = {},
  model: Partial<BlueGreenModelProps> = {},
) {
  const made = modelStack({ hosting: hostingWithGateway(), ...model });
  const quality = new PredictionQuality(made.stack, 'Quality', {
    model: made.model,
    task: BINARY,
    predictions: GATEWAY,
    labelDelay: Duration.minutes(20),
    ...props,
  });
  return { ...made, quality, template: () => Template.fromStack(made.stack) };
}

test('both functions are told the task, the window and the delay', () => {
  const template = qualityStack({ window: Duration.minutes(5) }).template();
  for (const name of ['IngestFunction', 'MeasureFunction']) {
    const { Environment } = propertiesOf(template, 'AWS::Lambda::Function', name);
    expect(JSON.parse(Environment.Variables.QUALITY)).toEqual({
      task: { kind: 'classification', positive: 'true' },
      windowMinutes: 5,
      labelDelayMinutes: 20,
      retentionDays: 8,
      predictionPath: 'outputs[1].data',
      scorePath: 'outputs[0].data',
    });
    expect(Environment.Variables.MODEL_NAME).toBe('fraud');
  }
});

test('EventBridge is told of new objects by the bucket itself, without a function of CDK', () => {
  const template = qualityStack().template();
  expect(propertiesOf(template, 'AWS::S3::Bucket', 'Quality')).toMatchObject({
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    LifecycleConfiguration: { Rules: [expect.objectContaining({ ExpirationInDays: 8 })] },
  });
  template.resourceCountIs('Custom::S3BucketNotifications', 0);
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { object: { key: [{ prefix: 'predictions/' }, { prefix: 'labels/' }] } },
    },
  });
  template.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(1 minute)',
    Targets: [Match.objectLike({ Input: '{"action":"measure"}' })],
  });
});

test('the table forgets', () => {
  expect(propertiesOf(qualityStack().template(), 'AWS::DynamoDB::Table', 'Quality')).toMatchObject({
    TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
  });
});

test('gateways are told where answers have their predictions, and what share of them is kept', () => {
  const { ContainerDefinitions } = propertiesOf(qualityStack().template(), 'AWS::ECS::TaskDefinition', 'Candidate');
  const gateway = ContainerDefinitions.find(({ Name }: { Name: string }) => Name === 'gateway');
  const variables = gateway.Environment.filter(({ Name }: { Name: string }) => Name.startsWith('GATEWAY_PREDICTIONS'));
  expect(variables).toEqual([
    { Name: 'GATEWAY_PREDICTIONS_BUCKET', Value: { Ref: expect.stringContaining('QualityBucket') } },
    { Name: 'GATEWAY_PREDICTIONS_PATH', Value: 'outputs[1].data' },
    { Name: 'GATEWAY_PREDICTIONS_SCORE_PATH', Value: 'outputs[0].data' },
    { Name: 'GATEWAY_PREDICTIONS_PERCENT', Value: '10' },
  ]);
});

test('what gateways keep is no part of a version: neither its hash nor parity changes with it', () => {
  const release = (template: Template) => propertiesOf(template, 'Custom::ModelRelease').contentHash;
  const without = Template.fromStack(modelStack({ hosting: hostingWithGateway() }).stack);
  expect(release(qualityStack().template())).toEqual(release(without));
  const parity = (template: Template) => JSON.stringify(template.findResources('AWS::StepFunctions::StateMachine'));
  expect(parity(without)).toContain('environment.GATEWAY_PREDICTIONS_BUCKET');
});

test('without limits nothing rolls back, and people are told of failing functions', () => {
  const { quality, template } = qualityStack();
  expect(quality.rollbackAlarms).toEqual([]);
  const names = Object.values(template().findResources('AWS::CloudWatch::Alarm'))
    .map(({ Properties }) => Properties.AlarmName as string)
    .filter((name) => name.includes('quality'));
  expect(names.sort()).toEqual(['fraud-quality-ingest-fails', 'fraud-quality-measure-fails']);
});

test('each limit is an alarm of each environment, which calls the traffic function and tells the topic', () => {
  const { quality, template } = qualityStack({ alarms: { minimumAccuracy: 0.9, maximumBrier: 0.2 } });
  expect(quality.rollbackAlarms).toHaveLength(4);
  const green = propertiesOf(template(), 'AWS::CloudWatch::Alarm', 'Qualitygreenaccuracy');
  expect(green).toMatchObject({
    AlarmName: 'fraud-green-quality-accuracy',
    Threshold: 0.9,
    ComparisonOperator: 'LessThanThreshold',
    EvaluationPeriods: 4,
    DatapointsToAlarm: 2,
    TreatMissingData: 'notBreaching',
    AlarmActions: [
      { Ref: expect.stringContaining('Topic') },
      { 'Fn::GetAtt': [expect.stringContaining('TrafficFunction'), 'Arn'] },
    ],
  });
  expect(JSON.stringify(green.Metrics)).toContain('IF(FILL(labelled,0) >= 50, FILL(measured,1), 1)');
  const brier = propertiesOf(template(), 'AWS::CloudWatch::Alarm', 'Qualitybluebrier');
  expect(brier).toMatchObject({ ComparisonOperator: 'GreaterThanThreshold', Threshold: 0.2 });
});

test('the watch looks at these alarms for their environment', () => {
  const template = qualityStack({ alarms: { minimumRecall: 0.5 } }).template();
  const { Environment } = propertiesOf(template, 'AWS::Lambda::Function', 'WatchFunction');
  expect(JSON.parse(Environment.Variables.ALARM_NAMES)).toMatchObject({
    quality: { blue: ['fraud-blue-quality-recall'], green: ['fraud-green-quality-recall'] },
  });
});

test('the traffic function knows these alarms as those of their environment', () => {
  const template = qualityStack({ alarms: { minimumRecall: 0.5 } }).template();
  const { Environment } = propertiesOf(template, 'AWS::Lambda::Function', 'TrafficFunction');
  const own = JSON.parse(Environment.Variables.OWN_ALARM_NAMES);
  expect(own.blue).toEqual(expect.arrayContaining(['fraud-blue-errors', 'fraud-blue-quality-recall']));
  expect(own.green).toEqual(expect.arrayContaining(['fraud-green-errors', 'fraud-green-quality-recall']));
});

test('missing labels tell people and roll nothing back', () => {
  const { quality, template } = qualityStack({ alarms: { maximumMissingLabelsPercent: 30, minimumLabels: 100 } });
  expect(quality.rollbackAlarms).toEqual([]);
  const { AlarmActions, Metrics } = propertiesOf(template(), 'AWS::CloudWatch::Alarm', 'greenmissing');
  expect(AlarmActions).toEqual([{ Ref: expect.stringContaining('Topic') }]);
  expect(JSON.stringify(Metrics)).toContain('100*FILL(missing,0)/FILL(predictions,0)');
});

test('a metric is that of one environment', () => {
  const { quality } = qualityStack({ window: Duration.minutes(5) });
  expect(quality.metric(QualityMeasure.WRONG, ModelEnvironment.GREEN)).toMatchObject({
    namespace: 'cdk-model-bluegreen/quality',
    metricName: 'Wrong',
    statistic: 'Sum',
    period: Duration.minutes(5),
    dimensions: { Model: 'fraud', Environment: 'green' },
  });
  expect(quality.metric(QualityMeasure.AUC, ModelEnvironment.BLUE, { statistic: 'Minimum' }).statistic).toBe('Minimum');
});

describe('drift', () => {
  const features = { amount: 'inputs[0].data[0]' };
  const predictions = PredictionSource.gateway({ predictionPath: 'label', features });

  test('of predictions and of requests is a metric of the newer version', () => {
    const { quality } = qualityStack({ predictions, window: Duration.minutes(5) });
    const metric = quality.drift(DriftMeasure.PSI, ModelEnvironment.GREEN);
    expect(metric).toMatchObject({
      namespace: 'cdk-model-bluegreen/quality',
      metricName: 'DriftPSI',
      period: Duration.minutes(5),
      dimensions: { Model: 'fraud', Environment: 'green', Of: 'prediction' },
    });
    const options = { feature: 'amount', statistic: 'Maximum' };
    expect(quality.drift(DriftMeasure.JENSEN_SHANNON, ModelEnvironment.BLUE, options)).toMatchObject({
      metricName: 'DriftJS',
      statistic: 'Maximum',
      dimensions: { Of: 'input.amount' },
    });
  });

  test('gateways and functions are told of the features', () => {
    const template = qualityStack({ predictions }).template();
    const { Environment } = propertiesOf(template, 'AWS::Lambda::Function', 'MeasureFunction');
    expect(JSON.parse(Environment.Variables.QUALITY)).toMatchObject({ features });
    const { ContainerDefinitions } = propertiesOf(template, 'AWS::ECS::TaskDefinition', 'Candidate');
    expect(JSON.stringify(ContainerDefinitions)).toContain(JSON.stringify(JSON.stringify(features)).slice(1, -1));
  });

  test('of your own records is by the names', () => {
    const { quality } = qualityStack({ predictions: PredictionSource.own({ features: ['age'] }) });
    expect(quality.drift(DriftMeasure.PSI, ModelEnvironment.BLUE, { feature: 'age' }).dimensions).toMatchObject({
      Of: 'input.age',
    });
  });

  test('fails of a feature that nobody measures', () => {
    const { quality } = qualityStack({ predictions });
    const ask = () => quality.drift(DriftMeasure.PSI, ModelEnvironment.BLUE, { feature: 'age' });
    expect(ask).toThrow('feature must be one of ["amount"], got "age"');
  });
});

test('wrong predictions are a guardrail of the judge that no promotion waits for', () => {
  const { model, quality, template } = qualityStack({}, JUDGED);
  model.addGuardrail(quality.guardrail({ tolerance: 1.5 }));
  const synthesized = template();
  const planned = synthesized.findResources('AWS::Lambda::Function', {
    Properties: { Environment: { Variables: { PLAN: Match.anyValue() } } },
  });
  const [plan] = Object.values(planned).map(({ Properties }) => Properties.Environment.Variables.PLAN as string);
  const { guardrails } = (JSON.parse(plan) as ReleasePlan).analysis as AnalysisPlan;
  expect(guardrails).toContainEqual(
    expect.objectContaining({ name: 'wrong-predictions', tolerance: 1.5, required: false }),
  );
  const { States } = stateMachineDefinition(synthesized);
  expect(JSON.stringify(States['Watch step'])).toContain('Labelled');
});

test('fails to make a guardrail of numbers of which nobody knows when they are wrong', () => {
  const predictions = PredictionSource.gateway({ predictionPath: 'price' });
  const { quality } = qualityStack({ task: QualityTask.regression(), predictions });
  expect(() => quality.guardrail()).toThrow('must know which predictions are wrong');
});

test('labels may be put by whom they are granted to, and nothing else', () => {
  const { stack, quality, template } = qualityStack();
  const role = new iam.Role(stack, 'Labels', { assumedBy: new iam.AccountRootPrincipal() });
  quality.grantPutLabels(role);
  const { PolicyDocument } = propertiesOf(template(), 'AWS::IAM::Policy', 'LabelsDefaultPolicy');
  expect(PolicyDocument.Statement).toHaveLength(1);
  expect(PolicyDocument.Statement[0].Action).toBe('s3:PutObject');
  expect(JSON.stringify(PolicyDocument.Statement[0].Resource)).toContain('/labels/*');
});

test('feedback may be sent by whom it is granted to', () => {
  const { stack, quality, template } = qualityStack();
  quality.grantFeedback(new iam.Role(stack, 'Labels', { assumedBy: new iam.AccountRootPrincipal() }));
  const { PolicyDocument } = propertiesOf(template(), 'AWS::IAM::Policy', 'LabelsDefaultPolicy');
  expect(PolicyDocument.Statement).toHaveLength(1);
  expect(PolicyDocument.Statement[0].Action).toBe('lambda:InvokeFunction');
});

describe('the feedback URL', () => {
  test('is there when it is asked for, for signed requests only', () => {
    qualityStack().template().resourceCountIs('AWS::Lambda::Url', 0);
    const { quality, template } = qualityStack({ feedbackUrl: true });
    template().hasResourceProperties('AWS::Lambda::Url', {
      AuthType: 'AWS_IAM',
      TargetFunctionArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('QualityIngestFunction'), 'Arn'] },
    });
    expect(Token.isUnresolved(quality.feedbackUrl)).toBe(true);
    expect(qualityStack().quality.feedbackUrl).toBeUndefined();
  });

  test('is open to whom feedback is granted, and to nobody else', () => {
    const { stack, quality, template } = qualityStack({ feedbackUrl: true });
    quality.grantFeedback(new iam.Role(stack, 'Labels', { assumedBy: new iam.AccountRootPrincipal() }));
    const { PolicyDocument } = propertiesOf(template(), 'AWS::IAM::Policy', 'LabelsDefaultPolicy');
    const actions = PolicyDocument.Statement.map(({ Action }: { Action: string }) => Action);
    expect(new Set(actions)).toEqual(new Set(['lambda:InvokeFunction', 'lambda:InvokeFunctionUrl']));
    const open = Object.values(template().findResources('AWS::Lambda::Permission')).map(
      ({ Properties }) => Properties.Principal as unknown,
    );
    expect(open).not.toContain('*');
  });
});

test('labels that come after the standby time are warned of', () => {
  const late = qualityStack({ labelDelay: Duration.hours(3), alarms: { minimumAccuracy: 0.9 } });
  const warning = Match.stringLikeRegexp('alarms of prediction quality fire 185 minutes after .* gone after 90');
  Annotations.fromStack(late.stack).hasWarning('*', warning);
  const slow = qualityStack({
    labelDelay: Duration.minutes(75),
    alarms: { datapointsToAlarm: 20, evaluationPeriods: 22 },
  });
  Annotations.fromStack(slow.stack).hasWarning('*', Match.stringLikeRegexp('fire 98 minutes after .* gone after 90'));
  const soon = qualityStack({ alarms: { minimumAccuracy: 0.9 } });
  Annotations.fromStack(soon.stack).hasNoWarning('*', Match.stringLikeRegexp('prediction quality'));
});

test('predictions are kept for as long as their labels may come, and a window', () => {
  const retention = Duration.days(11);
  const { template } = qualityStack({ labelDelay: Duration.days(10), retention });
  const { Environment } = propertiesOf(template(), 'AWS::Lambda::Function', 'MeasureFunction');
  expect(JSON.parse(Environment.Variables.QUALITY)).toMatchObject({ retentionDays: 11, windowMinutes: 1 });
});

test('fails for a second one of a model', () => {
  const { stack, model } = qualityStack();
  const props = { model, task: BINARY, predictions: PredictionSource.own(), labelDelay: Duration.minutes(20) };
  expect(() => new PredictionQuality(stack, 'Second', props)).toThrow(
    'model "fraud" must have one PredictionQuality, got a second; leave this one out',
  );
});

const token = () => Lazy.number({ produce: () => 1 });

test.each<[string, Parameters<typeof qualityStack>[0], string]>([
  [
    'a delay that is not known',
    { labelDelay: Duration.minutes(token()), retention: Duration.days(8) },
    'labelDelay must be known at synth, got a token; give the value itself',
  ],
  [
    'a number of labels that is not known',
    { alarms: { minimumLabels: token() } },
    'alarms.minimumLabels must be known',
  ],
  [
    'missing labels that can not be more',
    { alarms: { maximumMissingLabelsPercent: 100 } },
    'alarms.maximumMissingLabelsPercent must be a number above 0, below 100, got 100; at 100 the alarm could never fire',
  ],
  [
    'a Brier score that can not be more',
    { alarms: { maximumBrier: 1 } },
    'alarms.maximumBrier must be a number above 0, below 1',
  ],
  [
    'an alarm that looks at more than a day',
    { window: Duration.minutes(30), alarms: { evaluationPeriods: 49 } },
    'alarms.evaluationPeriods must be a whole number from 1 to 48, got 49; give windows, of a day together at most',
  ],
  ['a retention of just the delay', { labelDelay: Duration.days(3), retention: Duration.days(3) }, 'retention must be'],
  ['part of a minute', { labelDelay: Duration.seconds(90) }, 'labelDelay must be whole minutes, got 90 s'],
  ['too long a delay', { labelDelay: Duration.days(31) }, 'labelDelay must be whole seconds from 60 to 2592000'],
  ['a window that divides no hour', { window: Duration.minutes(7) }, 'window must divide an hour, got 7 minutes'],
  ['too short a retention', { labelDelay: Duration.days(3), retention: Duration.days(2) }, 'retention must be'],
  [
    'a limit of the other task',
    { alarms: { maximumMae: 3 } },
    'alarms.maximumMae must be left out of a classification',
  ],
  [
    'a limit out of its range',
    { alarms: { minimumAccuracy: 90 } },
    'alarms.minimumAccuracy must be a number above 0, up to 1',
  ],
  [
    'a limit without end',
    { task: QualityTask.regression(), alarms: { minimumR2: -Infinity } },
    'alarms.minimumR2 must be a number up to 1, got -Infinity',
  ],
  [
    'a limit without scores',
    { task: QualityTask.classification(), alarms: { minimumAuc: 0.7 } },
    'alarms.minimumAuc must come with a positive class',
  ],
  ['more bad windows than are looked at', { alarms: { datapointsToAlarm: 5 } }, 'alarms.datapointsToAlarm must be'],
  [
    'a score without a positive class',
    { task: QualityTask.classification(), predictions: PredictionSource.gateway({ scorePath: 'p' }) },
    'predictionPath must be given, got a score alone',
  ],
])('fails for %s', (_, props, message) => {
  expect(() => qualityStack(props)).toThrow(message);
});

test('fails without gateways that are to keep predictions', () => {
  const { stack, model } = modelStack();
  const make = (id: string, predictions: PredictionSource) =>
    new PredictionQuality(stack, id, { model, task: BINARY, predictions, labelDelay: Duration.minutes(20) });
  expect(() => make('Quality', GATEWAY)).toThrow(
    'predictions must come from elsewhere for model "fraud", which has no gateways',
  );
  expect(() => make('Other', PredictionSource.own())).not.toThrow();
});

test('fails in another stack than the model', () => {
  const { model } = modelStack();
  const other = new Stack(model.node.root, 'Other');
  const props = { model, task: BINARY, predictions: PredictionSource.own(), labelDelay: Duration.minutes(20) };
  expect(() => new PredictionQuality(other, 'Quality', props)).toThrow('must be in the stack of its model');
});

test.each<[string, () => unknown, string]>([
  [
    'a threshold without a positive class',
    () => QualityTask.classification({ threshold: 0.4 }),
    'threshold must come with positive',
  ],
  [
    'a threshold of 1',
    () => QualityTask.classification({ positive: '1', threshold: 1 }),
    'threshold must be between 0 and 1',
  ],
  ['a negative error', () => QualityTask.regression({ wrongAbove: -1 }), 'wrongAbove must be a number of 0 or more'],
  [
    'an error without end, which JSON does not know',
    () => QualityTask.regression({ wrongAbove: Infinity }),
    'wrongAbove must be a number of 0 or more, got Infinity',
  ],
  ['no path', () => PredictionSource.gateway({}), 'predictionPath or scorePath must be given'],
  [
    'a path that is none',
    () => PredictionSource.gateway({ predictionPath: 'a[?b]' }),
    'predictionPath: a path must be',
  ],
  [
    'a feature whose path is none',
    () => PredictionSource.dataCapture({ predictionPath: 'a', features: { amount: 'a[?b]' } }),
    'features.amount: a path must be',
  ],
  [
    'a name of a feature with a space',
    () => PredictionSource.own({ features: ['the amount'] }),
    'a name in features must be 1 to 50 letters',
  ],
  ['no features', () => PredictionSource.own({ features: [] }), 'features must be 1 to 10, got 0'],
  [
    'a share of 0',
    () => PredictionSource.gateway({ predictionPath: 'a', percent: 0 }),
    'percent must be a number above 0',
  ],
])('fails for %s', (_, make, message) => {
  expect(make).toThrow(message);
});
