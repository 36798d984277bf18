import { raw } from '../support/client';
import { World } from '../support/world';

let world: World;
let requests: string[];
beforeEach(() => {
  world = new World();
  requests = [];
});
afterEach(() => world.close());

async function gateway(): Promise<number> {
  const model = await world.model((request, response) => {
    request.resume();
    request.on('end', () => {
      requests.push(`${request.method} ${request.url}`);
      response.end('ok');
    });
  });
  return (await world.gateway(model)).port;
}

const HIDDEN = 'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n';

const lines = (...all: string[]) => `${all.join('\r\n')}\r\n\r\n`;

test.each([
  [
    'a length beside a transfer coding',
    lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: 4', 'Transfer-Encoding: chunked'),
  ],
  [
    'a transfer coding beside a length',
    lines('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked', 'Content-Length: 4'),
  ],
  ['two lengths', lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: 4', 'Content-Length: 40')],
  ['two lengths in one line', lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: 4, 4')],
  ['a length with a sign', lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: +4')],
  ['a length in another base', lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: 0x4')],
  ['a negative length', lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: -1')],
  ['a length beyond all numbers', lines('POST / HTTP/1.1', 'Host: a', 'Content-Length: 99999999999999999999999')],
  ['another transfer coding', lines('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: gzip')],
  ['a coding before chunked', lines('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: gzip, chunked')],
  ['chunked twice', lines('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked')],
  ['chunked in another spelling', lines('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: xchunked')],
  ['chunked behind a tab', lines('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: \x0bchunked')],
  ['a transfer coding in HTTP/1.0', lines('POST / HTTP/1.0', 'Host: a', 'Transfer-Encoding: chunked')],
  ['white space before the colon', lines('POST / HTTP/1.1', 'Host: a', 'Content-Length : 4')],
  ['a header on a folded line', lines('POST / HTTP/1.1', 'Host: a', 'X: b', ' Content-Length: 4')],
  ['no host', lines('GET / HTTP/1.1', 'X: b')],
  ['two hosts', lines('GET / HTTP/1.1', 'Host: a', 'Host: b')],
  ['a target that names a host', lines('GET http://b/ HTTP/1.1', 'Host: a')],
  ['a target without a slash', lines('GET hidden HTTP/1.1', 'Host: a')],
  ['a star for a target', lines('GET * HTTP/1.1', 'Host: a')],
  ['a bare carriage return in a header', lines('GET / HTTP/1.1', 'Host: a', 'X: b\rContent-Length: 4')],
  ['a control character in a header', lines('GET / HTTP/1.1', 'Host: a', 'X: b\x7fc')],
  ['a null byte in a header', lines('GET / HTTP/1.1', 'Host: a', 'X: b\0')],
])('fails with no request to the model: %s', async (_, head) => {
  const answer = await raw(await gateway(), `${head}4\r\n${HIDDEN}`);
  expect(answer).toMatch(/^HTTP\/1.1 (400|501) /);
  expect(answer.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
  expect(requests).toEqual([]);
});

test('fails with nothing taken from a connection behind a refused request', async () => {
  const head = lines('GET / HTTP/1.1', 'Host: a', 'Host: b');
  const answer = await raw(await gateway(), head + HIDDEN);
  expect(answer).toMatch(/^HTTP\/1.1 400 .*there must be one host header/s);
  expect(requests).toEqual([]);
});

test.each([
  ['a chunk length in another form', 'POST', 'Transfer-Encoding: chunked', `0x0\r\n\r\n${HIDDEN}`],
  ['a chunk longer than it says', 'POST', 'Transfer-Encoding: chunked', `1\r\nabc\r\n0\r\n\r\n${HIDDEN}`],
  ['a chunk that ends with a bare line feed', 'POST', 'Transfer-Encoding: chunked', `1\na\r\n0\r\n\r\n${HIDDEN}`],
])('fails without a hidden request: %s', async (_, method, framing, body) => {
  await raw(await gateway(), `${lines(`${method} / HTTP/1.1`, 'Host: a', framing)}${body}`);
  expect(requests).toEqual([]);
});

test('fails with a closed connection when a tunnel is asked for', async () => {
  expect(await raw(await gateway(), lines('CONNECT b:80 HTTP/1.1', 'Host: a'))).toBe('');
  expect(requests).toEqual([]);
});

test('framing behind more headers than Node keeps is seen all the same', async () => {
  const many = Array.from({ length: 2_100 }, (_, index) => `x-${index}: 1`);
  const head = lines('POST / HTTP/1.1', 'Host: a', ...many, `Content-Length: ${HIDDEN.length}`);
  expect(await raw(await gateway(), head + HIDDEN)).toMatch(/^HTTP\/1.1 200 /);
  expect(requests).toEqual(['POST /']);
});

test('fails with 431 when the head is larger than load balancers send', async () => {
  const head = lines('GET / HTTP/1.1', 'Host: a', `X: ${'x'.repeat(70_000)}`);
  expect(await raw(await gateway(), head)).toMatch(/^HTTP\/1.1 431 /);
});

test('a length that Connection names is written anew', async () => {
  const head = lines('POST / HTTP/1.1', 'Host: a', 'Connection: Content-Length', `Content-Length: ${HIDDEN.length}`);
  expect(await raw(await gateway(), head + HIDDEN)).toMatch(/^HTTP\/1.1 200 /);
  expect(requests).toEqual(['POST /']);
});

test('requests one behind the other are answered in their order', async () => {
  const answer = await raw(await gateway(), HIDDEN.replace('hidden', 'a') + HIDDEN.replace('hidden', 'b'));
  expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  expect(requests.sort()).toEqual(['GET /a', 'GET /b']);
});

test('a request of HTTP/1.0 without a host is forwarded and its connection closed', async () => {
  const answer = await raw(await gateway(), 'GET /old HTTP/1.0\r\n\r\n', 2_000);
  expect(answer).toMatch(/^HTTP\/1.1 200 OK/);
  expect(requests).toEqual(['GET /old']);
});
