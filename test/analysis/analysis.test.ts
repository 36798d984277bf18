import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import {
  Analysis,
  BlueGreenModelProps,
  Guardrail,
  OnInconclusive,
  ReleaseWait,
  ThresholdGuardrailProps,
  TrafficShift,
} from '../../lib';
import { AnalysisPlan, ReleasePlan } from '../../lib/contract';
import { hosting, hostingWithGateway, modelStack, modelTemplate, propertiesOf } from '../helpers/model-stack';
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

describe('a guardrail of metrics of the own fails', () => {
  const bad = (members: Partial<cloudwatch.MetricProps>) =>
    new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Declined', statistic: 'Sum', ...members });
  const with_ = (events: cloudwatch.IMetric) => () =>
    Guardrail.metric('declined', {
      blue: { events, total: metric('Payments') },
      green: { events: metric('Declined', 'green'), total: metric('Payments', 'green') },
    });

  test.each(['Average', 'Maximum', 'p99', 'TS(10:)'])('with the statistic %s, which is no count', (statistic) => {
    expect(with_(bad({ statistic }))).toThrow(`declined must count, got the statistic ${statistic} of Declined`);
    expect(() =>
      Guardrail.distribution('bins', {
        blue: [bad({ statistic }), metric('A')],
        green: [metric('B', 'green'), metric('A', 'green')],
      }),
    ).toThrow('bins must count');
  });

  test.each(['Sum', 'SampleCount', 'n', 'TC(250:)'])('not with %s', (statistic) => {
    expect(with_(bad({ statistic }))).not.toThrow();
  });

  test('not with an expression of any statistics', () => {
    const expression = 'rate * requests';
    const usingMetrics = { rate: bad({ statistic: 'Average' }), requests: bad({ statistic: 'n' }) };
    expect(with_(new cloudwatch.MathExpression({ expression, usingMetrics }))).not.toThrow();
  });

  test('with a period that no minute has', () => {
    expect(with_(bad({ period: Duration.minutes(10) }))).toThrow(
      'must have metrics with a value a minute, got Declined with a period of 600 s',
    );
  });

  test('with the same metric twice, which compares nothing', () => {
    expect(with_(metric('Payments'))).toThrow('got the same one as blue.events and blue.total');
    const side = { events: metric('Declined'), total: metric('Payments') };
    expect(() => Guardrail.metric('declined', { blue: side, green: side })).toThrow(
      'got the same one as blue.events and green.events',
    );
    const bins = [metric('A'), metric('B')];
    expect(() => Guardrail.distribution('bins', { blue: bins, green: bins })).toThrow(
      'got the same one as blue[0] and green[0]',
    );
  });
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

  test('when minutes are read before what was never answered is known, which gateways know at once', () => {
    const props = (seconds: number) => ({
      ...CANARY,
      analysis: Analysis.judge({ readingDelay: Duration.seconds(seconds) }),
    });
    expect(() => modelStack(props(179))).toThrow(
      'must have an analysis.readingDelay of 180 s or more without a gateway, got 179 s',
    );
    expect(() => modelStack(props(180))).not.toThrow();
    expect(() => modelStack({ ...props(60), hosting: hostingWithGateway() })).not.toThrow();
  });

  test('when a guardrail is added to a model that is not judged, or twice', () => {
    expect(() => modelStack().model.addGuardrail(payments())).toThrow('model "fraud" must have an analysis');
    const { model } = modelStack(CANARY);
    expect(() => model.addGuardrail(Guardrail.errors())).toThrow('names must be unique, got errors twice');
  });

  test('with all that is wrong at once, a chance that is none included', () => {
    const analysis = Analysis.judge({ alphaRollback: 0, minimumRequests: 0 });
    const props = { ...CANARY, analysis, bakeTime: Duration.days(3) };
    expect(() => modelStack(props)).toThrow(/bakeTime must be whole seconds/);
    expect(() => modelStack({ ...CANARY, analysis })).toThrow(
      /analysis.alphaRollback must be above 0 and below 0.5, got 0; 0.01 is 1 %; analysis.minimumRequests must be/,
    );
  });

  test.each<[() => Guardrail, string]>([
    [() => Guardrail.errors({ floorPercent: -1 }), 'invalid guardrail errors: floorPercent must be 0 to 40, got -1'],
    [() => Guardrail.errors({ ceilingPercent: 100 }), 'ceilingPercent must be 0 to below 100, got 100; 1 is 1 %'],
    [() => Guardrail.errors({ minimumEvents: 0 }), 'minimumEvents must be a whole number from 1 to 1000000000, got 0'],
    [
      () => Guardrail.errors({ floorPercent: 5, ceilingPercent: 1 }),
      'floorPercent must be ceilingPercent (1) at most, got 5; a rate between the two would be good and yet never proven not to be bad: ' +
        'lower floorPercent, or raise ceilingPercent',
    ],
    [() => Guardrail.errors({ floorPercent: 2 }), 'floorPercent must be ceilingPercent (1) at most, got 2'],
    [
      () => Guardrail.errors({ ceilingPercent: 0.05 }),
      'floorPercent must be ceilingPercent (0.05) at most, got 0.1; a rate',
    ],
    [() => Guardrail.latency({ percentile: 90, minimumEvents: 0.5 }), 'guardrail slow-p90: minimumEvents must be'],
    [
      () => Guardrail.latency({ percentile: 50, badRatio: 2 }),
      'badRatio must be below 2 for the percentile 50, got 2; no more than all can be slow',
    ],
  ])('in the words of its settings: %#', (made, message) => {
    expect(made).toThrow(message);
  });

  const threshold = (conditions: Partial<ThresholdGuardrailProps>) =>
    Guardrail.threshold('margin', { blue: metric('Margin'), green: metric('Margin', 'green'), ...conditions });

  test.each<[Partial<ThresholdGuardrailProps>, string]>([
    [
      { failsAbove: 3, succeedsUpTo: 5 },
      'succeedsUpTo must be failsAbove (3) at most, got 5; values above 3 fail: lower succeedsUpTo, or raise failsAbove',
    ],
    [{ failsAbove: 3, succeedsFrom: 5 }, 'succeedsFrom must be failsAbove (3) at most, got 5'],
    [
      { failsBelow: 5, succeedsFrom: 3 },
      'succeedsFrom must be failsBelow (5) at least, got 3; values below 5 fail: raise succeedsFrom, or lower failsBelow',
    ],
    [{ failsBelow: 5, succeedsUpTo: 3 }, 'succeedsUpTo must be failsBelow (5) at least, got 3'],
  ])('with success conditions where values fail: %j', (conditions, message) => {
    expect(() => threshold(conditions)).toThrow(`invalid guardrail margin: ${message}`);
  });

  test.each<Partial<ThresholdGuardrailProps>>([
    { failsAbove: 5, succeedsUpTo: 5 },
    { failsAbove: 5, succeedsUpTo: 3 },
    { failsAbove: 5, succeedsFrom: 3 },
    { failsBelow: 3, succeedsUpTo: 5 },
    { failsBelow: 0, succeedsFrom: 0 },
  ])('but not with conditions that agree: %j', (conditions) => {
    expect(() => threshold(conditions)).not.toThrow();
  });

  test('but not with bins that may become three times as frequent, which have no rate that is bad', () => {
    const bins = (side: string) => [metric('A', side), metric('B', side)];
    const drift = Guardrail.distribution('bins', { blue: bins('blue'), green: bins('green'), tolerance: 3 });
    const guardrails = [Guardrail.errors(), drift];
    expect(() => modelStack({ ...CANARY, analysis: Analysis.judge({ guardrails }) })).not.toThrow();
  });

  test.each(['constructor', 'toString', 'hasOwnProperty'])('with the name %s, which every object has', (name) => {
    const pair = { events: metric('Declined'), total: metric('Payments') };
    const other = { events: metric('Declined', 'green'), total: metric('Payments', 'green') };
    expect(() => Guardrail.metric(name, { blue: pair, green: other })).toThrow(
      `invalid guardrail: name must not be one that every object of JavaScript has, got "${name}"; name what it counts`,
    );
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
