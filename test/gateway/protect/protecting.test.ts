import { RequestListener } from 'node:http';
import { GatewayMetric } from '../../../lib/contract';
import { NO_SETTINGS } from '../../../lib/gateway/settings/settings';
import { call, predict } from '../support/client';
import { counted, eventually, World } from '../support/world';
import { answering, failing, PROTECT, protecting, server } from './support';

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.close());

const { REQUESTS, ERRORS, PROTECTED, PROTECT_FAILED, PROTECT_TOO_LARGE } = GatewayMetric;

test('what the model answers with 5xx is answered by the stable side, and counts as an error of the model', async () => {
  const [model, stable] = [await server(world, failing(503)), await server(world, answering('stable'))];
  const { port, gateway } = await protecting(world, model.port, stable.port);
  const headers = { 'x-tag': 'a', host: 'models.example', 'x-request-id': 'r-1', 'content-length': '7' };
  const reply = await predict(port, { path: '/invocations?a=b', headers });
  expect(reply).toMatchObject({ status: 200, headers: { 'x-model-protected': 'blue', 'x-request-id': 'r-1' } });
  expect(String(reply.body)).toBe('stable');
  expect(stable.seen).toEqual([
    { method: 'POST', url: '/invocations?a=b', body: '{"x":1}', headers: expect.anything() },
  ]);
  expect(stable.seen[0].headers).toEqual({
    ...headers,
    'x-model-protected': '1',
    'x-model-environment': 'blue',
    connection: 'keep-alive',
  });
  expect(model.seen[0].headers).toEqual({ ...headers, connection: 'keep-alive' });
  expect(counted(world, gateway)).toMatchObject({ Requests: 1, Errors: 1, ModelErrors: 1, Protected: 1 });
});

test('a model that answers well is the only one that is asked', async () => {
  const [model, stable] = [await server(world, answering('new')), await server(world, answering('stable'))];
  const { port, gateway } = await protecting(world, model.port, stable.port);
  const reply = await predict(port);
  expect([reply.status, String(reply.body), reply.headers['x-model-protected']]).toEqual([200, 'new', undefined]);
  expect(stable.seen).toEqual([]);
  expect(counted(world, gateway)).toMatchObject({ Requests: 1, Errors: 0, Protected: 0 });
});

test('a 4xx is the caller’s own, and stays', async () => {
  const [model, stable] = [await server(world, failing(422)), await server(world, answering('stable'))];
  const { port } = await protecting(world, model.port, stable.port);
  expect((await predict(port)).status).toBe(422);
  expect(stable.seen).toEqual([]);
});

describe('a model that gives no answer', () => {
  const cutOff: RequestListener = (request) => void request.on('end', () => request.socket.destroy()).resume();
  const invalid: RequestListener = (request) =>
    void request.on('end', () => request.socket.end('HTTP/1.1 what 200\r\n\r\n')).resume();
  const silent: RequestListener = (request) => void request.resume();

  test.each<[string, RequestListener | undefined, string]>([
    ['can’t be reached', undefined, GatewayMetric.UNREACHABLE],
    ['ends the connection', cutOff, GatewayMetric.CUT_OFF],
    ['does not speak HTTP', invalid, GatewayMetric.INVALID_ANSWERS],
    ['is too late', silent, GatewayMetric.TIMEOUTS],
  ])('%s', async (_, handle, metric) => {
    const modelPort = handle === undefined ? world.deadPort() : await world.model(handle);
    const stable = await server(world, answering('stable'));
    const variables = { GATEWAY_TIMEOUT_MS: '100' };
    const { port, gateway } = await protecting(world, modelPort, stable.port, { variables });
    const reply = await predict(port);
    expect([reply.status, String(reply.body)]).toEqual([200, 'stable']);
    expect(counted(world, gateway)).toMatchObject({ [REQUESTS]: 1, [ERRORS]: 1, [metric]: 1, [PROTECTED]: 1 });
  });
});

