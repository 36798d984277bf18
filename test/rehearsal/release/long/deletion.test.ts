import { Names, Phase } from '../../../../lib/contract';
import { MODEL } from '../support/app/app-variant';
import { World } from '../support/world';

jest.setTimeout(60_000);

/** What would go on costing money, or acting, after a stack is gone. */
async function remains(world: World, cluster: string) {
  const families = (['blue', 'green'] as const).map((environment) => Names.family(MODEL, environment));
  const active = await Promise.all(
    families.map((familyPrefix) => world.call('ecs', 'ListTaskDefinitions', { familyPrefix, status: 'ACTIVE' })),
  );
  const clusters = await world.call('ecs', 'DescribeClusters', { clusters: [cluster] });
  const targets = await world.call('application-autoscaling', 'DescribeScalableTargets', { ServiceNamespace: 'ecs' });
  return {
    stacks: world.resources.length,
    clusters: (clusters.clusters as { status: string }[]).filter(({ status }) => status === 'ACTIVE').length,
    tasks: world.tasks.running,
    taskDefinitions: active.flatMap(({ taskDefinitionArns }) => taskDefinitionArns as string[]),
    scalableTargets: targets.ScalableTargets as unknown[],
    listeners: world.stage.elb.current().listeners.length,
    targetGroups: Object.keys(world.stage.elb.current().groups),
    executions: world.stage.states.executions.all.filter(({ status }) => status === 'RUNNING').map(({ name }) => name),
    alarms: world.stage.cloudwatch.alarms.length,
    roles: world.stage.account.roles.all().map(({ roleName }) => roleName),
  };
}

const NOTHING = {
  stacks: 0,
  clusters: 0,
  tasks: [],
  taskDefinitions: [],
  scalableTargets: [],
  listeners: 0,
  targetGroups: [],
  executions: [],
  alarms: 0,
  roles: [],
};

describe('deleting the stack', () => {
  const during: readonly (Phase | 'no release')[] = ['no release', 'provisioning', 'baking'];
  test.each(during)('leaves nothing behind (%s)', async (phase) => {
    const world = await World.live({ version: '1.2' });
    try {
      if (phase !== 'no release') {
        await world.start('by-hand', { version: '1.3', image: 'model:1.3' });
        await world.untilPhase(phase);
      }
      const cluster = world.physicalId('AWS::ECS::Cluster');
      expect(await world.destroy()).toMatchObject({ succeeded: true, status: 'DELETE_COMPLETE' });
      await world.pass(10);
      expect(await remains(world, cluster)).toEqual(NOTHING);
    } finally {
      await world.close();
    }
  });
});
