import { gzipSync } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import { MirrorSettings } from '../../../lib/contract';
import { comparing } from '../../../lib/core/compare/compare';
import { Slicing, slicing } from '../../../lib/core/compare/slice';
import { predict } from '../support/client';
import { counted, eventually, RunningGateway, World } from '../support/world';

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.close());

const TO_GREEN: MirrorSettings = { from: 'blue', to: 'green', percent: 100, until: 4e9 };
const compare = comparing([{ kind: 'equal', path: 'score', absolute: 0.1 }]);

interface Given {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
  readonly delayMs?: number;
}

function model({ status = 200, headers = {}, body = '{"score":0.5}', delayMs = 0 }: Given = {}): Promise<number> {
  return world.model((request, response) => {
    request.resume();
    request.on('end', () => setTimeout(() => response.writeHead(status, headers).end(body), delayMs));
  });
}

async function gateway(
  live: number,
  target: number,
  mirror = TO_GREEN,
  more: object = {},
  slices?: Slicing,
): Promise<RunningGateway> {
  const running = await world.gateway(live, {
    settings: { mirror, compare, slicing: slices },
    variables: {
      GATEWAY_MIRROR_URL: `http://127.0.0.1:${target}`,
      GATEWAY_MIRROR_ROUTES: 'POST /invocations',
      GATEWAY_MIRROR_TIMEOUT_MS: '100',
      ...more,
    },
  });
  await sleep(1); // the first settings are read without waiting
  return running;
}

const NAMES = ['Agree', 'Disagree', 'CompareError', 'NotComparable', 'BaselineAgree', 'BaselineDisagree'];

/** Which of the counts went up, by one request. */
async function countedOf(running: RunningGateway): Promise<string> {
  const before = counted(world, running.gateway);
  await predict(running.port);
  let found: readonly string[] = [];
  await eventually('the copy is over', () => {
    const now = counted(world, running.gateway);
    found = NAMES.filter((name) => now[name] > (before[name] ?? 0));
    return now.MirrorAnswered + now.MirrorFailed + now.MirrorTimeouts > 0;
  });
  return found.join();
}

const LONG = JSON.stringify({ score: 0.5, filler: 'x'.repeat(64 * 1024) });
const SSE = { headers: { 'content-type': 'text/event-stream' }, body: 'data: {"score":0.5}\n\n' };
const GZIP = { headers: { 'content-encoding': 'gzip' }, body: gzipSync('{"score":0.5}') };

test.each<[string, Given, Given, string]>([
  ['the same score', {}, {}, 'Agree'],
  ['a score within the tolerance', {}, { body: '{"score":0.59}' }, 'Agree'],
  ['another score', {}, { body: '{"score":0.9}' }, 'Disagree'],
  ['another status', {}, { status: 404 }, 'Disagree'],
  ['a failure', {}, { status: 503 }, 'CompareError'],
  ['no answer in time', {}, { delayMs: 500 }, 'CompareError'],
  ['a failure on both sides', { status: 500 }, { status: 500 }, 'NotComparable'],
  ['no answer in the time that the live side took too', { delayMs: 150 }, { delayMs: 500 }, 'NotComparable'],
  ['bodies longer than 64 KiB', { body: LONG }, { body: LONG }, 'NotComparable'],
  ['a stream', SSE, SSE, 'NotComparable'],
  ['a body that only the candidate makes longer', {}, { body: LONG }, 'Disagree'],
  ['a stream of the candidate alone', {}, SSE, 'Disagree'],
  ['compressed bodies', GZIP, GZIP, 'NotComparable'],
  ['lists in lists without end', { body: '{"score":' + '['.repeat(30_000) + ']'.repeat(30_000) + '}' }, {}, 'Disagree'],
])('%s counts', async (_what, live, other, name) => {
  expect(await countedOf(await gateway(await model(live), await model(other)))).toBe(name);
});

test('a candidate’s answer that the gateway had no room for is not comparable', async () => {
  const body = JSON.stringify({ score: 0.9, filler: 'x'.repeat(10_000) });
  const running = await gateway(await model(), await model({ body }), TO_GREEN, { GATEWAY_MIRROR_MAX_BYTES: '5000' });
  expect(await countedOf(running)).toBe('NotComparable');
});