describe('the body of the request reaches the stable side as it came', () => {
  const large = 'x'.repeat(300_000);

  test.each<[string, string, Record<string, string>]>([
    ['small', '{"x":2}', { 'content-length': '7' }],
    ['large', large, { 'content-length': String(large.length) }],
    ['chunked', large, { 'transfer-encoding': 'chunked' }],
  ])('%s', async (_, body, headers) => {
    const stable = await server(world, answering('stable'));
    for (const modelPort of [(await server(world, failing())).port, world.deadPort()]) {
      const { port } = await protecting(world, modelPort, stable.port);
      expect((await predict(port, { body, headers })).status).toBe(200);
    }
    expect(stable.seen.map((each) => each.body === body)).toEqual([true, true]);
  });

  test('none', async () => {
    const [model, stable] = [await server(world, failing()), await server(world, answering('stable'))];
    const { port } = await protecting(world, model.port, stable.port);
    expect((await call(port, { path: '/v1/models' })).status).toBe(200);
    expect(stable.seen).toMatchObject([{ method: 'GET', url: '/v1/models', body: '' }]);
  });

  test('also when the model fails before all of it is here', async () => {
    const modelPort = await world.model((_, response) => void response.writeHead(500).end());
    const stable = await server(world, answering('stable'));
    const { port } = await protecting(world, modelPort, stable.port);
    expect((await predict(port, { body: large, headers: { 'transfer-encoding': 'chunked' } })).status).toBe(200);
    expect(stable.seen[0].body).toHaveLength(large.length);
  });
});

describe('what is too large to be sent twice', () => {
  const body = 'x'.repeat(100_000);

  test.each([
    ['for a request', { GATEWAY_MIRROR_MAX_BODY_BYTES: '90000' }],
    ['for all of them together', { GATEWAY_MIRROR_MAX_BYTES: '90000' }],
  ])('is not, and counted: %s', async (_, variables) => {
    const [model, stable] = [await server(world, failing()), await server(world, answering('stable'))];
    const { port, gateway } = await protecting(world, model.port, stable.port, { variables });
    const reply = await predict(port, { body, headers: { 'content-length': String(body.length) } });
    expect([reply.status, String(reply.body)]).toEqual([500, 'broken']);
    expect(stable.seen).toEqual([]);
    expect(counted(world, gateway)).toMatchObject({ [ERRORS]: 1, [PROTECTED]: 0, [PROTECT_TOO_LARGE]: 1 });
  });

  test('gives back its room, request after request', async () => {
    const [model, stable] = [await server(world, failing()), await server(world, answering('stable'))];
    const variables = { GATEWAY_MIRROR_MAX_BYTES: '150000' };
    const { port } = await protecting(world, model.port, stable.port, { variables });
    for (let count = 0; count < 5; count += 1) {
      expect((await predict(port, { body, headers: { 'transfer-encoding': 'chunked' } })).status).toBe(200);
    }
  });
});

describe('the stable side is not asked', () => {
  test.each<[string, Parameters<typeof predict>[1]]>([
    ['for another path', { path: '/admin' }],
    ['for another method', { method: 'PUT' }],
    ['for a copy of another environment’s request', { headers: { 'x-model-mirror': '1' } }],
    ['for what another gateway sent in place of its own model', { headers: { 'x-model-protected': '1' } }],
    ['for a request to this very environment', { headers: { 'x-model-environment': 'green' } }],
  ])('%s', async (_, request) => {
    const [model, stable] = [await server(world, failing()), await server(world, answering('stable'))];
    const { port } = await protecting(world, model.port, stable.port);
    expect((await predict(port, request)).status).toBe(500);
    expect(stable.seen).toEqual([]);
  });

  test.each([
    ['for another environment', { ...PROTECT, of: 'blue', by: 'green' } as const],
    ['after its time', { ...PROTECT, until: Date.now() / 1000 - 1 }],
    ['without a word of the release', undefined],
  ])('%s', async (_, protect) => {
    const [model, stable] = [await server(world, failing()), await server(world, answering('stable'))];
    const { port, gateway } = await protecting(world, model.port, stable.port, {
      settings: { ...NO_SETTINGS, protect },
    });
    expect((await predict(port)).status).toBe(500);
    expect(stable.seen).toEqual([]);
    expect(counted(world, gateway)).toMatchObject({ Errors: 1, Protected: 0 });
  });

  test('once an answer has begun: it is cut off as ever', async () => {
    const modelPort = await world.model((request, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('half');
      setTimeout(() => request.socket.destroy(), 20);
    });
    const stable = await server(world, answering('stable'));
    const { port, gateway } = await protecting(world, modelPort, stable.port);
    await expect(predict(port)).rejects.toThrow();
    expect(stable.seen).toEqual([]);
    expect(counted(world, gateway)).toMatchObject({ Errors: 1, CutOff: 1, Protected: 0 });
  });

  test('when the caller’s time is over', async () => {
    const modelPort = await world.model((request) => void request.resume());
    const stable = await server(world, answering('stable'));
    const { port } = await protecting(world, modelPort, stable.port);
    expect((await predict(port, { headers: { 'x-model-deadline-ms': '60' } })).status).toBe(504);
    expect(stable.seen).toEqual([]);
  });
});

