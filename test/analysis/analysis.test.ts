import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Analysis, BlueGreenModelProps, Guardrail, OnInconclusive, ReleaseWait, TrafficShift } from '../../lib';
import { AnalysisPlan, ReleasePlan } from '../../lib/contract';
import { hosting, modelStack, modelTemplate, propertiesOf } from '../helpers/model-stack';
import { grants } from '../private/support/grants';

const CANARY: Partial<BlueGreenModelProps> = { traffic: TrafficShift.canary(), waitFor: ReleaseWait.START };
const metric = (metricName: string, environment = 'blue') =>
  new cloudwatch.Metric({ namespace: 'Shop', metricName, dimensionsMap: { environment }, statistic: 'Sum' });
const payments = (name = 'declined') =>
  Guardrail.metric(name, {
    blue: { events: metric('Declined'), total: metric('Payments') },
    green: { events: metric('Declined', 'green'), total: metric('Payments', 'green') },
  });

const planOf = (template: Template): AnalysisPlan | undefined => {
  const functions = Object.values(template.findResources('AWS::Lambda::Function'));
  const [text] = functions.flatMap(({ Properties }) => Properties.Environment?.Variables?.PLAN ?? []);
  return (JSON.parse(text as string) as ReleasePlan).analysis;
};
const alarmsOf = (template: Template) =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmName);

describe('a model whose traffic goes over in steps', () => {
  const template = modelTemplate(CANARY);

  test('is judged by errors and slow requests without a word', () => {
    const plan = planOf(template);
    expect(plan?.settings).toMatchObject({
      alphaRollback: 0.01,
      alphaPromote: 0.05,
      maxDurationSeconds: 3600,
      onInconclusive: 'rollback',
      lagSeconds: 180,
    });
    expect(plan?.guardrails).toMatchObject([
      { name: 'errors', tolerance: 1.25, badRatio: 2, floor: 0.001, ceiling: 0.01, required: true },
      { name: 'slow-p90', badRatio: 1.5, ceiling: 0.15, source: { percentile: 90, sloSeconds: 1 } },
      { name: 'slow-p99', badRatio: 2, ceiling: 0.02, source: { percentile: 99, sloSeconds: 2 } },
    ]);
  });

  test('has an alarm on the evidence in each environment, at ln(1/alpha)', () => {
    expect(alarmsOf(template)).toEqual(expect.arrayContaining(['fraud-blue-judge', 'fraud-green-judge']));
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'fraud-green-judge',
      Namespace: 'cdk-model-bluegreen/analysis',
      MetricName: 'LogE',
      Threshold: 4.60517,
      TreatMissingData: 'notBreaching',
    });
  });

  test('lets the watch function publish into its namespace, and nothing else', () => {
    const without = modelTemplate({ ...CANARY, analysis: Analysis.none() });
    const known = new Set(grants(without).map((grant) => JSON.stringify(grant)));
    const added = grants(template).filter((grant) => !known.has(JSON.stringify(grant)));
    expect(added).toMatchObject([{ role: 'WatchFunction', action: 'cloudwatch:PutMetricData' }]);
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain(
      '"Condition":{"StringEquals":{"cloudwatch:namespace":"cdk-model-bluegreen/analysis"}}',
    );
    expect(planOf(without)).toBeUndefined();
    expect(alarmsOf(without)).not.toContain('fraud-green-judge');
  });

  test('reads sooner where gateways measure, unless metrics are the user’s', () => {
    const gateway = { ...CANARY, hosting: hosting({ gateway: {} }) };
    expect(planOf(modelTemplate(gateway))?.settings.lagSeconds).toBe(120);
    const own = Analysis.judge({ guardrails: [Guardrail.errors(), payments()] });
    expect(planOf(modelTemplate({ ...gateway, analysis: own }))?.settings.lagSeconds).toBe(180);
  });

  test('has guardrails that are added later in plan and workflow', () => {
    const { stack, model } = modelStack(CANARY);
    model.addGuardrail(payments());
    const late = Template.fromStack(stack);
    expect(planOf(late)?.guardrails.map(({ name }) => name)).toEqual(['errors', 'slow-p90', 'slow-p99', 'declined']);
    const definition = JSON.stringify(propertiesOf(late, 'AWS::StepFunctions::StateMachine').DefinitionString);
    expect(definition).toContain('Declined');
  });
});

