import { EnvironmentName } from '../../../lib/contract';
import { FaultName } from '../../../lib/rehearsal/run/fault-names';
import { armInWorld } from './support/arm-fault';
import { freshVersion, isRejected, release } from './support/pipeline';
import { settled } from './support/settled';
import { World } from './support/world';

jest.setTimeout(60_000);

/** Version 1.2 is live in blue. `errors` and `latency` strike real traffic; here versions have profiles (alarms.test.ts). */
describe('a release under a fault of the rehearsal', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '1.2' })));
  afterAll(() => world.close());
  afterEach(async () => {
    world.stage.ecs.faults.onTaskStarting = undefined;
    world.stage.ecs.faults.alterRegisteredTaskDefinition = undefined;
    await world.pass(5); // alarms of the failed version come to rest
  });

  test.each<[FaultName, string]>([
    ['crash', '0 of 2 targets of green are healthy'],
    ['never-ready', 'deployment circuit breaker'],
    ['wrong-config', 'FEATURE_STORE'],
  ])('%s: goes back, and says why', async (fault, reason) => {
    const version = freshVersion();
    await armInWorld(world, { fault, version });
    const result = await release(world, version);
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: expect.stringMatching(reason) });
    expect(await isRejected(world, version)).toBe(true);
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  test.each<[FaultName, string | undefined, EnvironmentName]>([
    ['throttle', 'elasticloadbalancing:ModifyRule', 'green'],
    ['function-dies', undefined, 'blue'],
  ])('%s (%s): is promoted all the same', async (fault, target, environment) => {
    const version = freshVersion();
    await armInWorld(world, { fault, version, target });
    expect(await release(world, version)).toMatchObject({ outcome: 'promoted' });
    expect(await world.facts()).toEqual(settled(version, environment));
  });
});
