import { Agent, createServer, request, RequestListener, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { ModelLink, ModelLinks } from '../../../lib/rehearsal/traffic/model-links';

let model: Server;
let links: ModelLinks;
let link: ModelLink;

async function world(answer: RequestListener): Promise<void> {
  model = createServer(answer);
  await new Promise<void>((resolve) => model.listen(0, '127.0.0.1', resolve));
  links = new ModelLinks(1);
  link = await links.open('fraud-green', (model.address() as AddressInfo).port);
}

afterEach(() => {
  link.close();
  model.closeAllConnections();
  model.close();
});

const echo: RequestListener = (incoming, response) => {
  let body = '';
  incoming.on('data', (part) => (body += String(part)));
  incoming.on('end', () =>
    response.writeHead(201, { 'x-model': 'yes' }).end(`${incoming.method} ${incoming.url} ${body}`),
  );
};

function ask(agent: Agent | false = false): Promise<{ status: number; header: unknown; body: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: link.port, method: 'POST', path: '/predict?a=1', agent }, (response) => {
      let body = '';
      response.on('data', (part) => (body += String(part)));
      response.on('end', () => resolve({ status: response.statusCode!, header: response.headers['x-model'], body }));
      response.on('error', reject);
    })
      .on('error', reject)
      .end('{"x":1}');
  });
}

test('leads to the model, there and back', async () => {
  await world(echo);
  expect(await ask()).toEqual({ status: 201, header: 'yes', body: 'POST /predict?a=1 {"x":1}' });
  expect([links.serve('fraud-green'), links.serve('fraud-blue')]).toEqual([true, false]);
});

test('an injected error is answered instead, on a connection that goes on', async () => {
  await world(echo);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const end = links.inject('fraud-green', { errorShare: 1 });
  expect((await ask(agent)).status).toBe(500);
  end();
  expect((await ask(agent)).status).toBe(201);
  agent.destroy();
});

test('fails without an answer when connections are to be cut', async () => {
  await world(echo);
  links.inject('fraud-green', { cutShare: 1 });
  await expect(ask()).rejects.toThrow('socket hang up');
});

test('a slow model answers late', async () => {
  await world(echo);
  links.inject('fraud-green', { latencyMs: 120 });
  const begun = performance.now();
  expect((await ask()).status).toBe(201);
  expect(performance.now() - begun).toBeGreaterThanOrEqual(119);
});

test("other services' faults are not its own", async () => {
  await world(echo);
  links.inject('fraud-blue', { errorShare: 1 });
  expect((await ask()).status).toBe(201);
});

test('a model that dies half-way is seen to die', async () => {
  await world((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half');
    setTimeout(() => response.destroy(), 20);
  });
  await expect(ask()).rejects.toThrow('aborted');
});
