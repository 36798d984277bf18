import { once } from 'node:events';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { call } from '../support/client';
import { counted, World } from '../support/world';

/** Each takes a second. 31 of them make the 3,840 requests of the long form. */
const ROUNDS = Number(process.env.RACE_ROUNDS ?? 3);
const REQUESTS_A_BURST = 40;

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.close());

/**
 * A model server in a thread of its own, so that it closes connections while the gateway uses them: each after a second
 * without a request, of which it says nothing. Node's own server says it, and adds a second.
 */
const IMPATIENT_MODEL = `
const { createServer } = require('node:net');
const server = createServer((socket) => {
  let idle;
  socket.on('error', () => undefined);
  socket.on('close', () => clearTimeout(idle));
  socket.on('data', () => {
    clearTimeout(idle);
    socket.write('HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok');
    idle = setTimeout(() => socket.destroy(), 1000);
  });
});
server.listen(0, '127.0.0.1', () => require('node:worker_threads').parentPort.postMessage(server.address().port));
`;

async function impatientModel(): Promise<number> {
  const worker = new Worker(IMPATIENT_MODEL, { eval: true });
  world.onClose(async () => void (await worker.terminate()));
  const [port] = (await once(worker, 'message')) as [number];
  return port;
}

/** Spread over the milliseconds around the end of the idle time. */
async function burst(port: number, agent: Agent): Promise<number[]> {
  const replies: Promise<number>[] = [];
  for (let sent = 0; sent < REQUESTS_A_BURST; sent += 1) {
    replies.push(call(port, { method: 'POST', agent }).then(({ status }) => status));
    if (sent % 4 === 3) await sleep(1);
  }
  return Promise.all(replies);
}

/** Requests sent, and how many of them failed, by a gateway that closes idle connections after `idleMs`. */
async function race(modelPort: number, idleMs: number): Promise<{ sent: number; failed: number }> {
  const variables = { GATEWAY_MODEL_IDLE_MS: String(idleMs) };
  const { port } = await world.gateway(modelPort, { variables });
  const agent = new Agent({ keepAlive: true });
  const statuses = await burst(port, agent);
  for (let round = 0; round < ROUNDS; round += 1) {
    await sleep(990 + (round % 6));
    statuses.push(...(await burst(port, agent)));
  }
  agent.destroy();
  return { sent: statuses.length, failed: statuses.filter((status) => status !== 200).length };
}

// Shorter than the model server's idle timeout, as long, so that connections are just closing, and longer, so that most are closed.
test('no request is lost to connections that the model server closes', async () => {
  const model = await impatientModel();
  const results = await Promise.all([600, 1_000, 5_000].map((idleMs) => race(model, idleMs)));
  const sent = (ROUNDS + 1) * REQUESTS_A_BURST;
  expect(results).toEqual(results.map(() => ({ sent, failed: 0 })));
}, 600_000);

/** Closes each connection at its second request without an answer, as a server does that has just given up on it. */
async function modelThatIsJustClosing(requests: string[]): Promise<number> {
  return world.tcp((socket) => {
    let served = 0;
    socket.on('data', (chunk) => {
      requests.push(String(chunk).split(' ')[0]);
      served += 1;
      if (served === 2) socket.resetAndDestroy();
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
  });
}

test('a request that meets a closing connection is sent once more, on a new one', async () => {
  const requests: string[] = [];
  const { port, gateway } = await world.gateway(await modelThatIsJustClosing(requests));
  expect(await call(port, { method: 'POST', body: 'a' })).toMatchObject({ status: 200 });
  expect(await call(port, { method: 'POST', body: 'b' })).toMatchObject({ status: 200 });
  expect(requests).toEqual(['POST', 'POST', 'POST']);
  expect(counted(world, gateway)).toMatchObject({ Requests: 2, Errors: 0, Retries: 1 });
});

test('a body that can not be sent twice never meets a used connection', async () => {
  const requests: string[] = [];
  const { port, gateway } = await world.gateway(await modelThatIsJustClosing(requests));
  await call(port);
  const chunked = { 'transfer-encoding': 'chunked' };
  expect(await call(port, { method: 'POST', headers: chunked, body: 'a' })).toMatchObject({ status: 200 });
  expect(counted(world, gateway)).toMatchObject({ Retries: 0 });
});

test('fails with 502 and no second try when a used connection ends after the first byte of the answer', async () => {
  let served = 0;
  const model = await world.tcp((socket) => {
    socket.on('data', () => {
      served += 1;
      if (served === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      else socket.end('HTTP/1.1 2');
    });
  });
  const { port } = await world.gateway(model);
  await call(port);
  expect(await call(port)).toMatchObject({ status: 502, headers: { 'x-gateway-error': 'cut-off' } });
  expect(served).toBe(2);
});
