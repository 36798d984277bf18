import fc from 'fast-check';
import { TrafficFaults } from '../../../lib/rehearsal/traffic/faults';
import { forward, group, rule, table, World } from './support';

test('errors hit the given share of one group', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer(), (errorShare, seed) => {
      const faults = new TrafficFaults(seed);
      faults.inject('green', { errorShare });
      const failed = Array.from({ length: 2000 }, () => faults.decide('green')!.fail).filter(Boolean).length;
      expect(Math.abs(failed / 2000 - errorShare)).toBeLessThan(0.06); // 5 standard deviations
      expect(faults.decide('blue')).toBeUndefined();
    }),
  );
});

test('a fault ends by its own function only', () => {
  const faults = new TrafficFaults(1);
  const endFirst = faults.inject('green', { errorShare: 1 });
  const endSecond = faults.inject('green', { latencyMs: 5 });
  endFirst();
  expect(faults.decide('green')).toEqual({ fail: false, cut: false, delayMs: 5, swap: false, truncate: false });
  endSecond();
  expect(faults.decide('green')).toBeUndefined();
});

test('behind a lock requests wait for their turn: not at a rate that it serves, and longer and longer beyond it', () => {
  let now = 0;
  const faults = new TrafficFaults(1, () => now);
  faults.inject('green', { perSecond: 20 });
  const waits = (everyMs: number) =>
    Array.from({ length: 5 }, () => {
      now += everyMs;
      return faults.decide('green')?.delayMs;
    });
  expect(waits(100)).toEqual([50, 50, 50, 50, 50]);
  now += 1_000;
  expect(waits(10)).toEqual([50, 90, 130, 170, 210]);
});

test.each([
  [{ errorShare: 1.1 }, 'errorShare must be between 0 and 1, got 1.1'],
  [{ errorShare: NaN }, 'errorShare must be between 0 and 1, got NaN'],
  [{ cutShare: -0.1 }, 'cutShare must be between 0 and 1, got -0.1'],
  [{ errorShare: 0.6, cutShare: 0.6 }, 'errorShare + cutShare must be between 0 and 1, got 1.2'],
  [{ latencyMs: -1 }, 'latencyMs must be 0 or more, got -1'],
  [{ perSecond: 0 }, 'perSecond must be more than 0, got 0'],
])('fails for %j', (fault, message) => {
  expect(() => new TrafficFaults(1).inject('green', fault)).toThrow(message);
});

test('through the router: 500 counts as the answer of the target, latency as its response time, a cut as no answer', async () => {
  const world = await new World(table([rule(forward({ blue: 1 }))], [group('blue')])).open();
  try {
    await world.target('blue', (_, response) => response.end('ok'));
    world.faults.inject('blue', { errorShare: 1 });
    expect((await world.send()).status).toBe(500);
    world.faults.inject('blue', { latencyMs: 60 });
    expect((await world.send()).body).toBe('ok');
    world.faults.inject('blue', { cutShare: 1 });
    expect((await world.send()).status).toBe(502);
    const [failed, slow, cut] = world.observer.answers;
    expect(failed).toMatchObject({ status: 500, by: 'target' });
    expect(slow.responseTimeMs).toBeGreaterThanOrEqual(59);
    // No status and no time of the target: only the count of requests shows it.
    expect(cut).toMatchObject({ status: 502, by: 'load-balancer', connectionFailed: false });
    expect(cut.responseTimeMs).toBeUndefined();
  } finally {
    await world.close();
  }
});

test('swapped answers are those of the request before, by path: each is of the right kind', async () => {
  const world = await new World(table([rule(forward({ blue: 1 }))], [group('blue')])).open();
  try {
    let count = 0;
    await world.target('blue', (request, response) => response.end(`${request.url} ${++count}`));
    world.faults.inject('blue', { swapsAnswers: true });
    const bodies: string[] = [];
    for (const path of ['/a', '/b', '/a', '/b', '/a']) bodies.push((await world.send({ path })).body);
    expect(bodies).toEqual(['/a 1', '/b 2', '/a 1', '/b 2', '/a 3']);
  } finally {
    await world.close();
  }
});

test('every second answer ends too early, in a message that is whole', async () => {
  const world = await new World(table([rule(forward({ blue: 1 }))], [group('blue')])).open();
  try {
    await world.target('blue', (_, response) => response.end('{"score":0.25}'));
    world.faults.inject('blue', { truncatesAnswers: true });
    const answers = [];
    for (let count = 0; count < 3; count++) answers.push(await world.send());
    expect(answers.map(({ status, body }) => `${status} ${body}`)).toEqual([
      '200 {"score":0.25}',
      '200 {"score"',
      '200 {"score":0.25}',
    ]);
  } finally {
    await world.close();
  }
});
