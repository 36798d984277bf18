import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { predict } from '../support/client';
import { counted, eventually, World } from '../support/world';
import { answering, protecting, server } from './support';

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.close());

const hanging = (): void => undefined;

/** Does what a load balancer does after its idle timeout: cuts the connection and answers 504 itself. */
function throughBalancer(port: number, idleMs: number, body = '{}', length = body.length): Promise<number> {
  return new Promise((resolve) => {
    const headers = { 'content-length': length };
    const asked = request(
      { host: '127.0.0.1', port, method: 'POST', path: '/invocations', agent: false, headers },
      (answer) => {
        clearTimeout(timer);
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    const giveUp = () => {
      asked.destroy();
      resolve(504);
    };
    const timer = setTimeout(giveUp, idleMs);
    asked.on('error', () => resolve(504));
    asked.write(body);
    if (length === body.length) asked.end();
  });
}

/** Asks this often, one request each 20 ms. */
async function ask(count: number, one: () => Promise<number>): Promise<readonly number[]> {
  const statuses: Promise<number>[] = [];
  for (let asked = 0; asked < count; asked += 1) {
    statuses.push(one());
    await sleep(20);
  }
  return Promise.all(statuses);
}

describe('a load balancer that gives up before the gateway does', () => {
  test.each([
    ['a moment', 295],
    ['a third', 200],
  ])('%s sooner: the model is left alone for it all the same', async (_, idleMs) => {
    const [model, stable] = [await server(world, hanging), await server(world, answering('stable'))];
    const variables = { GATEWAY_TIMEOUT_MS: '300' };
    const { port, gateway } = await protecting(world, model.port, stable.port, { variables });
    const statuses = await ask(150, () => throughBalancer(port, idleMs));
    const cutOff = statuses.slice(-30).filter((status) => status !== 200);
    expect(cutOff.length).toBeLessThan(3); // one probe a second
    await eventually('all are over', () => gateway.metrics.inFlight === 0);
    const counts = counted(world, gateway);
    expect(counts.Errors).toBe(150);
    expect(counts.Timeouts).toBe(model.seen.length);
    expect(counts.Bypassed).toBe(150 - model.seen.length);
    expect(counts.Protected).toBeGreaterThan(60);
  });

  test('counts as an error without protection, too', async () => {
    const model = await server(world, hanging);
    const { port, gateway } = await world.gateway(model.port, { variables: { GATEWAY_TIMEOUT_MS: '300' } });
    expect(await throughBalancer(port, 200)).toBe(504);
    await eventually('it is over', () => gateway.metrics.inFlight === 0);
    expect(counted(world, gateway)).toMatchObject({ Requests: 1, Errors: 1, Timeouts: 1, ClientAborts: 1 });
  });

  test('on the stable side: that one is no error more', async () => {
    const stable = await server(world, hanging);
    const variables = { GATEWAY_TIMEOUT_MS: '300' };
    const { port, gateway } = await protecting(world, world.deadPort(), stable.port, { variables });
    expect(await throughBalancer(port, 200)).toBe(504);
    await eventually('it is over', () => gateway.metrics.inFlight === 0);
    expect(counted(world, gateway)).toMatchObject({ Errors: 1, Unreachable: 1, Timeouts: 0, ProtectFailed: 1 });
  });
});

describe('a caller that leaves is no error of the model', () => {
  const variables = { GATEWAY_TIMEOUT_MS: '400' };

  test.each<[string, number, number, number]>([
    ['soon', 100, 2, 2],
    ['before it has sent all of its request', 300, 2, 3],
  ])('%s', async (_, leavesMs, sent, length) => {
    const model = await world.model((incoming) => void incoming.resume());
    const { port, gateway } = await world.gateway(model, { variables });
    await throughBalancer(port, leavesMs, '{}'.slice(0, sent), length);
    await eventually('it is over', () => counted(world, gateway).Requests === 1);
    expect(counted(world, gateway)).toMatchObject({ Errors: 0, Timeouts: 0, ClientAborts: 1 });
  });

  test('after the answer has begun', async () => {
    const model = await world.model((incoming, response) => {
      incoming.resume();
      response.flushHeaders();
    });
    const { port, gateway } = await world.gateway(model, { variables });
    const controller = new AbortController();
    const url = `http://127.0.0.1:${port}/invocations`;
    await fetch(url, { method: 'POST', body: '{}', signal: controller.signal });
    await sleep(300);
    controller.abort();
    await eventually('it is over', () => counted(world, gateway).Requests === 1);
    expect(counted(world, gateway)).toMatchObject({ Errors: 0, Timeouts: 0, ClientAborts: 1 });
  });
});

describe('a model that hangs has all the requests that it may have', () => {
  const TIMEOUT_MS = 2000;
  const variables = { GATEWAY_MAX_IN_FLIGHT: '10', GATEWAY_TIMEOUT_MS: String(TIMEOUT_MS) };

  test('the others go straight to the stable side, and count as its errors', async () => {
    const [model, stable] = [await server(world, hanging), await server(world, answering('stable'))];
    const { port, gateway } = await protecting(world, model.port, stable.port, { variables });
    const askedAt = performance.now();
    const statuses = await ask(80, async () => (await predict(port)).status);
    const turns = Math.ceil((performance.now() - askedAt) / TIMEOUT_MS); // on a busy machine a place may be free again
    expect(new Set(statuses)).toEqual(new Set([200]));
    const counts = counted(world, gateway);
    expect(counts).toMatchObject({ Requests: 80, Errors: 80, Protected: 80, Overloaded: 0 });
    expect(counts.Bypassed).toBe(80 - model.seen.length);
    expect(model.seen.length).toBeLessThanOrEqual(10 * turns);
  });

  test('as many again at once, and no more', async () => {
    const [model, stable] = [await server(world, hanging), await server(world, hanging)];
    const { port, gateway } = await protecting(world, model.port, stable.port, { variables });
    const statuses = await ask(25, async () => (await predict(port)).status);
    expect([model.seen.length, stable.seen.length]).toEqual([10, 20]); // in the end the first ten too
    expect(statuses.filter((status) => status === 503)).toHaveLength(5);
    expect(counted(world, gateway)).toMatchObject({ Requests: 25, Errors: 25, Bypassed: 10, Overloaded: 5 });
  });

  test('what may not be sent twice gets 503 as ever', async () => {
    const [model, stable] = [await server(world, hanging), await server(world, answering('stable'))];
    const { port } = await protecting(world, model.port, stable.port, { variables });
    const waiting = ask(10, async () => (await predict(port)).status);
    await eventually('the model has its ten', () => model.seen.length === 10);
    expect((await predict(port, { path: '/admin' })).status).toBe(503);
    expect((await predict(port, { headers: { 'x-model-protected': '1' } })).status).toBe(503);
    expect(new Set(await waiting)).toEqual(new Set([200]));
  });
});
