import { ended, freshVersion, start } from '../support/pipeline';
import { World } from '../support/world';

jest.setTimeout(60_000);

/** What Application Auto Scaling does to the tasks that the gateways of both environments share. */
describe('gateways that scale in during a release', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '1.2', hosting: 'sagemaker' })));
  afterAll(() => world.close());

  async function gateways(desiredCount: number): Promise<void> {
    const cluster = world.physicalId('AWS::ECS::Cluster');
    await world.call('ecs', 'UpdateService', { cluster, service: world.physicalId('AWS::ECS::Service'), desiredCount });
  }

  test.each(['checking', 'baking'] as const)('in phase %s: the version is promoted all the same', async (phase) => {
    await gateways(6);
    await world.pass(5);
    const version = freshVersion();
    world.atPhase(phase, () => gateways(2));
    await start(world, version);
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'promoted' });
  });
});
