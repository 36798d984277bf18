import { SageMakerParitySpec, Verdict } from '../../lib/contract';
import { makeHandler } from '../../lib/handlers/check';
import { firstLedgerIn, ledgerIn, RELEASE_1, RELEASE_2 } from '../core/ledger/ledgers';
import { World } from './world/world';

const PARITY: SageMakerParitySpec = {
  kind: 'sagemaker-parity',
  name: 'parity',
  allowedDifferences: [],
  versionEnvironment: [],
  autoScaled: false,
};

/** v1 in blue and v2 in green, each with its endpoint. */
function parityWorld(): World {
  const world = new World(ledgerIn('checking'));
  world.sageMaker.host('blue', RELEASE_1);
  world.sageMaker.host('green', RELEASE_2);
  return world;
}

/** Endpoint config of the idle environment. */
const idleConfig = ({ sageMaker }: World) => sageMaker.configs[sageMaker.endpoint('green')!.configName];
const idleModel = ({ sageMaker }: World) => sageMaker.models[sageMaker.endpoint('green')!.configName];

function check(world: World, spec: object = PARITY, releaseId = RELEASE_2): Promise<Verdict> {
  const { env, now } = world.deps();
  const clients = { ...world.clients(), fetch: () => Promise.reject(new Error('no request')), stopwatch: () => 0 };
  return makeHandler({ clients, now, env: { ...env, CLUSTER: undefined } })({
    action: 'check',
    releaseId,
    spec,
  }) as Promise<Verdict>;
}

test('passes when only what the version brings differs, and records it', async () => {
  const world = parityWorld();
  idleModel(world).PrimaryContainer.Image = 'repo/model:v2';
  await expect(check(world)).resolves.toMatchObject({ check: 'parity', status: 'PASS' });
  expect(world.ledger.release?.verdicts).toMatchObject([{ check: 'parity', status: 'PASS' }]);
});

test('fails when the instance type differs, and passes when that is allowed', async () => {
  const world = parityWorld();
  idleConfig(world).ProductionVariants[0].InstanceType = 'ml.t2.medium';
  await expect(check(world)).resolves.toMatchObject({
    status: 'FAIL',
    evidence: { differences: [{ path: 'variant.instanceType', live: 'ml.m5.large', idle: 'ml.t2.medium' }] },
  });
  const allowed = { ...PARITY, allowedDifferences: ['variant.instanceType'] };
  await expect(check(world, allowed)).resolves.toMatchObject({ status: 'PASS' });
});

test.each([
  [true, 'PASS'],
  [false, 'FAIL'],
])('another count of endpoints that scale (%s): %s', async (autoScaled, status) => {
  const world = parityWorld();
  idleConfig(world).ProductionVariants[0].InitialInstanceCount = 8;
  await expect(check(world, { ...PARITY, autoScaled })).resolves.toMatchObject({ status });
});

test('fails when the model of the idle endpoint is isolated in another way', async () => {
  const world = parityWorld();
  idleModel(world).EnableNetworkIsolation = false;
  await expect(check(world)).resolves.toMatchObject({
    status: 'FAIL',
    reason: expect.stringContaining('model.enableNetworkIsolation'),
  });
});

test('compares what the endpoints run, not what the ledger says', async () => {
  const world = parityWorld();
  world.sageMaker.configs.other = { ...idleConfig(world), KmsKeyId: 'arn:other' };
  world.sageMaker.endpoint('green')!.configName = 'other';
  await expect(check(world)).resolves.toMatchObject({ reason: expect.stringContaining('endpointConfig.kmsKeyId') });
});

test('compares target groups alone on the first release', async () => {
  const world = new World(firstLedgerIn('checking'));
  const verdict = await check(world, PARITY, RELEASE_1);
  expect(verdict).toMatchObject({ status: 'PASS', reason: expect.stringContaining('was not compared') });
  expect(world.calls).toEqual(expect.arrayContaining(['DescribeTargetGroups', 'DescribeTargetGroupAttributes']));
  expect(world.calls).not.toContain('DescribeEndpoint');
});

test.each<[string, (world: World) => unknown]>([
  ['an endpoint', ({ sageMaker }) => delete sageMaker.endpoints['fraud-blue']],
  ['an endpoint config', ({ sageMaker }) => delete sageMaker.configs[sageMaker.endpoint('blue')!.configName]],
  ['a model', ({ sageMaker }) => delete sageMaker.models[sageMaker.endpoint('green')!.configName]],
])('has insufficient data without %s', async (_name, given) => {
  const world = parityWorld();
  given(world);
  await expect(check(world)).resolves.toMatchObject({ status: 'INSUFFICIENT_DATA' });
});

test('fails without the rules of the comparison', async () => {
  const spec = { ...PARITY, autoScaled: undefined };
  await expect(check(parityWorld(), spec)).rejects.toMatchObject({ name: 'InvalidInput' });
});
