import { createHash, randomBytes } from 'node:crypto';
import { IncomingMessage, request as httpRequest } from 'node:http';
import { call, predict } from '../support/client';
import { eventually, World } from '../support/world';

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.close());

const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

test('method, target, headers and body arrive as they were sent, duplicates, order and case too', async () => {
  const seen: { method?: string; url?: string; raw: string[]; body: string }[] = [];
  const model = await world.model((request, response) => {
    const { method, url, rawHeaders } = request;
    void bodyOf(request).then((body) => {
      seen.push({ method, url, raw: rawHeaders, body: String(body) });
      response.end();
    });
  });
  const { port } = await world.gateway(model);
  const headers = ['Host', 'models.example', 'X-Tag', 'a', 'x-request-id', 'r-1', 'x-tag', 'b', 'Content-Length', '7'];
  await call(port, { method: 'PUT', path: '/a?b=c%20d', headers, body: '{"x":1}' });
  expect(seen).toEqual([
    {
      method: 'PUT',
      url: '/a?b=c%20d',
      raw: [...headers.slice(0, 8), 'content-length', '7', 'Connection', 'keep-alive'],
      body: '{"x":1}',
    },
  ]);
});

test('status, headers and body come back as they were sent, cookies and reason too', async () => {
  const model = await world.model((_, response) => {
    response.writeHead(418, 'Teapot', [
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
      ['X-Model-Version', '1.2'],
    ]);
    response.end('short and stout');
  });
  const { port } = await world.gateway(model);
  const reply = await predict(port);
  expect(reply).toMatchObject({ status: 418, headers: { 'set-cookie': ['a=1', 'b=2'], 'x-model-version': '1.2' } });
  expect(String(reply.body)).toBe('short and stout');
});

test.each([
  ['HEAD', 200, { 'content-length': '5' }],
  ['GET', 204, {}],
  ['GET', 304, { etag: '"a"' }],
])('%s answered with %i has headers and no body', async (method, status, headers) => {
  const model = await world.model((_, response) => response.writeHead(status, headers).end());
  const { port } = await world.gateway(model);
  const reply = await call(port, { method });
  expect(reply).toMatchObject({ status, headers });
  expect(reply.body).toHaveLength(0);
});

test('bodies of every size and framing pass unchanged in both directions', async () => {
  const model = await world.model((request, response) => {
    const length = request.headers['content-length'];
    response.writeHead(200, { 'x-framing': length ?? String(request.headers['transfer-encoding']) });
    request.pipe(response);
  });
  const { port } = await world.gateway(model);
  for (const size of [0, 1, 64 * 1024, 64 * 1024 + 1, 5_000_000]) {
    const body = randomBytes(size);
    for (const framing of [
      ['content-length', String(size)],
      ['transfer-encoding', 'chunked'],
    ]) {
      const reply = await call(port, { method: 'POST', headers: Object.fromEntries([framing]), body });
      expect({ size, sha: sha(reply.body) }).toEqual({ size, sha: sha(body) });
      expect(reply.headers['x-framing']).toBe(framing[1]);
    }
  }
});

test('headers of one connection go no further, nor does what Connection names, but what the entrance vouches for', async () => {
  let seen: string[] = [];
  const model = await world.model((request, response) => {
    seen = request.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    response.writeHead(200, { connection: 'close, x-hop', 'x-hop': '1', 'keep-alive': 'timeout=9', upgrade: 'h2c' });
    response.end('ok');
  });
  const { port } = await world.gateway(model);
  const headers = {
    connection: 'close, X-Drop, X-Forwarded-For, Host',
    'x-drop': '1',
    'x-forwarded-for': '10.0.0.1',
    te: 'trailers',
    'proxy-authorization': 'secret',
    upgrade: 'websocket',
    'keep-alive': 'timeout=5',
    'x-kept': '1',
  };
  const reply = await predict(port, { headers: { ...headers, 'content-length': '7' } });
  for (const name of ['x-drop', 'te', 'proxy-authorization', 'upgrade', 'keep-alive']) expect(seen).not.toContain(name);
  for (const name of ['x-forwarded-for', 'host', 'x-kept']) expect(seen).toContain(name);
  expect(reply.headers).not.toHaveProperty('x-hop');
  expect(reply.headers).not.toHaveProperty('upgrade');
});

