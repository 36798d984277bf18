import { IncomingMessage, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { MirrorSettings } from '../../../lib/contract';
import { AnswerPair, PairObserver } from '../../../lib/gateway/mirror/observer';
import { call, predict } from '../support/client';
import { counted, eventually, GatewaySetup, RunningGateway, World } from '../support/world';

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.close());

interface Seen {
  readonly method?: string;
  readonly url?: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A model server that keeps what it was asked and answers after a while. */
async function model(answerBody = 'ok', delayMs = 0): Promise<{ port: number; seen: Seen[] }> {
  const seen: Seen[] = [];
  const port = await world.model((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      setTimeout(() => response.end(answerBody), delayMs);
    });
  });
  return { port, seen };
}

const MIRROR: MirrorSettings = { from: 'blue', to: 'green', percent: 100, until: 4e9 };

/** A gateway that mirrors everything on the allow-list, and has settled with it. */
async function mirroring(live: number, target: number, setup: GatewaySetup = {}): Promise<RunningGateway> {
  const running = await world.gateway(live, {
    settings: { mirror: MIRROR },
    ...setup,
    variables: {
      GATEWAY_MIRROR_URL: `http://127.0.0.1:${target}`,
      GATEWAY_MIRROR_ROUTES: 'POST /invocations, GET /v1/*',
      ...setup.variables,
    },
  });
  await sleep(1); // the first settings are read without waiting
  return running;
}

class Pairs implements PairObserver {
  readonly all: AnswerPair[] = [];

  constructor(readonly bodyLimit = 64 * 1024) {}

  paired(pair: AnswerPair): void {
    this.all.push(pair);
  }
}

test('the copy is the request, marked and addressed to the other environment', async () => {
  const [live, candidate] = [await model(), await model()];
  const { port } = await mirroring(live.port, candidate.port);
  const headers = { 'x-tag': 'a', host: 'models.example', 'x-model-environment': 'blue', 'x-request-id': 'r-1' };
  await predict(port, { path: '/invocations?a=b', headers: { ...headers, 'content-length': '7' } });
  await eventually('the copy arrives', () => candidate.seen.length === 1);
  expect(candidate.seen[0]).toMatchObject({ method: 'POST', url: '/invocations?a=b', body: '{"x":1}' });
  expect(candidate.seen[0].headers).toEqual({
    ...headers,
    'x-model-environment': 'green',
    'x-model-mirror': '1',
    'content-length': '7',
    connection: 'keep-alive',
  });
  expect(live.seen[0].headers).not.toHaveProperty('x-model-mirror');
});

test('a copy of a chunked body has a length, one without a body has none', async () => {
  const [live, candidate] = [await model(), await model()];
  const { port } = await mirroring(live.port, candidate.port);
  await predict(port, { headers: { 'transfer-encoding': 'chunked' } });
  await call(port, { path: '/v1/models/a' });
  await eventually('both copies arrive', () => candidate.seen.length === 2);
  const [chunked, bare] = ['POST', 'GET'].map((method) => candidate.seen.find((seen) => seen.method === method));
  expect(chunked).toMatchObject({ body: '{"x":1}', headers: { 'content-length': '7' } });
  expect(bare?.headers).not.toHaveProperty('content-length');
  expect(bare?.headers).not.toHaveProperty('transfer-encoding');
});

test('the deadline of the caller is none of the copy', async () => {
  const [live, candidate] = [await model(), await model()];
  const { port } = await mirroring(live.port, candidate.port);
  await predict(port, { headers: { 'x-model-deadline-ms': '9000', 'content-length': '7' } });
  await eventually('the copy arrives', () => candidate.seen.length === 1);
  expect(candidate.seen[0].headers).not.toHaveProperty('x-model-deadline-ms');
});

test('a copy leaves only when the live answer has', async () => {
  const [live, candidate] = [await model('ok', 100), await model()];
  const { port } = await mirroring(live.port, candidate.port);
  const reply = predict(port);
  await eventually('the live model has the request', () => live.seen.length === 1);
  await sleep(50);
  expect(candidate.seen).toHaveLength(0);
  await reply;
  await eventually('the copy arrives', () => candidate.seen.length === 1);
});

test('fails to mirror methods and paths off the allow-list, and a mirror', async () => {
  const [live, candidate] = [await model(), await model()];
  const { port, gateway } = await mirroring(live.port, candidate.port);
  await call(port, { method: 'DELETE', path: '/invocations' });
  await call(port, { method: 'POST', path: '/admin' });
  await call(port, { path: '/v1/../admin' });
  await predict(port, { headers: { 'x-model-mirror': '1', 'content-length': '7' } });
  await predict(port, { body: 'the last' });
  await eventually('the last arrives', () => candidate.seen.length > 0);
  expect(candidate.seen.map(({ body }) => body)).toEqual(['the last']);
  expect(live.seen).toHaveLength(5);
  expect(counted(world, gateway)).toMatchObject({ Requests: 5, Mirrored: 1, MirrorReceived: 1, MirrorDropped: 0 });
});

