import { EmergencyResult } from '../../../../lib/contract';
import { MODEL } from '../support/app/app-variant';
import { ended, freshVersion, release, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { leftOfReleases } from '../support/left-of-releases';
import { invokeVariants, liveVariants, variants } from '../support/variant-traffic';
import { World } from '../support/world';

jest.setTimeout(120_000);

const FAILING = { errorRate: 0.3, p50Ms: 20, p99Ms: 80 };

describe('the first version of a model in the variants of one endpoint', () => {
  let world: World;
  beforeEach(async () => void (world = await World.open()));
  afterEach(() => world.close());

  test('fails its check: the endpoint goes with it, and the next version has a clean start', async () => {
    world.tasks.of('1.2').predicts = false;
    expect(await world.deploy(variants('1.2', { returnAtStart: true }))).toMatchObject({ succeeded: true });
    await world.quiet();
    expect(await ended(world, '1.2')).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringMatching(/^smoke/),
    });
    expect(await leftOfReleases(world)).toEqual([]);
    expect(await release(world, '1.3')).toMatchObject({ outcome: 'promoted' });
    expect(await world.facts()).toMatchObject({ weights: { blue: 100, green: 0 }, lock: 'free' });
  });

  test('fails in its bake: the traffic function removes the endpoint, since nothing else could answer', async () => {
    await world.deploy(variants('1.2', { returnAtStart: true }));
    const stop = invokeVariants(world);
    world.profiles.set('1.2', FAILING);
    await world.quiet();
    stop();
    expect(await ended(world, '1.2')).toMatchObject({ outcome: 'rolled-back' });
    expect(await world.facts()).toMatchObject({ live: 'none', weights: { blue: 0, green: 0 }, lock: 'free' });
    expect(await leftOfReleases(world)).toEqual([]);
  });
});

describe('traffic that has to come back', () => {
  let world: World;
  let close: () => Promise<void>;
  beforeAll(async () => void ({ world, close } = await liveVariants()));
  afterAll(() => close());

  const emergency = async (): Promise<EmergencyResult> => {
    const Payload = Buffer.from(JSON.stringify({ action: 'emergency', reason: 'a test', requestedBy: 'ada' }));
    const FunctionName = world.physicalId('AWS::Lambda::Function', 'TrafficFunction');
    const answer = await world.call('lambda', 'Invoke', { FunctionName, Payload });
    return JSON.parse(Buffer.from(answer.Payload).toString()) as EmergencyResult;
  };

  afterEach(async () => {
    await world.quiet();
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  test('two calls at once, and a third one later, leave it on the version before', async () => {
    const version = freshVersion();
    await start(world, version);
    await world.untilPhase('baking');
    const [one, other] = await world.run(() => Promise.all([emergency(), emergency()]));
    expect([one.action, other.action]).toContain('rolled-back');
    expect(await world.run(emergency)).toMatchObject({ action: 'ignored' });
    expect((await world.facts()).weights).toEqual({ blue: 100, green: 0 });
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back' });
  });

  test('a call while SageMaker still brings the weights over waits for it', async () => {
    const version = freshVersion();
    const witness = world.witness();
    let answer: Promise<EmergencyResult> | undefined;
    world.atShift(async () => {
      // Just after the shift's own call: SageMaker refuses another one until it is done.
      world.clock.at(world.clock.now() + 5_000, () => void (answer = emergency()));
    });
    await start(world, version);
    await world.quiet();
    expect(await answer).toMatchObject({ action: 'rolled-back' });
    expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back' });
    const moves = witness.journal.filter(
      ({ operation, error }) => operation === 'UpdateEndpointWeightsAndCapacities' && error === undefined,
    );
    expect(moves.length).toBeGreaterThanOrEqual(2);
  });

  test('a traffic function that dies after its call is called again', async () => {
    const version = freshVersion();
    const { functions } = world.stage;
    const witness = world.witness();
    let died = 0;
    const strike = ({ functionName }: { readonly functionName: string }) =>
      witness.entryOf(functionName) === 'traffic' && died === 0
        ? ({ kind: 'after-call', call: 2 } as const)
        : undefined;
    const onDeath = () => void died++;
    functions.faults.add(strike);
    functions.deathListeners.add(onDeath);
    await start(world, version);
    await world.untilPhase('baking');
    functions.faults.delete(strike);
    functions.deathListeners.delete(onDeath);
    expect(died).toBe(1);
    await world.run(emergency);
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back' });
  });

  test('an endpoint that SageMaker brings back to its old config is a version that did not start', async () => {
    const version = freshVersion();
    world.stage.sagemaker.faults.failDeployment = ({ kind }) => (kind === 'update' ? { reason: undefined } : undefined);
    await start(world, version);
    await world.until('the release failed', async () => (await world.ledger()).release?.rollback !== undefined);
    world.stage.sagemaker.faults.failDeployment = undefined;
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ reason: expect.stringContaining('went back') });
  });
});

describe('an endpoint of something else has the name', () => {
  let world: World;
  beforeAll(async () => void (world = await World.open()));
  afterAll(() => world.close());

  /** Made by hand, of another image, and in service. */
  async function serveForeign(): Promise<void> {
    const trust = { Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
    const { Role } = await world.call('iam', 'CreateRole', { RoleName: 'theirs', AssumeRolePolicyDocument });
    const PrimaryContainer = { Image: 'model:0.9' };
    await world.call('sagemaker', 'CreateModel', {
      ...{ ModelName: 'theirs', ExecutionRoleArn: Role.Arn, PrimaryContainer },
    });
    const variant = { VariantName: 'blue', ModelName: 'theirs', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 };
    const EndpointConfigName = 'theirs';
    await world.call('sagemaker', 'CreateEndpointConfig', { EndpointConfigName, ProductionVariants: [variant] });
    await world.call('sagemaker', 'CreateEndpoint', { EndpointName: MODEL, EndpointConfigName });
    await world.pass(20);
  }

  const foreign = { EndpointStatus: 'InService', EndpointConfigName: 'theirs' };
  const endpoint = () => world.call('sagemaker', 'DescribeEndpoint', { EndpointName: MODEL });

  test('fails the first deploy, which says why, and its rollback leaves the endpoint alone', async () => {
    await serveForeign();
    expect(await endpoint()).toMatchObject(foreign);
    expect(await world.deploy(variants('1.2'))).toMatchObject({
      succeeded: false,
      reason: expect.stringContaining(`endpoint "${MODEL}" belongs to something else`),
    });
    expect(await endpoint()).toMatchObject(foreign);
    expect(await leftOfReleases(world)).toEqual([`Endpoint ${MODEL}`]);
  });
});
