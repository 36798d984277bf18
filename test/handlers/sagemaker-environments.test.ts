import { makeHandler } from '../../lib/handlers/sagemaker-environments';
import { RELEASE_1, RELEASE_2 } from '../core/ledger/ledgers';
import { awsError } from './world/calls';
import { request } from './world/cfn-request';
import { VariantWorld } from './world/variants';
import { World } from './world/world';

describe('Custom::SageMakerEnvironments', () => {
  const call = (world: World, event: unknown) => makeHandler(world.deps())(event);

  function worldWithEndpoints(): World {
    const world = new World();
    world.sageMaker.host('blue', RELEASE_1);
    world.sageMaker.host('green', RELEASE_2);
    return world;
  }

  test.each(['Create', 'Update'] as const)('%s touches nothing', async (type) => {
    const world = worldWithEndpoints();
    await call(world, request(type, {}));
    expect(world.calls).toEqual([]);
    const PhysicalResourceId = type === 'Create' ? 'fraud-environments' : 'physical';
    expect(world.answers[0].body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
  });

  test('Delete removes both endpoints with what they were made of and how they scaled, and nothing else', async () => {
    const world = worldWithEndpoints();
    world.ecs.scalableTargets['endpoint/fraud-blue/variant/main'] = {};
    world.sageMaker.endpoints['fraud-blue-blue'] = { status: 'InService', configName: 'of-another-model', tags: {} };
    world.sageMaker.configs['fraud-blue-blue-0123456789ab'] = {};
    for (let count = 0; count < 2; count++) {
      await call(world, request('Delete', {}));
      expect(world.answers[count].body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'physical' });
    }
    expect(Object.keys(world.sageMaker.endpoints)).toEqual(['fraud-blue-blue']);
    expect(Object.keys(world.sageMaker.configs)).toEqual(['app-config-3c4d', 'fraud-blue-blue-0123456789ab']);
    expect(Object.keys(world.sageMaker.models)).toEqual(['app-model-1a2b']);
    expect(world.ecs.scalableTargets).toEqual({});
  });

  test('Delete waits for an endpoint that is being created', async () => {
    const world = worldWithEndpoints();
    world.sageMaker.endpoint('green')!.status = 'Creating';
    await call(world, request('Delete', {}));
    expect(world.sageMaker.endpoints).toEqual({});
    expect(world.answers).toMatchObject([{ body: { Status: 'SUCCESS' } }]);
  });

  test('fails to delete, in time for CloudFormation, when an endpoint stays', async () => {
    const world = worldWithEndpoints();
    const started = world.time.getTime();
    world.failures.DeleteEndpoint = awsError('ValidationException', 'Cannot update in-progress endpoint "arn".');
    await call(world, request('Delete', {}));
    const seconds = (world.time.getTime() - started) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(14 * 60);
    expect(seconds).toBeLessThan(14 * 60 + 15);
    expect(world.answers[0].body).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/gone within 14 min, but endpoint "fraud-blue" .*; delete the stack again/),
    });
    expect(Object.keys(world.sageMaker.configs)).toHaveLength(3);
  });

  test('fails to delete with the words of SageMaker', async () => {
    const world = worldWithEndpoints();
    world.failures.DescribeEndpoint = awsError('AccessDeniedException', 'not you');
    await call(world, request('Delete', {}));
    expect(world.answers[0].body).toMatchObject({ Status: 'FAILED', Reason: 'AccessDeniedException: not you' });
  });

  test('Delete removes the one endpoint of both environments with what it was made of', async () => {
    const world = new VariantWorld();
    world.serve({ blue: RELEASE_1, green: RELEASE_2 }, { blue: 100, green: 0 });
    await call(world, request('Delete', {}));
    expect(world.answers[0].body).toMatchObject({ Status: 'SUCCESS' });
    expect(world.sageMaker.endpoints).toEqual({});
    expect(Object.keys(world.sageMaker.configs)).toEqual(['app-config-3c4d']);
    expect(Object.keys(world.sageMaker.models)).toEqual(['app-model-1a2b']);
  });

  test('Delete leaves endpoints of something else alone, and says so', async () => {
    const foreign = () => ({ status: 'InService', configName: 'theirs', tags: {} });
    const worlds = [new World(), new VariantWorld()] as const;
    worlds[0].sageMaker.host('green', RELEASE_2);
    worlds[0].sageMaker.endpoints['fraud-blue'] = foreign();
    worlds[1].sageMaker.endpoints.predictions = foreign();
    for (const world of worlds) {
      const info = jest.fn();
      await makeHandler({ ...world.deps(), logger: { info, error: jest.fn() } })(request('Delete', {}));
      expect(world.answers[0].body).toMatchObject({ Status: 'SUCCESS' });
      expect(Object.values(world.sageMaker.endpoints)).toEqual([foreign()]);
      const reason = expect.stringContaining('belongs to something else: it runs endpoint config "theirs"');
      expect(info).toHaveBeenCalledWith('endpoint not deleted', { reason });
    }
  });

  describe('a deploy that gives a model other endpoints', () => {
    const update = (PhysicalResourceId: string, properties: object) =>
      request('Update', properties, { PhysicalResourceId });

    test('Create remembers the one endpoint', async () => {
      const world = new VariantWorld();
      await call(world, request('Create', { EndpointName: 'predictions' }));
      expect(world.answers[0].body.PhysicalResourceId).toBe('fraud-environments/predictions');
    });

    test.each([
      ['fails from two endpoints to one', 'fraud-environments', { EndpointName: 'predictions' }],
      ['fails from one endpoint to two', 'fraud-environments/predictions', {}],
      ['fails to another name', 'fraud-environments/predictions', { EndpointName: 'scores' }],
    ])('%s, and touches nothing', async (_name, physicalId, properties) => {
      const world = worldWithEndpoints();
      await call(world, update(physicalId, properties));
      expect(world.answers[0].body).toMatchObject({
        Status: 'FAILED',
        PhysicalResourceId: physicalId,
        Reason: expect.stringContaining('make a model of another name beside it'),
      });
      expect(world.calls).toEqual([]);
    });

    test('passes on the way back, and when nothing of it changes', async () => {
      const world = worldWithEndpoints();
      await call(world, update('fraud-environments', {}));
      await call(world, update('fraud-environments/predictions', { EndpointName: 'predictions' }));
      expect(world.answers.map(({ body }) => body.Status)).toEqual(['SUCCESS', 'SUCCESS']);
    });
  });
});