test('fails to mirror what the caller gave up, and what the live model did not answer', async () => {
  const candidate = await model();
  const { port, gateway } = await mirroring(world.deadPort(), candidate.port);
  await predict(port);
  expect(candidate.seen).toHaveLength(0);
  expect(gateway.mirror?.load).toEqual({ bytes: 0, waiting: 0, inFlight: 0 });
});

test('fails to mirror bodies above the limit, announced or not, and counts them', async () => {
  const [live, candidate] = [await model(), await model()];
  const { port, gateway } = await mirroring(live.port, candidate.port, {
    variables: { GATEWAY_MIRROR_MAX_BODY_BYTES: '100000' },
  });
  const body = 'x'.repeat(100_001);
  expect((await predict(port, { body })).status).toBe(200);
  expect((await predict(port, { body, headers: { 'transfer-encoding': 'chunked' } })).status).toBe(200);
  expect((await predict(port, { body: body.slice(1) })).status).toBe(200);
  await eventually('the small one arrives', () => candidate.seen.length === 1);
  expect(live.seen.map((seen) => seen.body.length)).toEqual([100_001, 100_001, 100_000]);
  expect(counted(world, gateway)).toMatchObject({ Mirrored: 1, MirrorTooLarge: 2, MirrorDropped: 0 });
});

test('the share changes while the gateway runs', async () => {
  const [live, candidate] = [await model(), await model()];
  const { port, gateway } = await mirroring(live.port, candidate.port, {
    settings: { mirror: { ...MIRROR, percent: 0 } },
  });
  await predict(port);
  gateway.mirror?.follow(MIRROR, Date.now());
  await predict(port, { body: 'second' });
  await eventually('the second arrives', () => candidate.seen.length === 1);
  expect(candidate.seen[0].body).toBe('second');
});

test('mirrors to its own environment for a baseline', async () => {
  const [live, again] = [await model(), await model()];
  const observer = new Pairs();
  const { port } = await mirroring(live.port, again.port, {
    observer,
    settings: { mirror: { ...MIRROR, to: 'blue' } },
  });
  await predict(port);
  await eventually('the pair is told', () => observer.all.length === 1);
  expect(again.seen[0].headers).toMatchObject({ 'x-model-environment': 'blue', 'x-model-mirror': '1' });
  expect(observer.all[0]).toMatchObject({ live: { environment: 'blue' }, mirror: { environment: 'blue' } });
});

test.each<[string, MirrorSettings]>([
  ['another environment', { ...MIRROR, from: 'green', to: 'blue' }],
  ['a time that is over', { ...MIRROR, until: Date.now() / 1_000 - 1 }],
])('fails to mirror by settings of %s', async (_what, mirror) => {
  const [live, candidate] = [await model(), await model()];
  const { port, gateway } = await mirroring(live.port, candidate.port, { settings: { mirror } });
  await predict(port);
  gateway.mirror?.follow(MIRROR, Date.now());
  await predict(port, { body: 'the last' });
  await eventually('the last arrives', () => candidate.seen.length > 0);
  expect(candidate.seen.map(({ body }) => body)).toEqual(['the last']);
});

test('ends by itself when its time comes, though nobody says so', async () => {
  const [live, candidate] = [await model(), await model()];
  const { port, gateway } = await mirroring(live.port, candidate.port);
  gateway.mirror?.follow({ ...MIRROR, until: 1_000 }, 1_000_000 - 150); // 150 ms from now
  await predict(port);
  await eventually('the copy arrives', () => candidate.seen.length === 1);
  await sleep(200);
  await predict(port);
  await sleep(50);
  expect(candidate.seen).toHaveLength(1);
});

test('both answers are paired', async () => {
  const [live, candidate] = [await model('{"p":1}'), await model('{"p":2}')];
  const observer = new Pairs();
  const { port } = await mirroring(live.port, candidate.port, { observer });
  await predict(port);
  await eventually('the pair is told', () => observer.all.length === 1);
  const [pair] = observer.all;
  expect(pair).toMatchObject({
    live: { environment: 'blue', answer: { status: 200, bytes: 7 } },
    mirror: { environment: 'green', outcome: { kind: 'answered', answer: { status: 200, bytes: 7 } } },
    request: { method: 'POST', target: '/invocations' },
  });
  expect(String(pair.live.answer.body)).toBe('{"p":1}');
  expect(String(pair.request.body)).toBe('{"x":1}');
  if (pair.mirror.outcome.kind === 'answered') expect(String(pair.mirror.outcome.answer.body)).toBe('{"p":2}');
  expect(pair.live.answer.latencyMs).toBeGreaterThan(0);
});

