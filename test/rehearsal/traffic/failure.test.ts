import { RequestListener } from 'node:http';
import { ScaledClock } from '../../../lib/rehearsal/clocks/scaled-clock';
import { TrafficCollector } from '../../../lib/rehearsal/traffic/collector';
import { OpenLoop } from '../../../lib/rehearsal/traffic/load-generator';
import { LoadSummary } from '../../../lib/rehearsal/traffic/load-messages';
import { forward, group, HOST, rule, table, until, World } from './support';

const clock = new ScaledClock(0, 1);
const collector = new TrafficCollector({ clock, ingest: () => undefined });
const world = new World(table([rule(forward({ blue: 1 }))], [group('blue')]));
const SECONDS = 0.2;
const RPS = 50;
const REQUESTS = SECONDS * RPS;

afterEach(async () => {
  await world.close();
  clock.stop();
});

/** Every way in which a request can end, by the path that asks for it. */
const ENDS: Readonly<Record<string, RequestListener>> = {
  '/ok': (_, response) => response.end(),
  '/redirected': (_, response) => response.writeHead(302, { location: '/' }).end(),
  '/unknown': (_, response) => response.writeHead(404).end(),
  '/wrong': (_, response) => response.writeHead(500).end(),
  '/hung-up': (incoming) => incoming.socket.destroy(),
  '/cut-off': (_, response) => {
    response.writeHead(200, { 'content-length': '10' }).write('half');
    setTimeout(() => response.destroy(), 5);
  },
  '/never': () => undefined,
  '/never-complete': (_, response) => void response.writeHead(200, { 'content-length': '10' }).write('half'),
};

function load(path: string): Promise<LoadSummary> {
  return new Promise((resolve) => {
    const requests = [{ method: 'GET', path, headers: {} }];
    const plan = { port: world.port, host: HOST, requests, rps: RPS, seconds: SECONDS };
    const limits = { arrivals: 'constant', seed: 1, maxInFlight: 500, timeoutMs: 300 } as const;
    new OpenLoop({ ...plan, ...limits }, { onDone: resolve });
  });
}

test('the load generator and the router call the same requests failed', async () => {
  await world.open({ observer: collector });
  await world.target('blue', (incoming, response) => ENDS[incoming.url!](incoming, response));
  const failedAtRouter = () => collector.totals()[0]?.failed ?? 0;
  const seen: Record<string, object> = {};
  for (const path of Object.keys(ENDS)) {
    const before = failedAtRouter();
    const { sent, failures } = await load(path);
    const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
    // The router hears of a client that hung up a moment later. What it does not hear is in the comparison.
    await until(() => failedAtRouter() - before >= failed).catch(() => undefined);
    seen[path] = { sent, failures, failedAtRouter: failedAtRouter() - before };
  }
  const sent = REQUESTS;
  const failing = (kind: string) => ({ sent, failures: { [kind]: REQUESTS }, failedAtRouter: REQUESTS });
  expect(seen).toEqual({
    '/ok': { sent, failures: {}, failedAtRouter: 0 },
    '/redirected': { sent, failures: {}, failedAtRouter: 0 },
    '/unknown': failing('status 404'),
    '/wrong': failing('status 500'),
    '/hung-up': failing('status 502'),
    '/cut-off': failing('connection'),
    '/never': failing('timeout'),
    '/never-complete': failing('timeout'),
  });
});
