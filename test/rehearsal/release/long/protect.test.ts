import { Names } from '../../../../lib/contract';
import { AppVariant, MODEL } from '../support/app/app-variant';
import { GrantLog, revoke } from '../support/grant-log';
import { ended, freshVersion, isRejected, release, start } from '../support/pipeline';
import { ProtectingGateways } from '../support/protecting-gateways';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(90_000);

const VARIANT: AppVariant = { version: '1.2', protect: true };

/** Version 1.2 is live in blue, behind gateways that protect callers. */
describe('releases whose callers are protected', () => {
  let world: World;
  let gateways: ProtectingGateways;
  beforeAll(async () => void (world = await World.live(VARIANT)));
  beforeEach(() => void (gateways = new ProtectingGateways(world)));
  afterEach(async () => {
    gateways.stop();
    await world.pass(5); // alarms of the failed version come to rest
  });
  afterAll(() => world.close());

  /** From five minutes into the bake on, the new model fails so many of its requests in ten seconds. */
  function strike(failing: number | undefined, requests = gateways.requests): void {
    world.atPhase('baking', async () => {
      world.clock.at(world.clock.now() + 5 * 60_000, () => void Object.assign(gateways, { failing, requests }));
    });
  }

  test('errors: no caller sees one, and the version goes back by its alarm within a minute, and is rejected', async () => {
    const version = freshVersion();
    strike(30);
    const result = await release(world, version);
    expect(result).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringMatching(/alarm fraud-green-(fast|gateway)-errors fires/), // whichever period ends first
    });
    expect(gateways.seenByCallers).toBe(0);
    expect(await isRejected(world, version)).toBe(true);
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
    expect(await gateways.settings()).toEqual({});
  });

  test('errors of a model with little traffic: the alarm of each minute sees them where the load balancer does not', async () => {
    strike(3, 10); // 60 requests a minute: enough for a minute, not for ten seconds
    const result = await release(world, freshVersion());
    expect(result?.reason).toContain(Names.alarm(MODEL, 'green', 'gateway-errors'));
    expect(gateways.seenByCallers).toBe(0);
  });

  test('a version of whose failures nobody tells is not promoted', async () => {
    gateways.failing = undefined;
    expect(await release(world, freshVersion())).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringContaining('INSUFFICIENT_DATA'),
    });
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  test('an abort in the bake ends it, once the traffic is back', async () => {
    const version = freshVersion();
    await start(world, version);
    await world.untilPhase('baking');
    await world.until('callers are protected', async () => gateways.protects);
    await world.abort();
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'abort' } });
    expect(await gateways.settings()).toEqual({});
  });

  test('when everything dies it ends by itself', async () => {
    const version = freshVersion();
    const executionArn = await start(world, version);
    await world.untilPhase('baking');
    await world.until('callers are protected', async () => gateways.protects);
    const giveBack = await revoke(world, 'Workflow', 'lambda:InvokeFunction');
    await world.run(() => world.call('states', 'StopExecution', { executionArn }));
    await world.pass(5);
    expect((await gateways.settings()).protect).toBeDefined(); // nobody was left to take it away
    expect(gateways.protects).toBe(false);
    await giveBack();
    await world.quiet();
    expect(await gateways.settings()).toEqual({});
  });

  test('a version is promoted without it when the settings can’t be written', async () => {
    const giveBack = await revoke(world, 'WatchFunction', 'ssm:PutParameter');
    const version = freshVersion();
    expect(await release(world, version)).toMatchObject({ outcome: 'promoted' });
    expect(gateways.told.every(({ protect }) => protect === undefined)).toBe(true);
    await giveBack();
    await release(world, freshVersion()); // back into blue
  });

  test('a good version: protected from before its first caller until the end of the standby time', async () => {
    const grants = new GrantLog(world);
    let movedAt = 0;
    let promotedAt = 0;
    world.atShift(async () => void (movedAt = world.clock.now()));
    world.atPhase('standby', async () => void (promotedAt = world.clock.now()));
    expect(await release(world, freshVersion())).toMatchObject({ outcome: 'promoted' });
    const times = gateways.told.filter(({ protect }) => protect !== undefined).map(({ at }) => at);
    expect(times[0]).toBeLessThan(movedAt);
    expect(times.at(-1)).toBeGreaterThan(promotedAt + 13 * 60_000); // of 15 minutes, with a look each
    expect(gateways.told.every(({ protect }) => protect === undefined || protect.by === 'blue')).toBe(true);
    expect(await gateways.settings()).toEqual({});
    expect(grants.unused().filter((grant) => grant.startsWith('WatchFunction ssm:'))).toEqual([]);
  });
});
