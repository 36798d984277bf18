import { Names } from '../../../../lib/contract';
import { MODEL, USER_ALARM } from '../support/app/app-variant';
import { ended, freshVersion, isRejected, release, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(60_000);

const GREEN_ERRORS = Names.alarm(MODEL, 'green', 'errors');
const GREEN_LATENCY = Names.alarm(MODEL, 'green', 'latency-p99');
const BLUE_ERRORS = Names.alarm(MODEL, 'blue', 'errors');
const FAILING = { errorRate: 0.3, p50Ms: 20, p99Ms: 80 };
const SLOW = { errorRate: 0, p50Ms: 400, p99Ms: 2000 };

/** Version 1.2 is live in blue; every release below fails, in green. */
describe('a release that alarms speak against', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '1.2', userAlarm: true })));
  afterAll(() => world.close());
  afterEach(async () => {
    await world.setAlarm(USER_ALARM, 'OK');
    await world.pass(5); // alarms of the failed version come to rest
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  test.each([
    ['errors', FAILING, 'fraud-green-errors'],
    ['slow answers', SLOW, 'fraud-green-latency'],
  ])('goes back for %s in production, found by metrics', async (_, profile, alarm) => {
    const version = freshVersion();
    world.profiles.set(version, profile);
    const witness = world.witness();
    const result = await release(world, version);
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: expect.stringContaining(alarm) });
    expect(result?.evidence).toMatchObject({ trigger: 'alarm' });
    expect(witness.moves).toEqual(['traffic: green 100', 'traffic: blue 100']);
    const phases = ['preparing', 'provisioning', 'checking', 'shifting', 'baking', 'rolled-back'];
    expect(witness.events).toEqual(phases.map((phase) => `${version} ${phase}`));
    expect(witness.messages).toEqual(witness.events);
    expect(await isRejected(world, version)).toBe(true);
  });

  test.each<[string, (act: () => Promise<void>) => void]>([
    ['while traffic moves', (act) => world.atShift(act)],
    ['in the bake', (act) => world.atPhase('baking', act)],
    ['in standby', (act) => world.atPhase('standby', act)],
  ])('goes back when an alarm fires %s', async (_when, at) => {
    const version = freshVersion();
    const witness = world.witness();
    at(() => world.setAlarm(GREEN_ERRORS, 'ALARM'));
    expect(await release(world, version)).toMatchObject({ outcome: 'rolled-back' });
    expect(witness.ruleChanges.at(-1)).toBe('traffic: blue 100');
    expect(witness.events.at(-1)).toBe(`${version} rolled-back`);
    expect(await isRejected(world, version)).toBe(true);
  });

  test('goes back once when two alarms call at the same moment', async () => {
    const version = freshVersion();
    const witness = world.witness();
    world.atPhase('baking', async () => {
      await Promise.all([world.setAlarm(GREEN_ERRORS, 'ALARM'), world.setAlarm(GREEN_LATENCY, 'ALARM')]);
    });
    expect(await release(world, version)).toMatchObject({ outcome: 'rolled-back' });
    expect(witness.events.filter((event) => event.endsWith('rolled-back'))).toHaveLength(1);
    expect((await world.ledger()).ended.filter((each) => each.version === version)).toHaveLength(1);
  });

  test('goes back for an alarm of the team’s own', async () => {
    const version = freshVersion();
    world.atPhase('baking', () => world.setAlarm(USER_ALARM, 'ALARM'));
    const result = await release(world, version);
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: expect.stringContaining(USER_ALARM) });
  });

  test('is refused while an alarm fires, and its version is not to blame', async () => {
    const version = freshVersion();
    const witness = world.witness();
    await world.setAlarm(USER_ALARM, 'ALARM');
    const arn = await start(world, version);
    await world.run(() => world.clock.sleep(20_000));
    await world.quiet();
    expect(world.execution(arn)).toMatchObject({ status: 'FAILED', cause: expect.stringContaining(USER_ALARM) });
    expect(await ended(world, version)).toMatchObject({ outcome: 'refused' });
    expect(await isRejected(world, version)).toBe(false);
    expect(witness.ruleChanges).toEqual([]);
    expect(world.tasks.running).toEqual(['1.2', '1.2']);
  });
});

/** Each release below succeeds. */
describe('a release that no alarm speaks against', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '1.2' })));
  afterAll(() => world.close());

  test('is promoted although the other environment’s alarm fires: that version is on its way out', async () => {
    world.atPhase('baking', () => world.setAlarm(BLUE_ERRORS, 'ALARM'));
    expect(await release(world, '1.3')).toMatchObject({ outcome: 'promoted' });
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
  });

  test('is promoted by force although an alarm of the live version fires', async () => {
    await world.setAlarm(GREEN_ERRORS, 'ALARM');
    expect(await release(world, '1.4', { force: true })).toMatchObject({
      outcome: 'promoted',
      evidence: { forced: true },
    });
    expect(await world.facts()).toEqual(settled('1.4', 'blue'));
  });
});
