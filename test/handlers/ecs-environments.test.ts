import { makeHandler as makeEnvironments } from '../../lib/handlers/ecs-environments';
import { request } from './world/cfn-request';
import { World } from './world/world';

describe('Custom::EcsEnvironments', () => {
  const properties = { CandidateTaskDefinitionArn: 'arn:task-definition/fraud-candidate:1', Cluster: 'models' };
  const call = (world: World, event: unknown) => makeEnvironments(world.deps())(event);

  test('Create seeds the families that have no revision', async () => {
    const world = new World();
    world.ecs.find('fraud-green')!.status = 'INACTIVE';
    await call(world, request('Create', properties));
    await call(world, request('Create', properties));
    expect(world.ecs.activeIn('fraud-green')).toEqual(['arn:task-definition/fraud-green:2']);
    expect(world.ecs.find('fraud-green')?.input).toMatchObject({
      containerDefinitions: [{ image: 'repo/model:candidate' }],
    });
    expect(world.ecs.activeIn('fraud-blue')).toHaveLength(1);
    expect(world.answers[0].body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'fraud-environments' });
  });

  test('fails to create without a candidate', async () => {
    const world = new World();
    world.ecs.find('fraud-green')!.status = 'INACTIVE';
    await call(world, request('Create', { ...properties, CandidateTaskDefinitionArn: 'arn:gone' }));
    expect(world.answers[0].body).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('arn:gone') });
  });

  test('Update changes nothing', async () => {
    const world = new World();
    await call(world, request('Update', { ...properties, TargetContainer: 'model' }));
    expect([...new Set(world.calls)]).toEqual(['DescribeTaskDefinition']);
    expect(world.answers[0].body.Status).toBe('SUCCESS');
  });

  test('fails to put a container behind the load balancer that the running tasks do not have', async () => {
    const world = new World();
    await call(world, request('Update', { ...properties, TargetContainer: 'gateway' }));
    expect(world.answers[0].body).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining(
        'tasks of blue must have the container "gateway" behind the load balancer, got model',
      ),
    });
  });

  test('fails to take the gateway from a model that is deployed with it', async () => {
    const world = new World();
    for (const environment of ['blue', 'green']) {
      world.ecs.register({
        family: `fraud-${environment}`,
        containerDefinitions: [{ name: 'gateway', image: 'node' }],
      });
    }
    await call(world, request('Update', properties));
    expect(world.answers[0].body.Reason).toContain('must have the container "model" behind the load balancer');
  });

  test('seeded gateways know whose traffic they take', async () => {
    const world = new World();
    const named = (value: string) => [{ name: 'GATEWAY_ENVIRONMENT', value }];
    world.ecs.register({
      family: 'fraud-candidate',
      containerDefinitions: [{ name: 'gateway', image: 'node', environment: named('blue') }],
    });
    world.ecs.find('fraud-green')!.status = 'INACTIVE';
    await call(
      world,
      request('Create', { ...properties, CandidateTaskDefinitionArn: 'arn:task-definition/fraud-candidate:2' }),
    );
    expect(world.ecs.find('fraud-green')?.input.containerDefinitions[0].environment).toEqual(named('green'));
  });

  test('Delete removes scalable targets and every revision of both families', async () => {
    const world = new World();
    world.ecs.scalableTargets['service/models/fraud-blue'] = {};
    await call(world, request('Delete', properties));
    await call(world, request('Delete', properties));
    expect(world.ecs.scalableTargets).toEqual({});
    expect([...world.ecs.activeIn('fraud-blue'), ...world.ecs.activeIn('fraud-green')]).toEqual([]);
    expect(world.ecs.activeIn('fraud-candidate')).toHaveLength(1);
  });
});
