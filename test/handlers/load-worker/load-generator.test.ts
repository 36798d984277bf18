import { readFileSync } from 'node:fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { LoadCounts, LoadOrder } from '../../../lib/contract/load';
import { failedOf } from '../../../lib/core/load/counts';
import { LoadHistogram } from '../../../lib/core/load/histogram';
import { LoadGenerator } from '../../../lib/handlers/load-worker/generator/load-generator';
import { HttpSender, LoadTarget } from '../../../lib/handlers/load-worker/generator/http-sender';

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

async function serve(handle: Handle): Promise<string> {
  const started = createServer(handle);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

const answer: Handle = (request, response) => {
  request.resume();
  response.end('{}');
};

/** Begins in 20 ms: by then the generator is there. */
function order(rps: number, seconds: number, more: Partial<LoadOrder> = {}): LoadOrder {
  return {
    schedule: { startAtMs: Date.now() + 20, worker: 0, workers: 1, rps, seconds },
    requests: [{ method: 'POST', path: '/predict', body: '{"x":1}' }],
    timeoutMs: 5_000,
    maxInFlight: 2_000,
    ...more,
  };
}

function run(of: LoadOrder, target: string | LoadTarget, signal?: AbortSignal): Promise<LoadCounts> {
  const to = typeof target === 'string' ? { endpoint: target } : target;
  return new LoadGenerator(of, new HttpSender(to, of.requests)).run(signal);
}

const ms = (of: LoadCounts['response'], q: number) => new LoadHistogram(of).quantile(q) ?? NaN;

/** Milliseconds that this thread has waited for a core so far: others' work, which no schedule can be kept against. Linux only. */
function waitedMs(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

test('500 requests a second are sent on schedule: 1 % start late at most, but for those due while others had the core', async () => {
  const endpoint = await serve(answer);
  const before = waitedMs();
  const counts = await run(order(500, 2), endpoint);
  const dueMeanwhile = 2 * 0.5 * (waitedMs() - before); // as many again while those are caught up with
  expect(counts).toMatchObject({ due: 1_000, sent: 1_000, ok: 1_000, errors: {}, dropped: 0 });
  expect(counts.lateStarts).toBeLessThanOrEqual(10 + dueMeanwhile);
  expect(new LoadHistogram(counts.response).count).toBe(1_000);
});

test('a stall makes everybody wait who comes in that time: p99 is the stall', async () => {
  const stallMs = 1_000;
  let until: number | undefined;
  const endpoint = await serve((request, response) => {
    request.resume();
    const now = performance.now();
    until ??= now + 500 + stallMs;
    const stalled = now > until - stallMs && now < until;
    setTimeout(() => response.end('{}'), stalled ? until - now : 0);
  });
  const counts = await run(order(200, 3), endpoint);
  expect(counts).toMatchObject({ sent: 600, ok: 600, dropped: 0 });
  // 600 requests, 200 of them in the stall, which wait from 1,000 ms down to 0: the 6th slowest waits about 970 ms
  expect(ms(counts.response, 0.99)).toBeGreaterThan(900);
  expect(ms(counts.response, 0.99)).toBeLessThan(1_300);
  // a third waits; a closed loop of one connection would have seen one slow request
  expect(new LoadHistogram(counts.response).countAbove(100)).toBeGreaterThan(150);
});

test('a pause of the generator itself shows in late starts and response times, not in service times', async () => {
  const endpoint = await serve(answer);
  const generating = run(order(200, 1), endpoint);
  setTimeout(() => {
    const until = performance.now() + 300;
    while (performance.now() < until); // the process is busy
  }, 400);
  const counts = await generating;
  expect(counts.sent).toBe(200); // it never slows down
  expect(counts.lateStarts).toBeGreaterThan(40);
  expect(ms(counts.response, 0.99)).toBeGreaterThan(200);
  const waitedLong = (taken: LoadCounts['response']) => new LoadHistogram(taken).countAbove(100);
  expect(waitedLong(counts.service)).toBeLessThan(waitedLong(counts.response));
});

test('a request beyond those that may be under way is dropped and counted', async () => {
  const endpoint = await serve((request) => request.resume()); // never answers
  const counts = await run(order(200, 0.5, { maxInFlight: 10, timeoutMs: 700 }), endpoint);
  expect(counts).toMatchObject({ due: 100, sent: 10, dropped: 90, ok: 0, errors: { timeout: 10 } });
  expect(ms(counts.response, 1)).toBeGreaterThan(690);
});

test('requests are sent once, and what went wrong is counted by class', async () => {
  let received = 0;
  const endpoint = await serve((request, response) => {
    request.resume();
    received += 1;
    response.statusCode = request.url === '/busy' ? 503 : 302;
    if (request.url === '/cut') request.socket.destroy();
    else response.end();
  });
  const requests = ['/cut', '/busy', '/moved'].map((path) => ({ method: 'GET' as const, path }));
  const counts = await run(order(300, 0.1, { requests }), endpoint);
  expect(received).toBe(30);
  expect(counts.errors).toEqual({ connection: 10, 'status 302': 10, 'status 503': 10 });
  expect(counts.ok).toBe(0);
});

test('an answer that breaks off is no answer', async () => {
  const endpoint = await serve((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-length': 100 });
    response.write('half');
    setTimeout(() => request.socket.destroy(), 5);
  });
  expect((await run(order(100, 0.05), endpoint)).errors).toEqual({ connection: 5 });
});

test('nobody listens', async () => {
  const counts = await run(order(100, 0.1), 'http://127.0.0.1:1');
  expect(counts).toMatchObject({ sent: 10, ok: 0, errors: { connection: 10 } });
});

test('two workers send the corpus in turn, every request of it once', async () => {
  const seen: string[] = [];
  const endpoint = await serve((request, response) => {
    seen.push(`${request.url}`);
    answer(request, response);
  });
  const requests = Array.from({ length: 20 }, (_, index) => ({ method: 'GET' as const, path: `/${index}` }));
  const startAtMs = Date.now() + 20;
  const parts = [0, 1].map((worker) => ({ startAtMs, worker, workers: 2, rps: 200, seconds: 0.1 }));
  const counts = await Promise.all(parts.map((schedule) => run(order(0, 0, { schedule, requests }), endpoint)));
  expect(counts.map(({ ok }) => ok)).toEqual([10, 10]);
  expect([...seen].sort()).toEqual(requests.map(({ path }) => path).sort());
});

test('connections are kept', async () => {
  const sockets = new Set<unknown>();
  const endpoint = await serve((request, response) => {
    sockets.add(request.socket);
    answer(request, response);
  });
  await run(order(100, 0.5), endpoint);
  expect(sockets.size).toBeLessThan(25);
});

test('headers of the target take the place of those of a request', async () => {
  let headers: IncomingMessage['headers'] = {};
  let body = '';
  const endpoint = await serve((request, response) => {
    headers = request.headers;
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => response.end());
  });
  const request = {
    method: 'POST' as const,
    path: '/',
    headers: { 'X-Model-Environment': 'blue', 'content-type': 'application/json', 'Content-Length': '1' },
    body: '"ü"',
  };
  const target = { endpoint, headers: { 'x-model-environment': 'green' } };
  expect((await run(order(10, 0.1, { requests: [request] }), target)).ok).toBe(1);
  expect(headers).toMatchObject({ 'x-model-environment': 'green', 'content-type': 'application/json' });
  expect(body).toBe('"ü"');
});

test('a body in base64 is sent as its bytes', async () => {
  const chunks: Buffer[] = [];
  const endpoint = await serve((request, response) => {
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => response.end());
  });
  const request = { method: 'POST' as const, path: '/', body: '/wAK', encoding: 'base64' as const };
  expect((await run(order(10, 0.1, { requests: [request] }), endpoint)).ok).toBe(1);
  expect([...Buffer.concat(chunks)]).toEqual([255, 0, 10]);
});

