import { request as httpRequest, IncomingMessage, Agent } from 'node:http';
import { call, predict } from '../support/client';
import { counted, eventually, World } from '../support/world';

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.close());

const never = () => undefined;

test('fails with 502 unreachable when nobody listens', async () => {
  const { port, gateway } = await world.gateway(world.deadPort());
  const reply = await predict(port);
  expect(reply).toMatchObject({ status: 502, headers: { 'x-gateway-error': 'unreachable' } });
  expect(JSON.parse(String(reply.body))).toEqual({
    error: 'the model server could not be reached; see the log of its container',
  });
  expect(counted(world, gateway)).toMatchObject({ Requests: 1, Errors: 1, Unreachable: 1 });
});

test('fails with 502 cut-off when the model dies of a request, and does not send it twice', async () => {
  let requests = 0;
  const model = await world.model((request) => {
    requests += 1;
    request.socket.destroy();
  });
  const { port, gateway } = await world.gateway(model);
  expect(await predict(port)).toMatchObject({ status: 502, headers: { 'x-gateway-error': 'cut-off' } });
  expect(requests).toBe(1);
  expect(counted(world, gateway)).toMatchObject({ Errors: 1, CutOff: 1, Retries: 0 });
});

test('fails with a cut connection, never with a short body, when the model dies in its answer', async () => {
  const model = await world.model((_, response) => {
    response.write('half of it');
    setTimeout(() => response.destroy(), 20);
  });
  const { port, gateway } = await world.gateway(model);
  await expect(predict(port)).rejects.toThrow('aborted');
  await eventually('the request is over', () => gateway.metrics.inFlight === 0);
  expect(counted(world, gateway)).toMatchObject({ Requests: 1, Errors: 1, CutOff: 1, ClientAborts: 0 });
});

