import { Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Analysis, BlueGreenModelProps, Guardrail, ReleaseWait, SageMakerRouting, TrafficShift } from '../../lib';
import { detectionPaths } from '../../lib/core/detection/detection';
import { EXPECTED_RATES } from '../../lib/core/outline/decision-outline';
import { trafficWarnings } from '../../lib/core/outline/outline-warnings';
import { declaredModel } from '../../lib/rehearsal/run/declared-model';
import { hostingWithGateway, modelStack } from '../helpers/model-stack';
import { sageMakerStack } from '../helpers/sagemaker-stack';

/** The info at synth, and the first path with alarms of what the template declares. */
function told(stack: Stack) {
  const { detection } = declaredModel(Template.fromStack(stack).toJSON());
  const [fastest] = detectionPaths(detection).filter(({ signals }) => signals.length > 0);
  const infos = Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('traffic is expected back'));
  return { fastest, text: infos.map(({ entry }) => String(entry.data as string)).join('\n') };
}

const ecs = (props: Partial<BlueGreenModelProps> = {}) => modelStack(props).stack;

test.each<[string, () => Stack, string]>([
  ['ECS', ecs, '71 to 210 s after a sudden fault (load balancer alarm: errors, latency-p99, latency-p90, unhealthy)'],
  [
    'gateways',
    () => ecs({ hosting: hostingWithGateway() }),
    '16 to 60 s after a sudden fault (gateway alarm: fast-errors, fast-latency)',
  ],
  ['alarms of more minutes', () => ecs({ alarms: { datapointsToAlarm: 3 } }), '191 to 330 s'],
  ['SageMaker behind gateways', sageMakerStack, '16 to 60 s after a sudden fault (gateway alarm'],
  [
    'variants of an endpoint',
    () => sageMakerStack({ hosting: { routing: SageMakerRouting.variantWeights() } }),
    '121 to 315 s after a sudden fault (endpoint alarm: latency-p99, latency-p90)',
  ],
])('synth says how soon traffic is back with %s, as the template does', (_, stackOf, text) => {
  const { fastest, text: info } = told(stackOf());
  expect(info).toContain(`model fraud: traffic is expected back ${text}`);
  expect(info).toContain(`${fastest.restored.from} to ${fastest.restored.to} s`);
  expect(info).toContain(fastest.signals.join(', '));
});

describe('what the expected traffic can not decide', () => {
  const warningsAt = (expectedRequestsPerMinute?: number) => {
    const stack = ecs({
      traffic: TrafficShift.canary({ percent: 10, bakeTime: Duration.minutes(10) }),
      analysis: Analysis.judge({ expectedRequestsPerMinute, minimumDetectableRatio: 3 }),
      waitFor: ReleaseWait.START,
    });
    const found = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
    return found.map(({ entry }) => String(entry.data as string)).filter((text) => text.includes('requests a minute'));
  };

  test('is a warning at synth, that says what would suffice', () => {
    const warnings = warningsAt(30);
    expect(warnings.length).toBeGreaterThan(0);
    for (const text of warnings)
      expect(text).toMatch(/^model fraud: .*30 requests a minute.*cdk-model-bluegreen:traffic\d/s);
    expect(warnings.join('\n')).toMatch(/suffic|enough|more traffic|larger share/);
  });

  test('is nothing when the traffic is enough', () => {
    expect(warningsAt(6_000)).toEqual([]);
  });

  test('is what would suffice when nobody says how much there is', () => {
    expect(warningsAt()).toEqual([expect.stringContaining('693 requests a minute suffice')]);
  });
});

test.each([
  ['none', [], 1],
  ['one of its own metrics', ['declined'], 0],
])('synth and plan say the same of a judge behind gateways, with %s added', (_, added, fasterMinutes) => {
  const { stack, model } = modelStack({
    hosting: hostingWithGateway(),
    traffic: TrafficShift.canary({ percent: 10, bakeTime: Duration.minutes(10) }),
    analysis: Analysis.judge({ expectedRequestsPerMinute: 600 }),
    waitFor: ReleaseWait.START,
  });
  for (const name of added) {
    const metric = (metricName: string, environment: string) =>
      new Metric({ namespace: 'payments', metricName, dimensionsMap: { environment }, statistic: 'Sum' });
    const side = (environment: string) => ({ events: metric(name, environment), total: metric('all', environment) });
    model.addGuardrail(Guardrail.metric(name, { blue: side('blue'), green: side('green') }));
  }
  const { plan, detection } = declaredModel(Template.fromStack(stack).toJSON());
  const planned = trafficWarnings(plan, detection, { requestsPerMinute: 600, ...EXPECTED_RATES });
  expect(planned.join()).toContain(`the judge can read ${57 + fasterMinutes} min`);
  const warned = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('requests a minute'));
  const texts = warned.map(({ entry }) => String(entry.data as string));
  for (const text of planned) expect(texts).toContainEqual(expect.stringContaining(text));
  expect(texts).toHaveLength(planned.length);
});
