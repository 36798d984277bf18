import { once } from 'node:events';
import { IncomingMessage, request as httpRequest } from 'node:http';
import { Socket } from 'node:net';
import { ConnectionPool } from '../../../lib/gateway/forward/connection-pool';
import { eventually, World } from '../support/world';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

let world: World;
let pool: ConnectionPool;
let sockets: Socket[];
let now: number;

beforeEach(() => {
  world = new World();
  sockets = [];
  now = 0;
});
afterEach(async () => {
  pool.destroy();
  await world.close();
});

/** A server that answers each request with the same bytes. */
async function open(answer = OK, idleMs = 1_000): Promise<void> {
  const port = await world.tcp((socket) => {
    sockets.push(socket);
    socket.on('data', () => socket.write(answer));
  });
  pool = new ConnectionPool({ hostname: '127.0.0.1', port }, idleMs, () => now);
}

async function request(): Promise<void> {
  const sent = httpRequest({ agent: pool, host: '127.0.0.1' }).end();
  const [incoming] = (await once(sent, 'response')) as [IncomingMessage];
  incoming.resume();
  await Promise.all([once(incoming, 'end'), once(sent, 'close')]);
}

test('one connection serves requests that follow each other', async () => {
  await open();
  for (let count = 0; count < 3; count += 1) await request();
  expect(sockets).toHaveLength(1);
});

test('requests at the same time have connections of their own, which are kept', async () => {
  await open();
  await Promise.all([request(), request(), request()]);
  expect([sockets.length, pool.idleCount]).toEqual([3, 3]);
  await request();
  expect(sockets).toHaveLength(3);
});

test('a connection that was idle for too long is not used, though no timer had a chance to close it', async () => {
  await open();
  await request();
  now = 1_000;
  await request();
  expect(sockets).toHaveLength(2);
  await eventually('the old one is closed', () => sockets[0].destroyed);
});

test('idle connections are closed after their time, without another request', async () => {
  await open(OK, 40);
  await request();
  now = 40;
  await eventually('it is closed', () => sockets[0].destroyed);
  expect(pool.idleCount).toBe(0);
});

test('an idle timeout that the server announces is kept to, with room', async () => {
  await open(OK, 5_000);
  pool.heed('timeout=2, max=100');
  await request();
  now = 1_199;
  await request();
  expect(sockets).toHaveLength(1);
  now += 1_200;
  await request();
  expect(sockets).toHaveLength(2);
});

test('a longer one, or none, changes nothing', async () => {
  await open();
  pool.heed('timeout=60');
  pool.heed('max=100');
  await request();
  now = 1_000;
  await request();
  expect(sockets).toHaveLength(2);
});

test('a connection that the server closes is forgotten', async () => {
  await open();
  await request();
  sockets[0].end();
  await eventually('nothing is idle', () => pool.idleCount === 0);
  await request();
  expect(sockets).toHaveLength(2);
});

test('fails to pass bytes that nobody asked for to the next request: the connection is given up', async () => {
  await open();
  await request();
  sockets[0].write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison');
  await new Promise((resolve) => setTimeout(resolve, 20)); // until they are here
  await request();
  expect(sockets).toHaveLength(2);
});

test('a server that asks for it gets each request on a new connection', async () => {
  await open('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok');
  await request();
  await request();
  expect([sockets.length, pool.idleCount]).toEqual([2, 0]);
});

test('a request that is given up before it has a connection leaves the connection to others', async () => {
  await open();
  const given = httpRequest({ agent: pool, host: '127.0.0.1' });
  given.on('error', () => undefined);
  given.end();
  given.destroy();
  await request();
  await eventually('both are idle or one is', () => pool.idleCount >= 1);
});

test('destroy closes every connection, in use or not', async () => {
  await open('');
  const hanging = httpRequest({ agent: pool, host: '127.0.0.1' }).end();
  const failed = once(hanging, 'error');
  await eventually('it is connected', () => sockets.length === 1);
  pool.destroy();
  await failed.catch(() => undefined);
  await eventually('it is closed', () => sockets[0].destroyed);
});