test('nesting deeper than the stack is not comparable, and harms nobody', async () => {
  const deep = '{"score":' + '['.repeat(30_000) + ']'.repeat(30_000) + '}';
  const running = await gateway(await model({ body: deep }), await model({ body: deep }));
  expect(await countedOf(running)).toBe('NotComparable');
  expect((await predict(running.port)).status).toBe(200);
});

test.each<[string, Given, string]>([
  ['agrees', {}, 'BaselineAgree'],
  ['disagrees', { body: '{"score":0.9}' }, 'BaselineDisagree'],
  ['fails', { status: 500 }, ''],
  ['is overloaded', { status: 503 }, ''],
  ['is too slow', { delayMs: 500 }, ''],
  ['streams the second time', SSE, 'BaselineDisagree'],
])('a live side that %s with itself is the baseline', async (_what, again, name) => {
  const running = await gateway(await model(), await model(again), { ...TO_GREEN, to: 'blue' });
  expect(await countedOf(running)).toBe(name);
});

test('comparisons of slices are counted apart, and with all the others', async () => {
  const rule = { by: 'body', at: 'country', values: ['DE'] } as const;
  const running = await gateway(await model(), await model({ body: '{"score":0.9}' }), TO_GREEN, {}, slicing(rule));
  for (const country of ['DE', 'DE', 'IT']) {
    await predict(running.port, { body: JSON.stringify({ country }) });
  }
  const found = new Map<string, number>();
  let all = 0;
  await eventually('all copies are over', () => {
    const { slices, counts } = running.gateway.metrics.take();
    all += counts.Disagree;
    for (const [name, { Disagree = 0 }] of slices) found.set(name, (found.get(name) ?? 0) + Disagree);
    return all === 3;
  });
  expect(Object.fromEntries(found)).toEqual({ DE: 2, other: 1 });
});

test('copies that a stopping gateway cuts off are no errors of the candidate', async () => {
  const running = await gateway(await model(), await world.tcp(() => undefined), TO_GREEN, {
    GATEWAY_MIRROR_TIMEOUT_MS: '60000',
  });
  for (let sent = 0; sent < 6; sent++) await predict(running.port);
  await eventually('copies are under way', () => running.gateway.mirror?.load.inFlight === 6);
  await running.gateway.stop();
  await eventually('they are cut off', () => running.gateway.mirror?.load.inFlight === 0);
  expect(counted(world, running.gateway)).toMatchObject({ Mirrored: 6, MirrorFailed: 0, CompareError: 0 });
  expect(world.lines.all.join()).not.toContain('counts as dead');
});

test('copies under way at the end of mirroring get their verdicts', async () => {
  const settings: { mirror?: MirrorSettings; compare?: typeof compare } = { mirror: TO_GREEN, compare };
  const running = await world.gateway(await model(), {
    settings,
    variables: {
      GATEWAY_MIRROR_URL: `http://127.0.0.1:${await world.tcp(() => undefined)}`,
      GATEWAY_MIRROR_ROUTES: 'POST /invocations',
      GATEWAY_MIRROR_TIMEOUT_MS: '400',
      GATEWAY_SETTINGS_POLL_MS: '100',
    },
  });
  await sleep(1);
  await predict(running.port);
  Object.assign(settings, { mirror: undefined, compare: undefined });
  await eventually('the copy has timed out', () => counted(world, running.gateway).MirrorTimeouts === 1);
  expect(counted(world, running.gateway)).toMatchObject({ Mirrored: 1, CompareError: 1 });
});

test('nothing is kept nor counted when nothing is compared', async () => {
  const running = await world.gateway(await model(), {
    settings: { mirror: TO_GREEN },
    variables: {
      GATEWAY_MIRROR_URL: `http://127.0.0.1:${await model()}`,
      GATEWAY_MIRROR_ROUTES: 'POST /invocations',
    },
  });
  await sleep(1);
  expect(await countedOf(running)).toBe('');
});

test('metrics have the version that the settings say, for gateways that outlive one', async () => {
  await world.gateway(await model(), { settings: { versions: { blue: '1.7', green: '2.0' } } });
  const line = () => world.lines.all.find((each) => each.includes('"_aws"'));
  await eventually('a line is written', () => line() !== undefined);
  expect(line()).toContain('"Version":"1.7"');
});