test('answers above the limit, and streams, are paired by length', async () => {
  const live = await world.model((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end('data: 1\n\n');
  });
  const candidate = await model('x'.repeat(101));
  const observer = new Pairs(100);
  const { port, gateway } = await mirroring(live, candidate.port, { observer });
  await predict(port);
  await eventually('the pair is told', () => observer.all.length === 1);
  expect(observer.all[0].live.answer).toMatchObject({ bytes: 9, body: undefined });
  expect(observer.all[0].mirror.outcome).toMatchObject({ answer: { bytes: 101, body: undefined } });
  await eventually('nothing is held', () => gateway.mirror?.load.bytes === 0);
});

test('fails to pair: an observer that throws harms nobody', async () => {
  const [live, candidate] = [await model(), await model()];
  const observer: PairObserver = {
    bodyLimit: 10,
    paired: () => {
      throw new Error('broken');
    },
  };
  const { port, gateway } = await mirroring(live.port, candidate.port, { observer });
  for (let count = 0; count < 3; count += 1) expect((await predict(port)).status).toBe(200);
  await eventually('all are mirrored', () => candidate.seen.length === 3);
  await eventually('nothing is held', () => gateway.mirror?.load.bytes === 0);
  expect(world.lines.all.join('')).toContain('mirroring failed');
});