test.each([
  ['is no HTTP at all', 'hello\r\n\r\n'],
  ['has two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
  [
    'has a length and a transfer coding',
    'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['has a transfer coding but chunked', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
])('fails with 502 invalid-answer when the answer %s', async (_, answer) => {
  const model = await world.tcp((socket) => socket.on('data', () => socket.write(answer)));
  const { port, gateway } = await world.gateway(model);
  expect(await predict(port)).toMatchObject({ status: 502, headers: { 'x-gateway-error': 'invalid-answer' } });
  expect(counted(world, gateway)).toMatchObject({ Requests: 1, Errors: 1, InvalidAnswers: 1 });
});

test('fails with 504 when the model does not answer in time, and cancels the request', async () => {
  let cancelled = false;
  const model = await world.model((request) => request.on('close', () => (cancelled = true)));
  const { port, gateway } = await world.gateway(model, { variables: { GATEWAY_TIMEOUT_MS: '50' } });
  expect(await predict(port)).toMatchObject({ status: 504, headers: { 'x-gateway-error': 'timeout' } });
  await eventually('the model learns of it', () => cancelled);
  expect(counted(world, gateway)).toMatchObject({ Errors: 1, Timeouts: 1 });
});

test('an answer that has begun takes as long as it takes', async () => {
  const model = await world.model((_, response) => {
    response.write('a');
    setTimeout(() => response.end('b'), 150);
  });
  const { port } = await world.gateway(model, { variables: { GATEWAY_TIMEOUT_MS: '50' } });
  expect(String((await predict(port)).body)).toBe('ab');
});

test("what is left of the caller's deadline goes on to the model", async () => {
  const model = await world.model((request, response) => response.end(request.headers['x-model-deadline-ms']));
  const { port } = await world.gateway(model);
  const reply = await predict(port, { headers: { 'x-model-deadline-ms': '5000', 'content-length': '7' } });
  expect(Number(String(reply.body))).toBeLessThanOrEqual(5000);
  expect(Number(String(reply.body))).toBeGreaterThan(3000);
});

test("fails with 504 at the caller's deadline, which cuts off what has begun, too", async () => {
  const silent = await world.model(never);
  const slow = await world.model((_, response) => void response.write('a'));
  const headers = { 'x-model-deadline-ms': '50', 'content-length': '7' };
  const { port } = await world.gateway(silent);
  expect(await predict(port, { headers })).toMatchObject({ status: 504 });
  await expect(predict((await world.gateway(slow)).port, { headers })).rejects.toThrow('aborted');
});

test.each(['', 'soon', '-1', '1e3', '0x10'])('a deadline of %p is none', async (deadline) => {
  const model = await world.model((_, response) => response.end('ok'));
  const { port } = await world.gateway(model);
  const headers = { 'x-model-deadline-ms': deadline, 'content-length': '7' };
  expect(await predict(port, { headers })).toMatchObject({ status: 200 });
});

test('fails with 503 when too many requests are under way, and takes the next when one is over', async () => {
  const waiting: (() => void)[] = [];
  const model = await world.model((_, response) => waiting.push(() => response.end('ok')));
  const { port, gateway } = await world.gateway(model, { variables: { GATEWAY_MAX_IN_FLIGHT: '2' } });
  const first = [predict(port), predict(port)];
  await eventually('both are under way', () => waiting.length === 2);
  expect(await predict(port, { body: 'x'.repeat(300_000) })).toMatchObject({
    status: 503,
    headers: { 'x-gateway-error': 'overloaded' },
  });
  waiting.forEach((answer) => answer());
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
  await eventually('both are over', () => gateway.metrics.inFlight === 0);
  expect(gateway.metrics.take()).toMatchObject({
    counts: { Requests: 3, Errors: 1, Overloaded: 1 },
    mostInFlight: 2,
  });
});

test('a caller that goes away cancels its request: waiting for an answer', async () => {
  let state = 'none';
  const model = await world.model((request) => {
    state = 'begun';
    request.on('close', () => (state = 'cancelled'));
  });
  const { port, gateway } = await world.gateway(model);
  const request = httpRequest({ host: '127.0.0.1', port, agent: false }).end();
  request.on('error', never);
  await eventually('the model has the request', () => state === 'begun');
  request.destroy();
  await eventually('the model learns of it', () => state === 'cancelled');
  expect(counted(world, gateway)).toMatchObject({ Requests: 1, Errors: 0, ClientAborts: 1 });
});

test('a caller that goes away cancels its request: in the middle of the answer', async () => {
  let cancelled = false;
  const model = await world.model((_, response) => {
    response.write('first');
    response.on('close', () => (cancelled = true));
  });
  const { port } = await world.gateway(model);
  const request = httpRequest({ host: '127.0.0.1', port, agent: false }).end();
  request.on('error', never);
  const incoming = await new Promise<IncomingMessage>((resolve) => request.on('response', resolve));
  incoming.on('error', never);
  request.destroy();
  await eventually('the model learns of it', () => cancelled);
});

test('a caller that goes away cancels its request: in the middle of its upload', async () => {
  let state = 'none';
  const model = await world.model((request) => {
    state = 'begun';
    request.on('close', () => (state = 'cancelled'));
  });
  const { port, gateway } = await world.gateway(model);
  const request = httpRequest({ host: '127.0.0.1', port, agent: false, method: 'POST' });
  request.on('error', never);
  request.write('first');
  await eventually('the model has the request', () => state === 'begun');
  request.destroy();
  await eventually('the model learns of it', () => state === 'cancelled');
  await eventually('nothing is under way', () => gateway.metrics.inFlight === 0);
});

test('a caller that goes away before its small body is complete never reaches the model', async () => {
  let requests = 0;
  const model = await world.model(() => (requests += 1));
  const { port, gateway } = await world.gateway(model);
  const headers = { 'content-length': '10' };
  const request = httpRequest({ host: '127.0.0.1', port, agent: false, method: 'POST', headers });
  request.on('error', never);
  request.write('half');
  await eventually('the gateway has the head', () => gateway.metrics.inFlight === 1);
  request.destroy();
  await eventually('nothing is under way', () => gateway.metrics.inFlight === 0);
  expect(requests).toBe(0);
});

test('a connection serves on after an answer of the gateway itself, whatever was still to come of the body', async () => {
  const { port } = await world.gateway(world.deadPort());
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (const size of [7, 300_000, 7]) {
    expect(await call(port, { method: 'POST', body: 'x'.repeat(size), agent })).toMatchObject({ status: 502 });
  }
  agent.destroy();
});
