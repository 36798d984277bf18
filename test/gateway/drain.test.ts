import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, predict, raw } from './support/client';
import { counted, eventually, World } from './support/world';

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.close());

const DRAINING = { GATEWAY_DRAIN_MS: '300', GATEWAY_STOP_MS: '5000' };

test('while it drains, requests are answered as before and their connections end; health checks fail', async () => {
  const model = await world.model((_, response) => response.end('ok'));
  const { port, gateway } = await world.gateway(model, { variables: DRAINING });
  expect((await call(port, { path: '/gateway/health' })).status).toBe(200);
  const stopped = gateway.stop();
  const agent = new Agent({ keepAlive: true });
  expect(await predict(port, { agent })).toMatchObject({ status: 200, headers: { connection: 'close' } });
  expect(await call(port, { path: '/gateway/health' })).toMatchObject({ status: 503 });
  expect(String((await call(port, { path: '/gateway/health' })).body)).toContain('draining');
  await stopped;
  await expect(call(port)).rejects.toThrow('ECONNREFUSED');
});

test('a request that is under way when the door closes is answered', async () => {
  const model = await world.model((_, response) => setTimeout(() => response.end('late'), 400));
  const { port, gateway } = await world.gateway(model, { variables: { ...DRAINING, GATEWAY_DRAIN_MS: '50' } });
  const reply = predict(port);
  await eventually('it is under way', () => gateway.metrics.inFlight === 1);
  await gateway.stop();
  expect(await reply).toMatchObject({ status: 200 });
});

test('a request that came on an idle connection while draining is answered', async () => {
  const model = await world.model((_, response) => response.end('ok'));
  const { port, gateway } = await world.gateway(model, { variables: DRAINING });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await predict(port, { agent });
  const stopped = gateway.stop();
  expect(await predict(port, { agent })).toMatchObject({ status: 200, headers: { connection: 'close' } });
  await stopped;
});

test('fails what is still under way at the end of its time, and ends', async () => {
  const model = await world.model(() => undefined);
  const { port, gateway } = await world.gateway(model, {
    variables: { GATEWAY_DRAIN_MS: '0', GATEWAY_STOP_MS: '100' },
  });
  const lost = expect(predict(port)).rejects.toThrow('socket hang up');
  await eventually('it is under way', () => gateway.metrics.inFlight === 1);
  await gateway.stop();
  await lost;
  expect(world.lines.all.join('')).toContain('requests cut off at the end of the drain');
});

test('a connection without a request does not hold the end up', async () => {
  const model = await world.model((_, response) => response.end('ok'));
  const { port, gateway } = await world.gateway(model, {
    variables: { GATEWAY_DRAIN_MS: '0', GATEWAY_STOP_MS: '60000' },
  });
  const idle = raw(port, '', 20_000);
  await sleep(20); // until it is accepted
  const begun = performance.now();
  await gateway.stop();
  expect(performance.now() - begun).toBeLessThan(5_000);
  await idle;
});

/** What a load balancer does with two targets: each request goes to one that is healthy, on connections that it keeps. */
class Balancer {
  failed = 0;
  answered = 0;
  private readonly agent = new Agent({ keepAlive: true });
  private readonly underWay = new Set<Promise<void>>();

  constructor(private readonly targets: { port: number; healthy: boolean }[]) {}

  send(): void {
    const [target] = this.targets.filter(({ healthy }) => healthy);
    const sent = predict(target.port, { agent: this.agent }).then(
      ({ status }) => void (status === 200 ? (this.answered += 1) : (this.failed += 1)),
      () => void (this.failed += 1),
    );
    this.underWay.add(sent);
    void sent.finally(() => this.underWay.delete(sent));
  }

  async probe(): Promise<void> {
    for (const target of this.targets) {
      const { status } = await call(target.port, { path: '/gateway/health' }).catch(() => ({ status: 0 }));
      target.healthy = status === 200;
    }
  }

  async idle(): Promise<void> {
    await Promise.all(this.underWay);
    this.agent.destroy();
  }
}

test('a gateway is replaced under load without a failed request', async () => {
  const model = await world.model((request, response) => {
    request.resume();
    setTimeout(() => response.end('ok'), 5);
  });
  const variables = { GATEWAY_DRAIN_MS: '1500', GATEWAY_STOP_MS: '5000' };
  const [old, young] = [await world.gateway(model, { variables }), await world.gateway(model, { variables })];
  const balancer = new Balancer([old, young].map(({ port }) => ({ port, healthy: true })));
  const load = setInterval(() => {
    for (let count = 0; count < 3; count += 1) balancer.send();
  }, 4);
  const probes = setInterval(() => void balancer.probe(), 100);
  await sleep(300);
  await old.gateway.stop(); // the balancer learns of it by its health checks only
  await sleep(200);
  clearInterval(load);
  clearInterval(probes);
  await balancer.idle();
  expect(balancer.failed).toBe(0);
  expect(balancer.answered).toBeGreaterThan(100);
  expect(counted(world, old.gateway).Errors).toBe(0);
});