test('a copy that meets a closing connection is sent again, lest the candidate is blamed', async () => {
  const live = await model();
  let received = 0;
  const candidate = await world.tcp((socket) => {
    let served = 0;
    socket.on('data', () => {
      received += 1;
      served += 1;
      if (served === 2) socket.resetAndDestroy();
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
  });
  const { port, gateway } = await mirroring(live.port, candidate);
  for (const expected of [1, 3]) {
    await predict(port);
    await eventually('the copy arrives', () => received === expected);
  }
  await eventually('the second is answered', () => counted(world, gateway).MirrorFailed === 0);
});

const LIMITS = { GATEWAY_MIRROR_MAX_IN_FLIGHT: '4', GATEWAY_MIRROR_MAX_QUEUED: '8' };
const REQUESTS = 400;

/** Live requests while the mirror target misbehaves: how many failed, and what the mirror held at most. */
async function liveRun({ port, gateway }: RunningGateway): Promise<{ failed: number; bytes: number; waiting: number }> {
  const most = { failed: 0, bytes: 0, waiting: 0 };
  const replies: Promise<void>[] = [];
  for (let sent = 0; sent < REQUESTS; sent += 1) {
    const body = 'x'.repeat(1_000);
    const reply = predict(port, { body }).then(
      ({ status }) => void (status === 200 ? undefined : (most.failed += 1)),
      () => void (most.failed += 1),
    );
    replies.push(reply);
    const load = gateway.mirror?.load;
    most.bytes = Math.max(most.bytes, load?.bytes ?? 0);
    most.waiting = Math.max(most.waiting, load?.waiting ?? 0);
    if (sent % 4 === 3) await sleep(2);
  }
  await Promise.all(replies);
  return most;
}

test.each<[string, () => number | Promise<number>, (total: Record<string, number>) => void]>([
  [
    'is down',
    () => world.deadPort(),
    ({ MirrorFailed, MirrorDropped, Mirrored }) => {
      expect(MirrorFailed).toBe(Mirrored);
      expect(Mirrored).toBeLessThan(30); // five until it counts as dead, those under way, one each second
      expect(MirrorDropped).toBe(REQUESTS - Mirrored);
    },
  ],
  [
    'hangs',
    () => world.tcp(() => undefined),
    ({ MirrorTimeouts, MirrorDropped, Mirrored }) => {
      expect(MirrorTimeouts).toBeGreaterThanOrEqual(5);
      expect(Mirrored).toBeLessThan(60);
      expect(MirrorDropped).toBeGreaterThan(300);
    },
  ],
  [
    'is slow',
    async () => (await model('ok', 100)).port,
    ({ MirrorAnswered, MirrorDropped, MirrorTimeouts }) => {
      expect(MirrorAnswered).toBeGreaterThan(0);
      expect(MirrorTimeouts).toBe(0);
      expect(MirrorDropped).toBeGreaterThan(200);
    },
  ],
  [
    'closes each connection',
    () => world.tcp((socket) => socket.destroy()),
    ({ MirrorFailed, MirrorDropped, Mirrored }) => {
      expect(MirrorFailed).toBe(Mirrored);
      expect(MirrorDropped).toBe(REQUESTS - Mirrored);
    },
  ],
  [
    'answers with errors',
    () => world.model((_, response) => response.writeHead(500).end()),
    ({ MirrorAnswered, MirrorDropped }) => expect(MirrorAnswered + MirrorDropped).toBe(REQUESTS),
  ],
])('fails no live request when the mirror target %s, and holds no more than allowed', async (how, target, check) => {
  const live = await model();
  const variables = { ...LIMITS, GATEWAY_MIRROR_TIMEOUT_MS: how === 'hangs' ? '150' : '20000' };
  const running = await mirroring(live.port, await target(), { variables });
  const most = await liveRun(running);
  expect(most.failed).toBe(0);
  expect(most.waiting).toBeLessThanOrEqual(8);
  expect(most.bytes).toBeLessThanOrEqual((4 + 8 + REQUESTS / 4) * 1_000); // queue, and live requests that are listened to
  await eventually('nothing is held', () => {
    const load = running.gateway.mirror?.load;
    return load?.bytes === 0 && load.waiting === 0 && load.inFlight === 0;
  });
  const total = counted(world, running.gateway);
  expect(total).toMatchObject({ Requests: REQUESTS, Errors: 0 });
  check(total);
});

test('bytes are bounded over all copies', async () => {
  const live = await model('ok', 20);
  const { port, gateway } = await mirroring(live.port, await world.tcp(() => undefined), {
    variables: { GATEWAY_MIRROR_MAX_BYTES: '50000' },
  });
  const replies = Array.from({ length: 50 }, () => predict(port, { body: 'x'.repeat(10_000) }));
  await Promise.all(replies);
  expect(gateway.mirror?.load.bytes).toBeLessThanOrEqual(50_000);
  await eventually('five are sent and the others dropped', () => {
    const { Mirrored, MirrorDropped } = counted(world, gateway);
    return Mirrored === 5 && MirrorDropped === 45;
  });
});

test('a stream that the caller leaves is not mirrored, and holds nothing', async () => {
  const live = await world.model((_, response) => void response.write('data: 1\n\n'));
  const candidate = await model();
  const { port, gateway } = await mirroring(live, candidate.port, { observer: new Pairs() });
  const request = httpRequest({ host: '127.0.0.1', port, method: 'POST', path: '/invocations', agent: false });
  request.on('error', () => undefined);
  const answered = new Promise<IncomingMessage>((resolve) => request.on('response', resolve));
  request.end('{"x":1}');
  (await answered).on('error', () => undefined).destroy();
  await eventually('the request is over', () => gateway.metrics.inFlight === 0);
  await sleep(20);
  expect([candidate.seen.length, gateway.mirror?.load.bytes]).toEqual([0, 0]);
});

test('a request that was answered before all of it was here is not mirrored, and holds nothing', async () => {
  const live = await world.model((_, response) => response.writeHead(413).end());
  const candidate = await model();
  const { port, gateway } = await mirroring(live, candidate.port);
  const request = httpRequest({ host: '127.0.0.1', port, method: 'POST', path: '/invocations', agent: false });
  request.on('error', () => undefined);
  const answered = new Promise<IncomingMessage>((resolve) => request.on('response', resolve));
  request.write('first');
  expect((await answered).resume().statusCode).toBe(413);
  request.end('last');
  await eventually('the request is over', () => gateway.metrics.inFlight === 0);
  await sleep(20);
  expect([candidate.seen.length, gateway.mirror?.load.bytes]).toEqual([0, 0]);
});

test('what comes of a body after the deadline is not held', async () => {
  const [live, candidate] = [await model(), await model()];
  const { port, gateway } = await mirroring(live.port, candidate.port);
  const headers = { 'x-model-deadline-ms': '30', 'content-length': '9' };
  const options = { host: '127.0.0.1', port, method: 'POST', path: '/invocations', agent: false as const, headers };
  const request = httpRequest(options);
  const answered = new Promise<IncomingMessage>((resolve) => request.on('response', resolve));
  request.write('first');
  expect((await answered).resume().statusCode).toBe(504);
  request.end('last');
  await sleep(20);
  expect([candidate.seen.length, live.seen.length, gateway.mirror?.load.bytes]).toEqual([0, 0, 0]);
});

test('a candidate that answers half a copy does not hold the connection', async () => {
  const live = await model();
  let closed = 0;
  const candidate = await world.model((request, response) => {
    request.socket.on('close', () => (closed += 1));
    request.socket.pause(); // and reads no further
    response.writeHead(413).end();
  });
  const { port, gateway } = await mirroring(live.port, candidate, {
    variables: { GATEWAY_MIRROR_MAX_BODY_BYTES: '20000000' },
  });
  await predict(port, { body: 'x'.repeat(15_000_000) });
  await eventually('the answer counts', () => counted(world, gateway).MirrorAnswered === 1);
  await eventually('the connection ends', () => closed === 1);
});
