import { SageMakerRuntime as RuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { CloudWatch } from '../../../../../lib/rehearsal/aws/cloudwatch/cloudwatch';
import { SageMakerFixture, START } from '../fixture';
import { modelProcesses } from './model-server';

jest.setTimeout(30_000); // real processes on a busy machine

let fixture: SageMakerFixture;
let runtime: RuntimeClient;
let cloudwatch: CloudWatch;

beforeAll(async () => {
  fixture = await SageMakerFixture.open({ tasks: modelProcesses, modelTimeoutMs: 500 });
  const { clock } = fixture;
  cloudwatch = new CloudWatch({ clock, region: 'eu-west-1', accountId: '123456789012', targets: {} as never });
  fixture.account.register(cloudwatch);
  runtime = new RuntimeClient(await fixture.runtimeConfig());
  await fixture.serve(fixture.client(), 'fraud-blue', 'v1', { count: 2 });
});
afterAll(async () => {
  runtime.destroy();
  cloudwatch.stop();
  await fixture.close();
});

const invoke = (body: object) =>
  runtime.invokeEndpoint({ EndpointName: 'fraud-blue', Body: JSON.stringify(body) }).catch(() => undefined);

async function statistic(MetricName: string, Stat: string, more: Record<string, string> = {}): Promise<number[]> {
  const dimensions = { EndpointName: 'fraud-blue', VariantName: 'AllTraffic', ...more };
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: 'AWS/SageMaker', MetricName, Dimensions };
  const answer = await fixture.account.call('monitoring', 'GetMetricData', {
    StartTime: new Date(START),
    EndTime: new Date(fixture.clock.now() + 60_000),
    MetricDataQueries: [{ Id: 'm', MetricStat: { Metric, Period: 60, Stat } }],
  });
  return answer.MetricDataResults[0].Values;
}

test('each minute with invocations is published when it is over', async () => {
  await fixture.pass(1);
  for (const body of [{ delayMs: 50 }, { status: 404 }, { status: 500 }, { delayMs: 900 }]) await invoke(body);
  await runtime.invokeEndpoint({ EndpointName: 'Fraud-Blue', Body: '{}' }); // the same endpoint
  expect(fixture.data).toEqual([]);
  await fixture.pass(1);
  for (const data of fixture.data) cloudwatch.ingest(data);
  expect(await statistic('Invocations', 'Sum')).toEqual([5]);
  expect(await statistic('Invocation4XXErrors', 'Average')).toEqual([1 / 5]);
  expect(await statistic('Invocation5XXErrors', 'Sum')).toEqual([1]);
  expect(await statistic('InvocationModelErrors', 'Sum')).toEqual([3]); // the one without an answer too
  expect(await statistic('InvocationsPerInstance', 'Sum')).toEqual([5 / 2]);
  const [slowest] = await statistic('ModelLatency', 'Maximum');
  expect(slowest).toBeGreaterThan(45_000); // microseconds
  expect(slowest).toBeLessThan(500_000);
  expect(await statistic('ModelLatency', 'SampleCount')).toEqual([4]);
  expect(await statistic('OverheadLatency', 'SampleCount')).toEqual([5]);
  expect(await statistic('Invocations', 'Sum', { EndpointConfigName: 'v1' })).toEqual([5]);
});

test('an endpoint without a healthy container answers 503, which counts as an error of the model', async () => {
  fixture.data.length = 0;
  (fixture.tasks as ReturnType<typeof modelProcesses>).kill('blue');
  await new Promise((resolve) => setTimeout(resolve, 300)); // until the exits are seen
  const call = runtime.invokeEndpoint({ EndpointName: 'fraud-blue', Body: '{}' });
  await expect(call).rejects.toMatchObject({ name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } });
  await fixture.pass(1);
  const errors = fixture.data.find(({ metricName }) => metricName === 'InvocationModelErrors');
  expect(errors).toMatchObject({ values: [1], counts: [1] });
  expect(fixture.data.some(({ metricName }) => metricName === 'ModelLatency')).toBe(false);
});