test('what was due before a worker came is dropped, not sent in a burst', async () => {
  const endpoint = await serve(answer);
  const late = order(100, 1);
  const counts = await run({ ...late, schedule: { ...late.schedule, startAtMs: Date.now() - 800 } }, endpoint);
  expect(counts.due).toBe(100);
  expect(counts.dropped).toBeGreaterThanOrEqual(78);
  expect(counts.sent).toBe(100 - counts.dropped);
});

test('a signal ends it at once, with what was counted', async () => {
  const endpoint = await serve((request) => request.resume());
  const controller = new AbortController();
  const started = performance.now();
  setTimeout(() => controller.abort(), 200);
  const counts = await run(order(100, 60), endpoint, controller.signal);
  expect(performance.now() - started).toBeLessThan(2_000);
  expect(counts.sent).toBeGreaterThan(5);
  expect(counts.due).toBeLessThan(100);
  expect(counts.ok + failedOf(counts)).toBe(0);
});

test('a signal that was given before leaves everything unsent', async () => {
  expect((await run(order(100, 1), 'http://127.0.0.1:1', AbortSignal.abort())).due).toBe(0);
});

test('counts can be read while it runs', async () => {
  const endpoint = await serve(answer);
  const of = order(100, 0.5);
  const generator = new LoadGenerator(of, new HttpSender({ endpoint }, of.requests));
  const generating = generator.run();
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(generator.counts().sent).toBeGreaterThan(0);
  expect(generator.counts().sent).toBeLessThan(50);
  expect((await generating).ok).toBe(50);
});

test('fails without requests', () => {
  expect(() => new HttpSender({ endpoint: 'http://127.0.0.1:1' }, [])).toThrow(
    'must have at least one request to send, got none',
  );
});

test('fails for an endpoint that is not spoken to by HTTP', () => {
  expect(() => new HttpSender({ endpoint: 'ftp://127.0.0.1' }, order(1, 1).requests)).toThrow(
    'must start with http:// or https://, got ftp://127.0.0.1',
  );
});

test('fails for a request that can not be sent', async () => {
  const requests = [{ method: 'GET' as const, path: '/a b' }];
  await expect(run(order(10, 5, { requests }), 'http://127.0.0.1:1')).rejects.toThrow('unescaped characters');
});