test('a request without a request id gets one, the model and the caller see the same; a given one is kept', async () => {
  const model = await world.model((request, response) => response.end(request.headers['x-request-id']));
  const { port } = await world.gateway(model);
  const made = await predict(port);
  expect(String(made.body)).toMatch(/^[0-9a-f-]{36}$/);
  expect(made.headers['x-request-id']).toBe(String(made.body));
  const given = await predict(port, { headers: { 'x-request-id': 'mine', 'content-length': '7' } });
  expect([given.headers['x-request-id'], String(given.body)]).toEqual(['mine', 'mine']);
});

test('the trace goes on to the model as it came', async () => {
  const model = await world.model((request, response) => response.end(request.headers.traceparent));
  const { port } = await world.gateway(model);
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const reply = await predict(port, { headers: { traceparent, 'content-length': '7' } });
  expect(String(reply.body)).toBe(traceparent);
});

test('an upload is sent on while it comes in', async () => {
  let received = 0;
  const model = await world.model((request, response) => {
    request.on('data', (chunk: Buffer) => (received += chunk.length));
    request.on('end', () => response.end());
  });
  const { port } = await world.gateway(model);
  const request = httpRequest({ host: '127.0.0.1', port, method: 'POST', agent: false });
  const answered = new Promise<IncomingMessage>((resolve) => request.on('response', resolve));
  request.write('first');
  await eventually('the first part arrives before the last is sent', () => received === 5);
  request.end('last');
  expect((await answered).resume().statusCode).toBe(200);
  expect(received).toBe(9);
});

test('an answer to half an upload reaches the caller, and ends the upload', async () => {
  let cut = false;
  const model = await world.model((request, response) => {
    request.socket.on('close', () => (cut = true));
    response.writeHead(413).end('too large');
  });
  const { port } = await world.gateway(model);
  const request = httpRequest({ host: '127.0.0.1', port, method: 'POST', agent: false });
  request.on('error', () => undefined);
  const answered = new Promise<IncomingMessage>((resolve) => request.on('response', resolve));
  request.write('first');
  expect((await answered).resume().statusCode).toBe(413);
  await eventually('the model sees the end of the upload', () => cut);
  request.destroy();
});

test('a caller that reads slowly slows the model down, and no memory fills', async () => {
  let sent = 0;
  const model = await world.model((_, response) => {
    const chunk = Buffer.alloc(64 * 1024);
    const more = () => {
      while (sent < 100_000_000) {
        sent += chunk.length;
        if (!response.write(chunk)) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  });
  const { port } = await world.gateway(model);
  const request = httpRequest({ host: '127.0.0.1', port, agent: false }).end();
  const incoming = await new Promise<IncomingMessage>((resolve) => request.on('response', resolve));
  let before = -1;
  while (before !== sent) {
    before = sent;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(sent).toBeLessThan(50_000_000); // what the sockets between hold
  incoming.resume();
  await new Promise((resolve) => incoming.on('end', resolve));
  expect(sent).toBeGreaterThanOrEqual(100_000_000);
});

test('a model that reads slowly slows the caller down, and no memory fills', async () => {
  let readOn = () => undefined as void;
  let received = 0;
  const model = await world.model((request, response) => {
    readOn = () => void request.on('data', (chunk: Buffer) => (received += chunk.length));
    request.on('end', () => response.end());
  });
  const { port } = await world.gateway(model);
  const request = httpRequest({ host: '127.0.0.1', port, method: 'POST', agent: false });
  const answered = new Promise<IncomingMessage>((resolve) => request.on('response', resolve));
  const chunk = Buffer.alloc(64 * 1024);
  let sent = 0;
  const more = () => {
    while (sent < 100_000_000) {
      sent += chunk.length;
      if (!request.write(chunk)) return void request.once('drain', more);
    }
    request.end();
  };
  more();
  let before = -1;
  while (before !== sent) {
    before = sent;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(sent).toBeLessThan(50_000_000); // what the sockets between hold
  readOn();
  expect((await answered).resume().statusCode).toBe(200);
  expect(received).toBe(sent);
});
