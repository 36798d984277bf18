import { makeHandler } from '../../../lib/handlers/environment-sagemaker';
import { at, carryOut, firstLedgerIn, ledgerIn, quietLedger, RELEASE_1, RELEASE_2 } from '../../core/ledger/ledgers';
import { awsError } from '../world/calls';
import { FakeEndpoint } from '../world/sagemaker';
import { World } from '../world/world';
import {
  BLUE_TARGET,
  call,
  GREEN_TARGET,
  insisting,
  OLDER,
  OWN,
  OWN_ARN,
  preparedWorld,
  provisioned,
  TAGS,
} from './support';

describe('provision', () => {
  test('copies the candidate, keeps the live endpoint from shrinking and creates the endpoint', async () => {
    const world = preparedWorld();
    await expect(call(world, 'provision')).resolves.toEqual({ copyArn: OWN_ARN, desiredCount: 2 });
    expect(world.sageMaker.models[OWN]).toMatchObject({
      PrimaryContainer: { Image: 'repo/model:candidate', ModelDataUrl: 's3://artefacts/model.tar.gz' },
      ExecutionRoleArn: 'arn:role',
      EnableNetworkIsolation: true,
    });
    expect(world.sageMaker.configs[OWN]).toMatchObject({
      ProductionVariants: [
        { VariantName: 'main', ModelName: OWN, InstanceType: 'ml.m5.large', InitialInstanceCount: 2 },
      ],
      KmsKeyId: 'arn:key',
    });
    expect(world.sageMaker.endpoint('green')).toMatchObject({ status: 'Creating', configName: OWN, tags: TAGS });
    expect(world.ecs.scalableTargets[BLUE_TARGET]).toMatchObject({
      ServiceNamespace: 'sagemaker',
      ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      MinCapacity: 2,
      MaxCapacity: 10,
      SuspendedState: { DynamicScalingInSuspended: true },
    });
    expect(world.ledger.release).toMatchObject({
      phase: 'provisioning',
      copyArn: OWN_ARN,
      desiredCount: 2,
      image: 'repo/model:candidate',
    });
  });

  test('makes one copy and one endpoint however often it runs', async () => {
    const world = await provisioned();
    await call(world, 'provision');
    expect(Object.keys(world.sageMaker.configs)).toHaveLength(3);
    expect(world.calls.filter((name) => name.startsWith('Create'))).toHaveLength(3);
    expect(world.history).toEqual(['phase-provisioning', 'provisioned']);
  });

  test('makes the endpoint as large as the live one', async () => {
    const world = preparedWorld();
    Object.assign(world.sageMaker.endpoint('blue')!, { current: 5, desired: 6 });
    await call(world, 'provision');
    expect(world.sageMaker.configs[OWN].ProductionVariants).toMatchObject([{ InitialInstanceCount: 6 }]);
    expect(world.ecs.scalableTargets[BLUE_TARGET]).toMatchObject({ MinCapacity: 6 });
  });

  test('keeps the declared count when endpoints do not scale', async () => {
    const world = preparedWorld();
    world.sageMaker.endpoint('blue')!.desired = 6;
    const env = { ...world.env, SCALING: undefined };
    await makeHandler({ ...world.deps(), env })({ action: 'provision', releaseId: RELEASE_2 });
    expect(world.sageMaker.configs[OWN].ProductionVariants).toMatchObject([{ InitialInstanceCount: 2 }]);
    expect(world.ecs.scalableTargets).toEqual({});
  });

  test('does not scale what has no instances', async () => {
    const world = preparedWorld();
    delete world.sageMaker.endpoint('blue')!.desired;
    await call(world, 'provision');
    expect(world.ecs.scalableTargets).toEqual({});
  });

  test('serves the image that the release names', async () => {
    const world = new World(ledgerIn('preparing'));
    await call(world, 'provision');
    expect(world.sageMaker.models[OWN].PrimaryContainer.Image).toBe('repo/model:v2');
    expect(world.ledger.release?.image).toBe('repo/model:v2');
  });

  test('takes the candidate that the deploy names', async () => {
    const ledger = ledgerIn('preparing');
    const candidateArn = 'arn:aws:sagemaker:eu-west-1:111122223333:endpoint-config/other';
    const world = new World({ ...ledger, release: { ...ledger.release!, candidateArn } });
    const [variant] = Object.values(world.sageMaker.configs)[0].ProductionVariants;
    world.sageMaker.configs.other = { ProductionVariants: [{ ...variant, InstanceType: 'ml.c5.large' }] };
    await call(world, 'provision');
    expect(world.sageMaker.configs[OWN].ProductionVariants).toMatchObject([{ InstanceType: 'ml.c5.large' }]);
  });

  test('forgets the scaling of an endpoint that was deleted by hand', async () => {
    const world = preparedWorld();
    world.ecs.scalableTargets[GREEN_TARGET] = {};
    await call(world, 'provision');
    expect(world.ecs.scalableTargets[GREEN_TARGET]).toBeUndefined();
  });

  test('is the first release', async () => {
    const world = new World(firstLedgerIn('preparing'));
    await expect(call(world, 'provision', { releaseId: RELEASE_1 })).resolves.toMatchObject({ desiredCount: 2 });
    expect(Object.keys(world.sageMaker.endpoints)).toEqual(['fraud-blue']);
  });

  test.each<[string, FakeEndpoint['status'], string]>([
    ['updates one that is in service', 'InService', 'Updating'],
    ['deletes and creates one that has failed', 'Failed', 'Creating'],
    ['deletes and creates one whose rollback failed', 'UpdateRollbackFailed', 'Creating'],
    ['deletes and creates one that is out of service', 'OutOfService', 'Creating'],
    ['waits while one is created, and updates it', 'Creating', 'Updating'],
    ['waits while one is updated, and updates it', 'Updating', 'Updating'],
    ['waits while one rolls back, and updates it', 'RollingBack', 'Updating'],
    ['waits while one is maintained, and updates it', 'SystemUpdating', 'Updating'],
    ['waits until one is deleted, and creates it', 'Deleting', 'Creating'],
  ])('%s', async (_name, status, expected) => {
    const world = preparedWorld();
    world.sageMaker.host('green', OLDER, { status });
    world.ecs.scalableTargets[GREEN_TARGET] = {};
    await insisting(world, () => call(world, 'provision'));
    const { configName, pendingConfigName, ...endpoint } = world.sageMaker.endpoint('green')!;
    expect(endpoint).toMatchObject({ status: expected, tags: TAGS });
    expect(pendingConfigName ?? configName).toBe(OWN);
    expect(world.ecs.scalableTargets[GREEN_TARGET]).toBeUndefined();
    expect(world.ledger.release).toMatchObject({ copyArn: OWN_ARN });
  });

  test.each(['InService', 'Failed', 'OutOfService'])(
    'fails, and writes nothing, when something else has an endpoint of the name that is %s',
    async (status) => {
      const world = preparedWorld();
      const foreign = { status, configName: 'theirs', tags: {} };
      world.sageMaker.endpoints['fraud-green'] = { ...foreign };
      await expect(call(world, 'provision')).rejects.toMatchObject({
        name: 'ProvisionFailed',
        message: expect.stringContaining('endpoint "fraud-green" belongs to something else'),
      });
      expect(world.sageMaker.endpoint('green')).toEqual(foreign);
      expect(Object.keys(world.sageMaker.configs)).not.toContain(OWN);
      expect(world.gateways.written).toEqual([]);
      expect(world.ecs.scalableTargets).toEqual({});
    },
  );

  test('fails when the endpoint is not free in time', async () => {
    const world = preparedWorld();
    world.sageMaker.host('green', OLDER, { status: 'Updating' });
    await expect(call(world, 'provision')).rejects.toMatchObject({ name: 'EnvironmentBusy' });
    expect(world.ledger.release?.copyArn).toBeUndefined();
    world.time = new Date(at(901));
    await expect(call(world, 'provision')).rejects.toMatchObject({
      name: 'ProvisionFailed',
      message: expect.stringMatching(/within 900 s, after 901 s: the endpoint is Updating/),
    });
  });

  test.each([
    ['was created by another try', 'CreateEndpoint', 'Cannot create already existing endpoint "arn".', undefined],
    ['began to change', 'UpdateEndpoint', 'Cannot update in-progress endpoint "arn".', OLDER],
  ])('tries again when the endpoint %s after the look', async (_name, operation, message, holder) => {
    const world = preparedWorld();
    if (holder !== undefined) world.sageMaker.host('green', holder);
    world.failures[operation] = awsError('ValidationException', message);
    await expect(call(world, 'provision')).rejects.toMatchObject({ name: 'EnvironmentBusy' });
    delete world.failures[operation];
    await call(world, 'provision');
    expect(world.ledger.release?.copyArn).toBe(OWN_ARN);
  });

  test.each([
    ['CreateModel', 'ValidationException', 'Could not assume role "arn:role".'],
    ['CreateEndpoint', 'ResourceLimitExceeded', 'The account-level service limit is 0 Instances.'],
    ['DescribeEndpoint', 'AccessDeniedException', 'Could not find it out'],
  ])('fails with the words of SageMaker when %s does', async (operation, name, message) => {
    const world = preparedWorld();
    world.failures[operation] = awsError(name, message);
    await expect(call(world, 'provision')).rejects.toMatchObject({ name, message });
  });

  test.each<[string, (world: World) => unknown, RegExp]>([
    [
      'its endpoint config',
      ({ sageMaker }) => delete sageMaker.configs['app-config-3c4d'],
      /"app-config-3c4d" must exist/,
    ],
    [
      'its model',
      ({ sageMaker }) => delete sageMaker.models['app-model-1a2b'],
      /candidate model "app-model-1a2b" must exist/,
    ],
    [
      'one variant',
      ({ sageMaker }) => (sageMaker.configs['app-config-3c4d'].ProductionVariants = []),
      /one production variant, got 0/,
    ],
    [
      'a container',
      ({ sageMaker }) => delete sageMaker.models['app-model-1a2b'].PrimaryContainer,
      /must have a primary container/,
    ],
  ])('fails when the candidate is without %s', async (_name, given, message) => {
    const world = preparedWorld();
    given(world);
    await expect(call(world, 'provision')).rejects.toMatchObject({
      name: 'ProvisionFailed',
      message: expect.stringMatching(message),
    });
    expect(world.sageMaker.endpoint('green')).toBeUndefined();
  });

  test('tells the gateways the version before the endpoint is asked for, once, beside what else they are told', async () => {
    const world = preparedWorld();
    const mirror = { from: 'blue', to: 'green', percent: 10, until: 1 } as const;
    world.gateways.parameter = JSON.stringify({ mirror, versions: { blue: 'v1' } });
    await call(world, 'provision');
    await call(world, 'provision');
    expect(world.gateways.written).toEqual([{ mirror, versions: { blue: 'v1', green: 'v2' } }]);
    expect(world.calls.indexOf('PutParameter')).toBeLessThan(world.calls.indexOf('CreateEndpoint'));
  });

  test('fails when the gateways can’t be told, before the endpoint is asked for', async () => {
    const world = preparedWorld();
    world.failures.PutParameter = awsError('ThrottlingException');
    await expect(call(world, 'provision')).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(world.calls).not.toContain('CreateEndpoint');
  });

  test('fails when somebody deleted the model of its own copy', async () => {
    const world = preparedWorld();
    world.failures.CreateEndpoint = awsError('ThrottlingException');
    await expect(call(world, 'provision')).rejects.toMatchObject({ name: 'ThrottlingException' });
    delete world.sageMaker.models[OWN];
    await expect(call(world, 'provision')).rejects.toMatchObject({ name: 'ProvisionFailed' });
  });

  test.each([
    [
      'fails after an abort',
      carryOut(ledgerIn('preparing'), [{ kind: 'request-abort', reason: 'stop', by: 'me' }]),
      'ReleaseAborted',
    ],
    ['fails after a rollback', ledgerIn('rolling-back'), 'ReleaseRolledBack'],
    ['fails without the lock', quietLedger(), 'ReleaseAborted'],
    ['fails when traffic moves already', ledgerIn('shifting'), 'InvalidInput'],
  ])('%s, and touches nothing', async (_name, ledger, error) => {
    const world = new World(ledger);
    await expect(call(world, 'provision')).rejects.toMatchObject({ name: error });
    expect(world.calls).toEqual(['GetItem']);
  });
});
