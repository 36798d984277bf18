import { ProbeEvent } from '../../lib/contract';
import { makeHandler, ProbeClients } from '../../lib/handlers/probe';

const SPEC: ProbeEvent['spec'] = {
  requests: [{ method: 'POST', path: '/predict', headers: { 'x-model-environment': 'blue' }, body: '{"secret":1}' }],
  expectedStatus: 200,
  intervalSeconds: 10,
  count: 3,
  timeoutMs: 2000,
  maxFailedPercent: 33,
};

const EVENT: ProbeEvent = { action: 'probe', environment: 'green', seconds: 60, spec: SPEC };

/** A prober on a clock that only its own pauses move; `status` is asked for each request. */
function prober(status: (request: number) => number = () => 200, more: Partial<ProbeClients> = {}, env = {}) {
  let clock = Date.UTC(2026, 0, 1);
  const start = clock;
  const sent: { url: string; headers: Record<string, string> }[] = [];
  const put: any[] = [];
  const lines: string[] = [];
  const log = (text: string, data?: unknown) => void lines.push(`${text} ${JSON.stringify(data)}`);
  const handler = makeHandler({
    clients: {
      fetch: async (url, { headers }) => {
        sent.push({ url, headers });
        return {
          status: status(sent.length - 1),
          headers: [['content-type', 'application/json']],
          text: async () => '{}',
        };
      },
      cloudwatch: { send: async ({ input }: any) => void put.push(input) },
      sageMakerRuntime: { send: async () => Promise.reject(new Error('not here')) },
      stopwatch: () => 0,
      sleep: async (ms) => void (clock += ms),
      ...more,
    },
    now: () => new Date(clock),
    env: { MODEL_NAME: 'fraud', TEST_ENDPOINT: 'http://test:9001', ...env },
    logger: { info: log, error: log },
  });
  return { handler, sent, put, lines, seconds: () => (clock - start) / 1000 };
}

const valuesOf = (put: readonly any[], name: string) =>
  put.map(({ MetricData }) => MetricData.find(({ MetricName }: any) => MetricName === name).Value as number);

test('sends rounds to the environment of the release, until the next look', async () => {
  const { handler, sent, put, seconds } = prober();
  expect(await handler(EVENT)).toEqual({ probes: 18, failed: 0 });
  expect(seconds()).toBe(60);
  expect(sent).toHaveLength(18);
  expect(new Set(sent.map(({ headers }) => headers['x-model-environment']))).toEqual(new Set(['green']));
  expect(sent[0].url).toBe('http://test:9001/predict');
  const times = put.map(({ MetricData: [{ Timestamp }] }) => (Timestamp as Date).getTime());
  expect(times.map((time) => (time - times[0]) / 1000)).toEqual([0, 10, 20, 30, 40, 50]);
});

test('publishes each round in high resolution, under its model and environment', async () => {
  const { handler, put } = prober((request) => (request < 2 ? 500 : 200));
  expect(await handler({ ...EVENT, seconds: 20 })).toEqual({ probes: 6, failed: 2 });
  expect(valuesOf(put, 'Probes')).toEqual([3, 3]);
  expect(valuesOf(put, 'FailedProbes')).toEqual([2, 0]);
  expect(put[0].Namespace).toBe('cdk-model-bluegreen/probe');
  expect(put[0].MetricData[0]).toMatchObject({
    StorageResolution: 1,
    Dimensions: [
      { Name: 'Model', Value: 'fraud' },
      { Name: 'Environment', Value: 'green' },
    ],
  });
});

test('asks the requests in turn, from one look to the next too', async () => {
  const { handler, sent } = prober();
  const requests = [1, 2, 3, 4].map((number) => ({ method: 'POST' as const, path: `/${number}`, body: '{}' }));
  const event = { ...EVENT, spec: { ...SPEC, requests, intervalSeconds: 60, count: 2 } };
  for (let look = 0; look < 2; look++) await handler(event);
  expect(new Set(sent.map(({ url }) => new URL(url).pathname))).toEqual(new Set(['/1', '/2', '/3', '/4']));
});

test('logs what failed, and nothing of what was asked or answered', async () => {
  const { handler, lines } = prober(() => 500);
  await handler({ ...EVENT, seconds: 10 });
  expect(lines).toEqual(['probes failed {"environment":"green","status 500":3}']);
  expect(lines.join()).not.toContain('secret');
});

test('fails no release for metrics that were not taken: the next round has its own', async () => {
  let calls = 0;
  const send = async () => (calls++ === 0 ? Promise.reject(new Error('throttled')) : {});
  const { handler, lines } = prober(() => 200, { cloudwatch: { send } as unknown as ProbeClients['cloudwatch'] });
  expect(await handler({ ...EVENT, seconds: 20 })).toEqual({ probes: 6, failed: 0 });
  expect(calls).toBe(2);
  expect(lines[0]).toContain('probes were not published');
});

test('names the variant of an endpoint, where there is no load balancer', async () => {
  const targets: unknown[] = [];
  const sageMakerRuntime = {
    send: async ({ input }: any) => {
      targets.push(input.TargetVariant);
      return { $metadata: { httpStatusCode: 200 }, Body: Buffer.from('{}'), ContentType: 'application/json' };
    },
  };
  const { handler } = prober(() => 200, { sageMakerRuntime }, { ENDPOINT_NAME: 'fraud' });
  expect(await handler({ ...EVENT, seconds: 10 })).toEqual({ probes: 3, failed: 0 });
  expect(targets).toEqual(['green', 'green', 'green']);
});

test.each([
  ['no environment', { environment: 'red' }],
  ['longer than a function may take', { seconds: 901 }],
  ['no requests', { spec: { ...SPEC, requests: [] } }],
])('fails for an event with %s', async (_, change) => {
  await expect(prober().handler({ ...EVENT, ...change })).rejects.toThrow('event breaks the contract');
});
