import { IncomingMessage, request as httpRequest, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { eventually, World } from '../support/world';

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.close());

/** A model that streams what the test tells it to. */
async function streamingModel(): Promise<{ port: number; answers: ServerResponse[] }> {
  const answers: ServerResponse[] = [];
  const port = await world.model((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    answers.push(response);
  });
  return { port, answers };
}

async function open(port: number): Promise<IncomingMessage> {
  const request = httpRequest({ host: '127.0.0.1', port, agent: false }).end();
  const [incoming] = (await once(request, 'response')) as [IncomingMessage];
  return incoming;
}

test('the head of an answer arrives before its first token', async () => {
  const model = await streamingModel();
  const { port } = await world.gateway(model.port);
  const incoming = await open(port); // hangs when the head waits for the body: no token is ever sent
  expect(incoming.headers['content-type']).toBe('text/event-stream');
  incoming.destroy();
});

test('each token arrives before the next is sent', async () => {
  const model = await streamingModel();
  const { port } = await world.gateway(model.port);
  const incoming = await open(port);
  for (let token = 0; token < 20; token += 1) {
    model.answers[0].write(`data: ${token}\n\n`);
    const [chunk] = (await once(incoming, 'data')) as [Buffer];
    expect(String(chunk)).toBe(`data: ${token}\n\n`);
  }
  model.answers[0].end();
  await once(incoming, 'end');
});

test('latency is the time to the head, not to the end of a stream', async () => {
  const model = await streamingModel();
  const { port, gateway } = await world.gateway(model.port);
  const incoming = await open(port);
  await eventually('the answer is counted', () => gateway.metrics.inFlight === 1);
  await new Promise((resolve) => setTimeout(resolve, 200));
  model.answers[0].end();
  await once(incoming.resume(), 'end');
  const { latency } = gateway.metrics.take();
  expect(latency?.Count).toBe(1);
  expect(latency?.Max).toBeLessThan(200);
});
