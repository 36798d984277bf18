import { build } from 'esbuild';
import { mkdtempSync } from 'node:fs';
import { createServer, RequestListener, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LagReading } from '../../../lib/rehearsal/lag/lag-reading';
import { LatencyHistogram } from '../../../lib/rehearsal/traffic/latency';
import { Load } from '../../../lib/rehearsal/traffic/load';
import { LoadPlan, LoadRequest, LoadSecond, LoadSummary } from '../../../lib/rehearsal/traffic/load-messages';

let entryScript: string;
beforeAll(async () => {
  entryScript = join(mkdtempSync(join(tmpdir(), 'rehearsal-load-')), 'load.cjs');
  await build({
    entryPoints: [join(__dirname, '../../../lib/rehearsal/traffic/load-entry.ts')],
    outfile: entryScript,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
});

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function serve(handle: RequestListener): Promise<number> {
  server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function plan(port: number, overrides: Partial<LoadPlan> = {}): LoadPlan {
  return {
    port,
    host: 'models.local',
    rps: 100,
    arrivals: 'constant',
    seed: 1,
    requests: [{ method: 'GET', path: '/', headers: {} }],
    seconds: 0.5,
    maxInFlight: 1000,
    timeoutMs: 1000,
    ...overrides,
  };
}

function start(port: number, overrides: Partial<LoadPlan> = {}): Promise<LoadSummary> {
  return new Load({ entryScript, plan: plan(port, overrides) }).finished;
}

function percentile(summary: LoadSummary, percent: number): number {
  const histogram = new LatencyHistogram();
  histogram.addDistribution(summary.latency);
  return histogram.percentile(percent)!;
}

test('sends the share of the cohort with its header, of each request of the corpus', async () => {
  const seen: string[] = [];
  const port = await serve((incoming, response) => {
    seen.push(`${incoming.url} ${String(incoming.headers['x-cohort'] ?? '')}`);
    response.end();
  });
  const requests: LoadRequest[] = ['/a', '/b'].map((path) => ({ method: 'GET', path, headers: {} }));
  const cohort = { headers: { 'x-cohort': 'beta' }, percent: 20 };
  await start(port, { requests, cohort, rps: 400 });
  expect(seen).toHaveLength(200);
  for (const path of ['/a', '/b']) {
    const members = seen.filter((each) => each === `${path} beta`).length;
    expect(Math.abs(members - 20)).toBeLessThanOrEqual(2); // as even as choices are (see choice.test)
  }
});

test('sends the corpus in turn, at its rate, and stops by itself', async () => {
  const seen: string[] = [];
  const port = await serve((incoming, response) => {
    let body = '';
    incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
    incoming.on('end', () => {
      seen.push(
        `${incoming.method} ${incoming.url} ${incoming.headers.host} ${String(incoming.headers['x-a'] ?? '')} ${body}`,
      );
      response.end();
    });
  });
  const requests: LoadRequest[] = [
    { method: 'GET', path: '/a', headers: {} },
    { method: 'POST', path: '/b', headers: { 'x-a': '1' }, body: '{"ü":1}' },
  ];
  const summary = await start(port, { requests });
  expect(summary).toMatchObject({ sent: 50, ok: 50, dropped: 0, failures: {} });
  expect(summary.seconds).toBeGreaterThanOrEqual(0.49);
  expect(seen.filter((each) => each === 'GET /a models.local  ')).toHaveLength(25);
  expect(seen.filter((each) => each === 'POST /b models.local 1 {"ü":1}')).toHaveLength(25);
});

test('times from the intended start: a stall shows in every request that was due during it', async () => {
  let stalledUntil = 0;
  const waiting: (() => void)[] = [];
  const port = await serve((_, response) => {
    if (stalledUntil === 0) {
      stalledUntil = performance.now() + 400;
      setTimeout(() => waiting.splice(0).forEach((answer) => answer()), 400);
    }
    if (performance.now() < stalledUntil) waiting.push(() => response.end());
    else response.end();
  });
  const summary = await start(port, { seconds: 0.8 });
  expect(summary).toMatchObject({ sent: 80, ok: 80 });
  // 40 of 80 requests were due during the stall, and waited 400, 390, 380 … ms. A closed loop would have sent, and timed, one.
  expect(percentile(summary, 75)).toBeGreaterThan(150);
  expect(percentile(summary, 99)).toBeGreaterThan(350);
  expect(percentile(summary, 25)).toBeLessThan(100);
});

test('counts what the cap in flight keeps from being sent as dropped', async () => {
  const port = await serve((_, response) => void setTimeout(() => response.end(), 5000).unref());
  const summary = await start(port, { maxInFlight: 10, seconds: 0.3, timeoutMs: 400 });
  expect(summary).toMatchObject({ sent: 10, ok: 0, dropped: 20, failures: { timeout: 10 } });
});

test('classes failures and names the version that failed', async () => {
  let count = 0;
  const port = await serve((incoming, response) => {
    count++;
    if (count % 4 === 0) incoming.socket.destroy();
    else if (count % 4 === 1) response.writeHead(503, { 'x-model-version': '1.4' }).end();
    else if (count % 4 === 2) response.writeHead(400).end();
    else response.end();
  });
  const before = Date.now();
  const summary = await start(port, { seconds: 0.4 });
  expect(summary.failures).toEqual({ 'status 503': 10, 'status 400': 10, connection: 10 });
  expect(summary).toMatchObject({ ok: 10, failedByVersion: { '1.4': 10, none: 20 } });
  expect(summary.failed).toHaveLength(30);
  expect(summary.failed.find(({ kind }) => kind === 'status 503')?.modelVersion).toBe('1.4');
  expect(summary.failed.every(({ intendedAt }) => intendedAt >= before && intendedAt <= Date.now())).toBe(true);
});

test('lists the first 50 failures only, and counts all', async () => {
  const port = await serve((_, response) => response.writeHead(500).end());
  const summary = await start(port, { rps: 200 });
  expect(summary.failures).toEqual({ 'status 500': 100 });
  expect(summary.failed).toHaveLength(50);
});

test('an answer that is cut off is a failure', async () => {
  const port = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '10' }).write('half');
    setTimeout(() => response.destroy(), 5);
  });
  expect((await start(port, { seconds: 0.1 })).failures).toEqual({ connection: 10 });
});

