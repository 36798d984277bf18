import { IncomingMessage, request as httpRequest } from 'node:http';
import { SageMakerFixture } from '../../../rehearsal/aws/sagemaker/fixture';
import { modelProcesses } from '../../../rehearsal/aws/sagemaker/runtime/model-server';
import { predict } from '../../support/client';
import { counted, eventually, RunningGateway, World } from '../../support/world';

jest.setTimeout(60_000); // real processes on a busy machine

const EVENTS = { accept: 'text/event-stream', 'content-type': 'application/json' };
let fixture: SageMakerFixture;
let world: World;
let running: RunningGateway;

beforeAll(async () => {
  fixture = await SageMakerFixture.open({ tasks: modelProcesses, modelTimeoutMs: 4_000 });
  await fixture.serve(fixture.client(), 'chat', 'v1');
});
afterAll(() => fixture.close());
beforeEach(async () => {
  world = new World();
  const variables = { GATEWAY_SAGEMAKER_STREAM_HEADER: 'X-Stream' };
  running = await world.sageMakerGateway('chat', await fixture.emulated.runtime.elsewhere(), { variables });
});
afterEach(() => world.close());

interface Stream {
  readonly incoming: IncomingMessage;
  /** Parts, each with the milliseconds since the request. */
  readonly parts: { readonly text: string; readonly atMs: number }[];
  readonly headAtMs: number;
  /** Whether all of it came. */
  readonly over: Promise<boolean>;
}

function stream(body: object, headers: Record<string, string> = EVENTS): Promise<Stream> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: '127.0.0.1',
      port: running.port,
      method: 'POST',
      path: '/invocations',
      headers,
    });
    request.on('error', reject);
    request.on('response', (incoming) => {
      const parts: Stream['parts'] = [];
      incoming.on('data', (chunk) => parts.push({ text: String(chunk), atMs: performance.now() - began }));
      incoming.on('error', () => undefined);
      const over = new Promise<boolean>((done) => incoming.on('close', () => done(incoming.complete)));
      resolve({ incoming, parts, headAtMs: performance.now() - began, over });
    });
    request.end(JSON.stringify(body));
  });
}

const count = () => {
  const all = Object.entries(counted(world, running.gateway));
  return Object.fromEntries(all.filter(([, number]) => number > 0));
};

test.each([
  ['accept: text/event-stream', EVENTS],
  ['the header that was configured', { 'x-stream': '1' }],
])('each part comes when the model sends it, for %s', async (_, headers) => {
  const { incoming, parts, over } = await stream(
    { parts: ['data: a\n\n', 'data: b\n\n', 'data: c\n\n'], pauseMs: 300 },
    headers,
  );
  expect(await over).toBe(true);
  expect(parts.map(({ text }) => text)).toEqual(['data: a\n\n', 'data: b\n\n', 'data: c\n\n']);
  const gaps = parts.slice(1).map(({ atMs }, index) => atMs - parts[index].atMs);
  for (const gap of gaps) expect(gap).toBeGreaterThan(150);
  expect(incoming.headers).toMatchObject({
    'content-type': 'application/json', // the model's own
    'transfer-encoding': 'chunked',
    'x-amzn-invoked-production-variant': 'AllTraffic',
  });
  expect(count()).toEqual({ Requests: 1 });
});

test('without either the answer comes as a whole', async () => {
  const { incoming } = await stream({ parts: ['a', 'b'] }, {});
  expect(incoming.headers['content-length']).toBe('2');
});

test("fails with the model's own status when it fails before the first part", async () => {
  const reply = await predict(running.port, { headers: EVENTS, body: '{"status":429,"parts":["slow down"]}' });
  expect([reply.status, String(reply.body)]).toEqual([429, 'slow down']);
  expect(count()).toEqual({ Requests: 1, ClientErrors: 1 });
});

test('fails by a cut connection when the model takes too long, so that no part is taken for the whole', async () => {
  const { parts, over } = await stream({ parts: Array.from({ length: 100 }, () => 'a'), pauseMs: 400 });
  expect(await over).toBe(false);
  expect(parts.length).toBeGreaterThan(3);
  expect(count()).toEqual({ Requests: 1, Errors: 1, Timeouts: 1 });
});

test('fails by a cut connection when the model dies', async () => {
  const { parts, over } = await stream({ parts: ['a', 'b'], die: true });
  expect(await over).toBe(false);
  expect(parts.map(({ text }) => text)).toEqual(['a']);
  expect(count()).toEqual({ Requests: 1, Errors: 1, CutOff: 1 });
  await fixture.untilAgain(async () => (await predict(running.port, { body: '{"parts":["a"]}' })).status === 200);
});

test('a caller that leaves cancels the request to the model at once', async () => {
  const before = fixture.data.length;
  const { incoming, parts } = await stream({ parts: ['a', 'b'], pauseMs: 3_000 });
  await eventually('the first part', () => parts.length > 0);
  incoming.destroy();
  await eventually('the gateway knows', () => count().ClientAborts === 1);
  const latencies = () => fixture.data.slice(before).filter(({ metricName }) => metricName === 'ModelLatency');
  for (let tries = 0; tries < 100 && latencies().length === 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 25)); // until SageMaker saw it
    await fixture.pass(1);
  }
  expect(latencies()).not.toEqual([]);
  expect(Math.max(...latencies().flatMap(({ values }) => values))).toBeLessThan(3_000_000); // microseconds
  expect(count()).toEqual({ Requests: 1, ClientAborts: 1 });
});
