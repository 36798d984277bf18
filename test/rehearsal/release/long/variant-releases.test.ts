import { abortsGoBack } from '../support/abort-table';
import { leftOfReleases } from '../support/left-of-releases';
import { ended, freshVersion, release, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { invokeVariants, variants } from '../support/variant-traffic';
import { World } from '../support/world';

jest.setTimeout(120_000);

/** One model's life, each test one deployment after the other. */
describe('a model in the variants of one endpoint that is deployed again and again', () => {
  let world: World;
  let stopTraffic: () => void = () => undefined;
  beforeAll(async () => void (world = await World.open()));
  afterAll(async () => {
    stopTraffic();
    await world.close();
  });

  test('the first version is alone in the endpoint', async () => {
    const deploy = await world.release(variants('1.2'));
    expect(deploy).toMatchObject({ succeeded: true, status: 'CREATE_COMPLETE' });
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
    expect(world.tasks.running).toEqual(['1.2', '1.2']);
    stopTraffic = invokeVariants(world);
    await world.pass(5);
  });

  test('another version takes over in the other variant, and the one before is taken out', async () => {
    expect(await world.deploy(variants('1.3'))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(await world.facts()).toMatchObject({
      live: '1.3 in green',
      weights: { blue: 0, green: 100 },
      desired: { blue: 2, green: 2 },
      lock: 'standby',
    });
    await world.quiet();
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
    expect(world.tasks.running).toEqual(['1.3', '1.3']);
    expect(await leftOfReleases(world)).toEqual([
      'Endpoint fraud',
      // What a return to the version before needs.
      expect.stringMatching(/^EndpointConfig fraud-blue-[0-9a-f]{12}$/),
      expect.stringMatching(/^EndpointConfig fraud-green-[0-9a-f]{12}$/),
      expect.stringMatching(/^EndpointConfig fraud-green-[0-9a-f]{12}$/),
      expect.stringMatching(/^Model fraud-blue-[0-9a-f]{12}$/),
      expect.stringMatching(/^Model fraud-green-[0-9a-f]{12}$/),
    ]);
  });

  test('errors in the bake: the traffic goes back, and nothing of the failed version is left', async () => {
    const failing = freshVersion();
    world.profiles.set(failing, { errorRate: 0.3, p50Ms: 20, p99Ms: 80 });
    const before = await leftOfReleases(world);
    expect(await release(world, failing)).toMatchObject({ outcome: 'rolled-back' });
    expect(await ended(world, failing)).toMatchObject({ reason: expect.stringContaining('fraud-blue-model-errors') });
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
    expect(await leftOfReleases(world)).toEqual(before);
  });

  abortsGoBack(() => world, ['provisioning', 'checking', 'shifting', 'baking', 'standby']);

  test('a deploy that takes the endpoint away from the callers fails, and changes nothing', async () => {
    const before = await leftOfReleases(world);
    expect(await world.deploy({ version: '1.3', hosting: 'sagemaker' })).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
      reason: expect.stringContaining('the routing of a deployed model must stay'),
    });
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
    expect(await leftOfReleases(world)).toEqual(before);
  });

  test('nothing is left when the stack goes in the middle of a release', async () => {
    await start(world, freshVersion());
    await world.untilPhase('provisioning');
    stopTraffic();
    expect(await world.destroy()).toMatchObject({ succeeded: true });
    expect(await leftOfReleases(world)).toEqual([]);
    expect(world.tasks.running).toEqual([]);
  });
});
