import { GatewaySettings, Names } from '../../../../lib/contract';
import { abortsGoBack } from '../support/abort-table';
import { leftOfReleases } from '../support/left-of-releases';
import { settled } from '../support/settled';
import { freshVersion, release, start } from '../support/pipeline';
import { AppVariant, MODEL } from '../support/app/app-variant';
import { World } from '../support/world';

jest.setTimeout(90_000);

const sagemaker = (version: string, more: Partial<AppVariant> = {}): AppVariant => ({
  version,
  hosting: 'sagemaker',
  ...more,
});

/** What the gateways are told: which version each environment has. */
async function versionsToldTo(world: World): Promise<GatewaySettings['versions']> {
  const { Parameter } = await world.call('ssm', 'GetParameter', { Name: Names.gatewaySettings(MODEL) });
  return (JSON.parse(Parameter.Value as string) as GatewaySettings).versions;
}

/** One model's life, each test one deployment after the other. */
describe('a model on SageMaker that is deployed again and again', () => {
  let world: World;
  beforeAll(async () => void (world = await World.open()));
  afterAll(() => world.close());

  test('answers 503 until the endpoint of its first version is in service', async () => {
    const deploy = await world.release(sagemaker('1.2'));
    expect(deploy).toMatchObject({ succeeded: true, status: 'CREATE_COMPLETE' });
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
    expect(world.tasks.running).toEqual(['1.2', '1.2']);
    expect(await versionsToldTo(world)).toEqual({ blue: '1.2' });
    world.startTraffic();
    await world.pass(5);
  });

  test('another version takes over by another endpoint, and the one before is removed', async () => {
    const witness = world.witness();
    expect(await world.deploy(sagemaker('1.3'))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(await world.facts()).toMatchObject({
      live: '1.3 in green',
      desired: { blue: 2, green: 2 },
      lock: 'standby',
    });
    expect(await versionsToldTo(world)).toEqual({ blue: '1.2', green: '1.3' });
    await world.quiet();
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
    expect(witness.ruleChanges).toEqual(['traffic: green 100']);
    expect(await versionsToldTo(world)).toEqual({ green: '1.3' });
    expect(await leftOfReleases(world)).toEqual([
      'Endpoint fraud-green',
      // What a return to the version before needs.
      expect.stringMatching(/^EndpointConfig fraud-blue-[0-9a-f]{12}$/),
      expect.stringMatching(/^EndpointConfig fraud-green-[0-9a-f]{12}$/),
      expect.stringMatching(/^Model fraud-blue-[0-9a-f]{12}$/),
      expect.stringMatching(/^Model fraud-green-[0-9a-f]{12}$/),
    ]);
  });

  test('a deploy that replaces the candidate leaves the living endpoint what it is made of', async () => {
    const before = await leftOfReleases(world);
    expect(await world.release(sagemaker('1.3', { minCapacity: 3 }))).toMatchObject({ succeeded: false });
    expect(await leftOfReleases(world)).toEqual(before);
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
  });

  test('a pipeline releases a version and an image without any deploy', async () => {
    const version = freshVersion();
    expect(await release(world, version)).toMatchObject({ outcome: 'promoted' });
    expect(await world.facts()).toEqual(settled(version, 'blue'));
    expect(world.tasks.running).toEqual([version, version]);
  });

  test('errors in the bake: the traffic goes back, and nothing of the failed version is left', async () => {
    const [live, failing] = [(await world.ledger()).live?.version ?? '', freshVersion()];
    world.profiles.set(failing, { errorRate: 0.3, p50Ms: 20, p99Ms: 80 });
    const before = await leftOfReleases(world);
    expect(await release(world, failing)).toMatchObject({ outcome: 'rolled-back' });
    expect(await world.facts()).toEqual(settled(live, 'blue'));
    expect(await leftOfReleases(world)).toEqual(before);
    expect(await versionsToldTo(world)).toEqual({ blue: live });
    await world.pass(5);
  });

  abortsGoBack(() => world, ['provisioning', 'checking', 'baking', 'standby']);

  test('nothing is left when the stack goes in the middle of a release', async () => {
    await start(world, freshVersion());
    await world.untilPhase('provisioning');
    expect(await world.destroy()).toMatchObject({ succeeded: true });
    expect(await leftOfReleases(world)).toEqual([]);
    expect(world.tasks.running).toEqual([]);
  });
});
