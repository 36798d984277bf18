import { EnvironmentName, Names, otherEnvironment } from '../../../../lib/contract';
import { MODEL } from '../support/app/app-variant';
import { ended, freshVersion, start } from '../support/pipeline';
import { World } from '../support/world';

jest.setTimeout(60_000);

/** What Application Auto Scaling does between two calls of a release: more tasks on the side that has the traffic. */
describe('a side that grows during a release', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '1.2', maxCapacity: 10 })));
  afterAll(() => world.close());

  /** The environment that is live before the release, and a size that it has never had. */
  async function before(): Promise<{ live: EnvironmentName; larger: number }> {
    const live = (await world.ledger()).live?.environment ?? 'blue';
    return { live, larger: (await world.facts()).desired[live] + 1 };
  }

  async function grow(environment: EnvironmentName, desiredCount: number): Promise<void> {
    const cluster = world.physicalId('AWS::ECS::Cluster');
    const service = Names.service(MODEL, environment);
    await world.call('ecs', 'UpdateService', { cluster, service, desiredCount });
  }

  test.each(['provisioning', 'shifting'] as const)(
    'the live one while the release is %s: traffic moves when the new one is as large',
    async (phase) => {
      const { live, larger } = await before();
      const version = freshVersion();
      world.atPhase(phase, () => grow(live, larger));
      await start(world, version);
      await world.untilPhase('baking');
      expect((await world.facts()).desired).toEqual({ blue: larger, green: larger });
      expect(world.tasks.running.filter((running) => running === version)).toHaveLength(larger);
      await world.quiet();
      expect(await ended(world, version)).toMatchObject({ outcome: 'promoted' });
    },
  );

  test.each(['baking', 'standby'] as const)('the new one in phase %s: the old one follows', async (phase) => {
    const { live, larger } = await before();
    const both = { blue: larger, green: larger };
    await start(world, freshVersion());
    await world.untilPhase(phase);
    await grow(otherEnvironment(live), larger);
    await world.pass(4);
    expect((await world.facts()).desired).toEqual(both);
    await world.rollBack();
    expect((await world.ledger()).release?.rollback?.evidence).toMatchObject({ healthyTargets: both });
    await world.quiet();
    expect((await world.facts()).desired).toEqual({ ...both, [otherEnvironment(live)]: 0 });
  });
});