test('a model whose traffic goes over at once is not judged', () => {
  expect(planOf(modelTemplate())).toBeUndefined();
});

test('a threshold is a rule of its own', () => {
  const margin = Guardrail.threshold('margin', {
    blue: metric('Margin'),
    green: metric('Margin', 'green'),
    failsBelow: 3,
    succeedsFrom: 5,
    failureLimit: 2,
  });
  const analysis = Analysis.judge({ guardrails: [Guardrail.errors(), margin], onInconclusive: OnInconclusive.PAUSE });
  const plan = planOf(modelTemplate({ ...CANARY, analysis }));
  expect(plan?.thresholds).toEqual([
    {
      name: 'margin',
      failure: { operator: '<', value: 3 },
      success: { operator: '>=', value: 5 },
      failureLimit: 2,
      consecutiveErrorLimit: 4,
      inconclusiveLimit: 0,
      required: true,
    },
  ]);
  expect(plan?.settings.onInconclusive).toBe('manual');
});

describe('an analysis fails', () => {
  test.each<[string, Partial<BlueGreenModelProps>, string]>([
    ['without traffic on both versions', { analysis: Analysis.judge() }, 'got a shift that moves all at once'],
    [
      'with a chance that is none',
      { ...CANARY, analysis: Analysis.judge({ alphaRollback: 0.6 }) },
      'alphaRollback must be above 0 and below 0.5, got 0.6',
    ],
    [
      'with a tolerance that nothing can be above',
      { ...CANARY, analysis: Analysis.judge({ tolerance: 0.5 }) },
      'tolerance must be at least 1 and below 100, got 0.5',
    ],
    [
      'without a guardrail that a promotion waits for',
      { ...CANARY, analysis: Analysis.judge({ guardrails: [Guardrail.errors({ isRequiredForPromotion: false })] }) },
      'must have one that a promotion waits for',
    ],
    [
      'with a name twice',
      { ...CANARY, analysis: Analysis.judge({ guardrails: [Guardrail.errors(), payments('errors')] }) },
      'names must be unique, got errors twice',
    ],
    [
      'with too little time',
      { ...CANARY, analysis: Analysis.judge({ maxDuration: Duration.minutes(1) }) },
      'analysis.maxDuration must be whole seconds from 300 to 86400, got 60 s',
    ],
  ])('%s', (_name, props, message) => {
    expect(() => modelStack(props)).toThrow(message);
  });

  test('when a guardrail is added to a model that is not judged, or twice', () => {
    expect(() => modelStack().model.addGuardrail(payments())).toThrow('model "fraud" must have an analysis');
    const { model } = modelStack(CANARY);
    expect(() => model.addGuardrail(Guardrail.errors())).toThrow('names must be unique, got errors twice');
  });

  test('with a metric of another region, a threshold without a condition, or unequal bins', () => {
    const far = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Payments', region: 'us-east-1' });
    const pair = { events: far, total: far };
    expect(() => Guardrail.metric('far', { blue: pair, green: pair })).toThrow("in the model's account and region");
    expect(() => Guardrail.threshold('none', { blue: far, green: far })).toThrow('must have a condition, got none');
    expect(() => Guardrail.distribution('bins', { blue: [metric('A')], green: [metric('A')] })).toThrow(
      'must have the same 2 to 20 bins, got 1 and 1',
    );
    expect(() => Guardrail.latency({ percentile: 20 })).toThrow('percentile must be from 50 to 99.9, got 20');
  });
});