test('stops when told, and by a signal, and reports every second', async () => {
  const port = await serve((_, response) => response.end());
  const seconds: LoadSecond[] = [];
  const abort = new AbortController();
  let byHand!: Load;
  const bySignal = new Load({ entryScript, plan: plan(port, { seconds: undefined }), signal: abort.signal });
  const reported = new Promise<void>((resolve) => {
    byHand = new Load({
      entryScript,
      plan: plan(port, { seconds: undefined }),
      onSecond: (second) => {
        seconds.push(second);
        resolve();
      },
    });
  });
  await reported; // its thread takes as long to start as the machine lets it
  abort.abort();
  const [first, second] = await Promise.all([bySignal.finished, byHand.stop()]);
  expect(first.sent).toBe(first.ok);
  expect(second.sent).toBe(second.ok);
  expect(seconds.length).toBeGreaterThanOrEqual(1);
  expect(seconds[0].latencyMs?.p50).toBeGreaterThan(0);
});

test('tells how long requests waited elsewhere than at their target', async () => {
  const answered = (_: unknown, response: ServerResponse) => {
    response.setHeader('x-rehearsal-response-time', '200');
    setTimeout(() => response.end(), 500);
  };
  const port = await serve(answered);
  const readings: LagReading[] = [];
  const summary = await new Load({ entryScript, plan: plan(port), onLag: (lag) => readings.push(lag) }).finished;
  const worst = Math.max(...readings.map(({ lateMs }) => lateMs));
  expect(worst).toBeGreaterThan(290);
  expect(worst).toBeLessThan(1.02 * percentile(summary, 100) - 200); // the target's own time is not in it
  expect(readings.every(({ source }) => source === 'load generator')).toBe(true);
});

test('fails when the plan is impossible', async () => {
  const port = await serve((_, response) => response.end());
  await expect(start(port, { requests: [] })).rejects.toThrow('the corpus must hold at least one request, got none');
});
