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

  test('Update touches nothing', async () => {
    const world = new World();
    await call(world, request('Update', properties));
    expect(world.calls).toEqual([]);
    expect(world.answers[0].body.Status).toBe('SUCCESS');
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