test('what is left of the caller’s time goes on to the stable side', async () => {
  const model = await server(world, (response) => void setTimeout(() => failing()(response), 100));
  const stable = await server(world, answering('stable'));
  const { port } = await protecting(world, model.port, stable.port);
  expect((await predict(port, { headers: { 'x-model-deadline-ms': '5000' } })).status).toBe(200);
  const left = Number(stable.seen[0].headers['x-model-deadline-ms']);
  expect(left).toBeLessThan(4_950);
  expect(left).toBeGreaterThan(3_000);
});

describe('a stable side that fails, too', () => {
  test('its own 5xx is the answer', async () => {
    const [model, stable] = [await server(world, failing(500)), await server(world, failing(503))];
    const { port, gateway } = await protecting(world, model.port, stable.port);
    expect(await predict(port)).toMatchObject({ status: 503, headers: { 'x-model-protected': 'blue' } });
    expect(counted(world, gateway)).toMatchObject({ [ERRORS]: 1, [PROTECTED]: 0, [PROTECT_FAILED]: 1 });
  });

  test('fails with the gateway’s own answer when it gives none, and is asked once', async () => {
    const model = await server(world, failing(500));
    const { port, gateway } = await protecting(world, model.port, world.deadPort());
    expect(await predict(port)).toMatchObject({ status: 502, headers: { 'x-gateway-error': 'unreachable' } });
    expect(counted(world, gateway)).toMatchObject({ [REQUESTS]: 1, [ERRORS]: 1, [PROTECT_FAILED]: 1 });
  });
});

test('two gateways that stand behind each other send a request on once', async () => {
  const [blue, green] = [await server(world, failing()), await server(world, failing())];
  let greenGateway = 0;
  const way = await world.model((request, response) => {
    // Both gateways reach each other by here, as by the test listener.
    const headers = Object.entries(request.headers).flatMap(([name, value]) => [name, String(value)]);
    void call(greenGateway, { method: 'POST', path: request.url, headers, body: '{"x":1}' }).then((reply) =>
      response.writeHead(reply.status).end(reply.body),
    );
  });
  const first = await protecting(world, blue.port, way, {
    variables: { GATEWAY_ENVIRONMENT: 'blue' },
    settings: { protect: { of: 'blue', by: 'green', until: 4e9 } },
  });
  greenGateway = (await protecting(world, green.port, way)).port;
  expect((await predict(first.port)).status).toBe(500);
  expect([blue.seen.length, green.seen.length]).toEqual([1, 1]);
});

test('what another gateway sent is not mirrored', async () => {
  const [model, target] = [await server(world, answering('ok')), await server(world, answering('copy'))];
  const mirror = { from: 'green', to: 'blue', percent: 100, until: 4e9 } as const;
  const { port } = await protecting(world, model.port, target.port, { settings: { mirror } });
  await predict(port, { headers: { 'x-model-protected': '1' } });
  await predict(port);
  await eventually('the other one is copied', () => target.seen.length > 0);
  expect(target.seen.map(({ headers }) => headers['x-model-protected'])).toEqual([undefined]);
});

test('a caller that goes away is waited for by neither side', async () => {
  let left = false;
  const stablePort = await world.model((_, response) => void response.on('close', () => (left = true)));
  const model = await server(world, failing());
  const { port, gateway } = await protecting(world, model.port, stablePort);
  const controller = new AbortController();
  const given = fetch(`http://127.0.0.1:${port}/invocations`, {
    method: 'POST',
    body: '{}',
    signal: controller.signal,
  });
  await eventually('the model is asked', () => model.seen.length === 1);
  setTimeout(() => controller.abort(), 50);
  await expect(given).rejects.toThrow();
  await eventually('the stable side is told', () => left);
  expect(counted(world, gateway)).toMatchObject({ Requests: 1, Errors: 1, ClientAborts: 1, Protected: 0 });
});

test('a model that fails all the time keeps its connections', async () => {
  const sockets = new Set<unknown>();
  const model = await server(world, (response, request) => {
    sockets.add(request.socket);
    failing()(response);
  });
  const stable = await server(world, answering('stable'));
  const { port } = await protecting(world, model.port, stable.port);
  for (let count = 0; count < 30; count += 1) await predict(port);
  expect(model.seen).toHaveLength(30);
  expect(sockets.size).toBeLessThan(5);
});
