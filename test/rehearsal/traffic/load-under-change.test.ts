import { Socket } from 'node:net';
import { LoadPlan, LoadSummary } from '../../../lib/rehearsal/traffic/load-messages';
import { OpenLoop } from '../../../lib/rehearsal/traffic/load-generator';
import { forward, group, HOST, rule, table, World } from './support';

let world: World;
afterEach(() => world.close());

const POST = { method: 'POST', path: '/infer', headers: {}, body: '{"x":1}' };

function run(overrides: Partial<LoadPlan> = {}): Promise<LoadSummary> {
  return new Promise((resolve) => {
    const plan: LoadPlan = {
      port: world.port,
      host: HOST,
      rps: 200,
      arrivals: 'constant',
      seed: 1,
      requests: [POST],
      seconds: 1,
      maxInFlight: 500,
      timeoutMs: 2000,
      ...overrides,
    };
    new OpenLoop(plan, { onDone: resolve });
  });
}

const weights = (blue: number, green: number) =>
  table([rule(forward({ blue, green }))], [group('blue'), group('green')]);

test('ten switches under load fail no request, and none goes to the old side afterwards', async () => {
  world = await new World(weights(100, 0)).open();
  for (const name of ['blue', 'green']) {
    await world.target(name, (incoming, response) => {
      incoming.resume();
      setTimeout(() => response.end(name), 10);
    });
  }
  const running = run();
  const wrongSide: string[] = [];
  for (let turn = 1; turn <= 10; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 90));
    wrongSide.push(...sidesOf(world).filter((side) => side !== (turn % 2 === 1 ? 'blue' : 'green')));
    world.observer.hops.length = 0;
    world.routing.publish(turn % 2 === 1 ? weights(0, 100) : weights(100, 0));
  }
  const summary = await running;
  expect(wrongSide).toEqual([]);
  expect(summary).toMatchObject({ sent: 200, ok: 200, dropped: 0, failures: {} });
});

function sidesOf({ observer }: World): string[] {
  return observer.hops.map((hop) => hop.group.targetGroupArn);
}

/** Sends bursts that are as far apart as the target's idle timeout, so that requests meet connections that just close. */
async function burstsAround(idleMs: number): Promise<number> {
  let failed = 0;
  for (let burst = 0; burst < 15; burst++) {
    const replies = await Promise.all(Array.from({ length: 10 }, () => world.send({ method: 'POST' }, 'x')));
    failed += replies.filter(({ status }) => status !== 200).length;
    await new Promise((resolve) => setTimeout(resolve, idleMs + (burst % 5) - 2));
  }
  return failed;
}

/** A server that closes idle connections without a warning: Node would tell its timeout in a Keep-Alive header. */
async function silentlyImpatientTarget(idleMs: number): Promise<{ connections: number }> {
  const seen = { connections: 0 };
  const server = await world.target('blue', (incoming, response) => {
    response.setHeader('connection', 'keep-alive');
    incoming.on('end', () => {
      response.end('ok');
      incoming.socket.setTimeout(idleMs, () => incoming.socket.destroy());
    });
    incoming.resume();
  });
  server.keepAliveTimeout = 0; // ours alone counts
  server.on('connection', () => seen.connections++);
  return seen;
}

test('idle connections are let go before the target closes them', async () => {
  world = await new World(weights(100, 0)).open({ idleTimeoutMs: 25 });
  await silentlyImpatientTarget(50);
  expect(await burstsAround(50)).toBe(0);
});

test('a connection that the target closes just then is replaced by a fresh one', async () => {
  world = await new World(weights(100, 0)).open({ idleTimeoutMs: 10_000 });
  const seen = await silentlyImpatientTarget(50);
  expect(await burstsAround(50)).toBe(0);
  expect(seen.connections).toBeGreaterThan(10); // connections did go stale
});

test('a stale connection costs one more try, a second refusal is the answer', async () => {
  world = await new World(weights(100, 0)).open();
  let requests = 0;
  await world.target('blue', (incoming, response) => {
    if (++requests === 1) response.end('ok');
    else incoming.socket.destroy();
  });
  expect((await world.send()).status).toBe(200);
  expect((await world.send()).status).toBe(502);
  expect(requests).toBe(3);
});

test('the further try has a connection of its own, since those in the pool may be as stale', async () => {
  world = await new World(weights(100, 0)).open();
  const pooled = new Set<Socket>();
  let together = 0;
  const held: (() => void)[] = [];
  await world.target('blue', (incoming, response) => {
    if (pooled.has(incoming.socket)) return void incoming.socket.destroy(); // stale: it takes one request only
    if (together < 2) {
      together++;
      pooled.add(incoming.socket);
      held.push(() => response.end('ok'));
      if (together === 2) held.forEach((answer) => answer()); // at the same time, so that two connections are pooled
    } else response.end('fresh');
  });
  await Promise.all([world.send(), world.send()]);
  expect(await world.send()).toMatchObject({ status: 200, body: 'fresh' });
});
