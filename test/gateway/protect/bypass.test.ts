import { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseMirrorRoutes } from '../../../lib/core/mirror-routes';
import { Protection } from '../../../lib/gateway/protect/protection';
import { predict } from '../support/client';
import { counted, World } from '../support/world';
import { failing, answering, PROTECT, protecting, server } from './support';

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.close());

/** Asks time and again for so long; answers how many were not answered by the stable side. */
async function ask(port: number, forMs: number): Promise<number> {
  const until = performance.now() + forMs;
  let others = 0;
  while (performance.now() < until) {
    const reply = await predict(port);
    if (String(reply.body) !== 'stable') others += 1;
    await sleep(5);
  }
  return others;
}

test('a model that fails for a second is asked once a second, and every request still counts as its error', async () => {
  const [model, stable] = [await server(world, failing()), await server(world, answering('stable'))];
  const { port, gateway } = await protecting(world, model.port, stable.port);
  do expect(await ask(port, 200)).toBe(0);
  while (counted(world, gateway).Bypassed === 0); // a second of failures, or longer where a busy machine sends few
  const askedUntilThen = model.seen.length;
  const began = performance.now();
  expect(await ask(port, 2_000)).toBe(0);
  const seconds = (performance.now() - began) / 1000;
  expect(model.seen.length - askedUntilThen).toBeLessThanOrEqual(Math.floor(seconds) + 1);
  const probes = model.seen.length;
  while (model.seen.length === probes) await ask(port, 10); // the next one is a second away
  const body = 'x'.repeat(2_000_000); // too large to be sent twice, which it is not
  expect((await predict(port, { body, headers: { 'transfer-encoding': 'chunked' } })).status).toBe(200);
  expect(stable.seen.at(-1)?.body).toBe(body);
  const counts = counted(world, gateway);
  expect(counts.Requests).toBe(stable.seen.length);
  expect(counts.Errors).toBe(counts.Requests);
  expect(counts.Protected).toBe(counts.Requests);
  expect(counts.ModelErrors).toBe(model.seen.length);
  expect(counts.Bypassed).toBe(counts.Requests - model.seen.length);
});

describe('when the model is left alone', () => {
  const config = {
    target: { hostname: '127.0.0.1', port: 1 },
    routes: parseMirrorRoutes('POST /invocations'),
    ...{ timeoutMs: 1, maxBodyBytes: 1, maxBytes: 1, maxQueued: 1, maxInFlight: 1 },
  };
  const request = { method: 'POST', url: '/invocations', headers: {} } as IncomingMessage;

  let now: number;
  let protection: Protection;
  beforeEach(() => {
    now = 1_000;
    protection = new Protection(config, 'green', () => now);
    protection.follow(PROTECT, 0);
  });
  afterEach(() => protection.close());

  /** Requests that come every 100 ms and find the model well or not; tells which of them it was not asked. */
  function bypassed(answers: readonly boolean[]): readonly boolean[] {
    return answers.map((well) => {
      const shield = protection.shield(request);
      if (shield?.bypasses === false) shield.note(well);
      now += 100;
      return shield?.bypasses ?? false;
    });
  }

  const times = (count: number, well: boolean) => Array.from({ length: count }, () => well);

  test('not before it has failed for a second', () => {
    expect(bypassed(times(11, false))).toEqual(times(11, false));
    expect(bypassed([false])).toEqual([true]);
  });

  test('not after four failures in however long a time', () => {
    for (let count = 0; count < 4; count += 1) {
      bypassed([false]);
      now += 60_000;
    }
    expect(bypassed([false, false])).toEqual([false, true]);
  });

  test('not while it answers well now and then', () => {
    const answers = Array.from({ length: 100 }, (_, index) => index % 8 === 0);
    expect(bypassed(answers)).not.toContain(true);
  });

  test('until it answers a probe, one of which is sent each second', () => {
    bypassed(times(11, false));
    const asked = bypassed(times(30, false)).map((each, index) => (each ? undefined : index));
    expect(asked.filter((each) => each !== undefined)).toEqual([9, 19, 29]);
    expect(bypassed(times(9, true))).toEqual(times(9, true));
    expect(bypassed(times(5, true))).toEqual(times(5, false));
  });

  test('no longer with the next version', () => {
    bypassed(times(11, false));
    protection.follow(undefined, 0);
    protection.follow(PROTECT, 0);
    expect(bypassed([true])).toEqual([false]);
  });

  test('by the clock of whoever keeps the settings', () => {
    protection.follow({ ...PROTECT, until: 100 }, 40_000);
    now += 59_999;
    expect(protection.shield(request)).toBeDefined();
    now += 1;
    expect(protection.shield(request)).toBeUndefined();
  });
});
