import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewaySettings, MirrorSettings } from '../../../lib/contract';
import { predict } from '../support/client';
import { eventually, variablesFor, World } from '../support/world';

const BUNDLE = join(__dirname, '../../../lib/gateway/bundle/gateway.mjs');
const POLL_MS = 100;

let world: World;
let directory: string;
beforeEach(() => {
  world = new World();
  directory = mkdtempSync(join(tmpdir(), 'gateway-compare-'));
});
afterEach(async () => {
  await world.close();
  rmSync(directory, { recursive: true });
});

const mirror = (members: Partial<MirrorSettings> = {}): GatewaySettings => ({
  mirror: { from: 'blue', to: 'green', percent: 100, until: Date.now() / 1_000 + 60, ...members },
  compare: [{ kind: 'equal', path: 'score', absolute: 0.1 }],
});

/** A bundled gateway in a process of its own, whose settings are a file that changes while it runs. */
async function start(live: number, target: number, first: GatewaySettings = {}) {
  const file = join(directory, 'settings.json');
  const set = (settings: GatewaySettings) => {
    writeFileSync(`${file}.new`, JSON.stringify(settings));
    renameSync(`${file}.new`, file);
  };
  set(first);
  const child = spawn(process.execPath, [BUNDLE], {
    env: {
      ...variablesFor(live),
      GATEWAY_SETTINGS_FILE: file,
      GATEWAY_SETTINGS_POLL_MS: String(POLL_MS),
      GATEWAY_MIRROR_URL: `http://127.0.0.1:${target}`,
      GATEWAY_MIRROR_ROUTES: 'POST /invocations',
      GATEWAY_MIRROR_TIMEOUT_MS: '300',
      GATEWAY_MIRROR_MAX_IN_FLIGHT: '8',
      GATEWAY_MIRROR_MAX_QUEUED: '8',
      GATEWAY_STOP_MS: '2000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  world.onClose(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  const lines = () => output.split('\n').filter((line) => line.endsWith('}'));
  await eventually('the gateway listens', () => output.includes('"listening"'));
  const { port } = JSON.parse(lines()[0]) as { port: number };
  /** Sum of a metric over all lines until now. */
  const total = (name: string) =>
    lines()
      .filter((line) => line.includes('"_aws"'))
      .reduce((sum, line) => sum + Number((JSON.parse(line) as Record<string, unknown>)[name] ?? 0), 0);
  const end = async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { port, set, total, end };
}

const scoring = (score: number, delayMs = 0) =>
  world.model((request, response) => {
    request.resume();
    request.on('end', () => setTimeout(() => response.end(JSON.stringify({ score })), delayMs));
  });

/** Live requests, a few at a time; how many failed. */
async function send(port: number, count: number): Promise<number> {
  let failed = 0;
  for (let sent = 0; sent < count; sent += 10) {
    const replies = await Promise.allSettled(Array.from({ length: 10 }, () => predict(port)));
    failed += replies.filter((reply) => reply.status === 'rejected' || reply.value.status !== 200).length;
    await sleep(5);
  }
  return failed;
}

test('a whole check: baseline, mirroring, nothing, each told by the file while it runs', async () => {
  // The target stands for the test listener: it answers for the environment that the header names.
  const target = await world.model((request, response) => {
    request.resume();
    const score = request.headers['x-model-environment'] === 'blue' ? 0.5 : 0.9;
    request.on('end', () => response.end(JSON.stringify({ score })));
  });
  const { port, set, total, end } = await start(await scoring(0.5), target);
  expect(await send(port, 20)).toBe(0);
  set(mirror({ to: 'blue' }));
  await sleep(3 * POLL_MS);
  expect(await send(port, 50)).toBe(0);
  set(mirror());
  await sleep(3 * POLL_MS);
  expect(await send(port, 50)).toBe(0);
  set({});
  await sleep(3 * POLL_MS);
  expect(await send(port, 50)).toBe(0);
  await end();
  expect(total('Requests')).toBe(170);
  expect(total('BaselineAgree')).toBe(50);
  expect(total('Disagree')).toBe(50);
  for (const name of ['Agree', 'CompareError', 'NotComparable', 'BaselineDisagree']) expect(total(name)).toBe(0);
});

test.each<[string, () => number | Promise<number>]>([
  ['is slow', () => scoring(0.5, 5_000)],
  ['is down', () => world.deadPort()],
  ['hangs', () => world.tcp(() => undefined)],
  ['closes each connection', () => world.tcp((socket) => socket.destroy())],
])('fails no live request when the candidate %s: errors and drops are counted, no agreement', async (_how, target) => {
  const { port, total, end } = await start(await scoring(0.5), await target(), mirror());
  await sleep(2 * POLL_MS);
  expect(await send(port, 300)).toBe(0);
  await sleep(400); // the last copies time out
  await end();
  expect(total('Requests')).toBe(300);
  expect(total('Errors')).toBe(0);
  expect(total('CompareError')).toBeGreaterThanOrEqual(5);
  expect(total('CompareError')).toBe(total('MirrorFailed') + total('MirrorTimeouts'));
  expect(total('Mirrored') + total('MirrorDropped')).toBe(300);
  expect(total('Agree') + total('Disagree') + total('NotComparable')).toBe(0);
});

test('settings that nobody renews end by themselves', async () => {
  const { port, total, end } = await start(
    await scoring(0.5),
    await scoring(0.5),
    mirror({ until: Date.now() / 1_000 + 2 }),
  );
  await sleep(2 * POLL_MS);
  await send(port, 20);
  await sleep(2_500);
  await send(port, 20);
  await end();
  expect([total('Requests'), total('Mirrored'), total('Agree')]).toEqual([40, 20, 20]);
});

test('settings that make no sense leave the last ones, and the gateway goes on', async () => {
  const { port, set, total, end } = await start(await scoring(0.5), await scoring(0.5), mirror());
  await sleep(2 * POLL_MS);
  set({ compare: [{ kind: 'equal', path: 'length(score)' }] });
  await sleep(3 * POLL_MS);
  expect(await send(port, 20)).toBe(0);
  await end();
  expect(total('Agree')).toBe(20);
});
