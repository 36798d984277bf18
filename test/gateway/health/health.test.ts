import { call } from '../support/client';
import { World } from '../support/world';

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.close());

const health = (port: number) => call(port, { path: '/gateway/health' });

test.each([
  [200, 200],
  [204, 200],
  [301, 503],
  [404, 503],
  [500, 503],
  [503, 503],
])('a model that answers its health path with %i makes it %i', async (says, status) => {
  const paths: (string | undefined)[] = [];
  const model = await world.model((request, response) => {
    paths.push(request.url);
    response.writeHead(says).end();
  });
  const { port } = await world.gateway(model);
  expect((await health(port)).status).toBe(status);
  expect(paths).toEqual(['/ping']);
});

test('fails with 503 when the model can not be reached', async () => {
  const { port } = await world.gateway(world.deadPort());
  const reply = await health(port);
  expect(reply.status).toBe(503);
  expect(JSON.parse(String(reply.body))).toEqual({ health: 'unhealthy', detail: 'ECONNREFUSED' });
});

test('many health checks at once are one question to the model', async () => {
  let asked = 0;
  const model = await world.model((_, response) => {
    asked += 1;
    setTimeout(() => response.end(), 50);
  });
  const { port } = await world.gateway(model);
  const replies = await Promise.all(Array.from({ length: 20 }, () => health(port)));
  expect(replies.every(({ status }) => status === 200)).toBe(true);
  expect(asked).toBe(1);
  expect((await health(port)).status).toBe(200);
  expect(asked).toBe(2);
});

test('health checks are no requests of callers', async () => {
  const model = await world.model((_, response) => response.end());
  const { port, gateway } = await world.gateway(model);
  await health(port);
  expect(gateway.metrics.take().counts.Requests).toBe(0);
});

test("a load balancer's checks of the model's own path are health checks too, other callers' requests are not", async () => {
  const model = await world.model((_, response) => response.writeHead(204).end());
  const { port, gateway } = await world.gateway(model);
  const asked = (agent: string) => call(port, { path: '/ping', headers: { 'user-agent': agent } });
  expect((await asked('ELB-HealthChecker/2.0')).status).toBe(200);
  expect(gateway.metrics.take().counts.Requests).toBe(0);
  expect((await asked('curl/8')).status).toBe(204);
  expect(gateway.metrics.take().counts.Requests).toBe(1);
});
