import { Agent, createServer, IncomingMessage, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { callContainer, NoAnswer } from '../../../../../lib/rehearsal/aws/sagemaker/runtime/container-call';

const agent = new Agent({ keepAlive: true });
let server: Server;
let requests = 0;

/** Answers so many requests on each connection, and cuts it off at the next one. */
async function listen(answersPerConnection: number): Promise<void> {
  const answered = new WeakMap<object, number>();
  server = createServer((request, response) => {
    requests++;
    const before = answered.get(request.socket) ?? 0;
    answered.set(request.socket, before + 1);
    if (before < answersPerConnection) request.pipe(response);
    else request.socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}
beforeEach(() => (requests = 0));
afterEach(() => {
  server.closeAllConnections();
  server.close();
});
afterAll(() => agent.destroy());

const call = (timeoutMs = 5_000) =>
  callContainer({
    ...{ agent, timeoutMs, port: (server.address() as AddressInfo).port, body: Buffer.from('text') },
    headers: { 'content-length': '4' },
  });

async function text(response: IncomingMessage): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of response) parts.push(part as Uint8Array);
  await new Promise(setImmediate); // the agent has its connection back
  return Buffer.concat(parts).toString();
}

test('a connection that turns out to be closed costs no request: it goes out again on a new one, with its body', async () => {
  await listen(1);
  await Promise.all([call().then(text), call().then(text)]); // two connections that the next request will find closed
  expect(await text(await call())).toBe('text');
  expect(requests).toBe(4);
});

test('fails when a new connection is cut off: that is the container', async () => {
  await listen(0);
  await expect(call()).rejects.toMatchObject({ timedOut: false });
  expect(requests).toBe(1);
});

test('fails when there is no answer in time', async () => {
  server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const error = await call(50).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(NoAnswer);
  expect(error).toMatchObject({ timedOut: true });
});
