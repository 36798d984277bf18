import { freshVersion, release, start } from '../support/pipeline';
import { expectUsed, GrantLog, NEVER_USED_ANYWHERE, NeverUsed, revoke } from '../support/grant-log';
import { invokeVariants, liveVariants, variants } from '../support/variant-traffic';
import { World } from '../support/world';

jest.setTimeout(120_000);

/** What no rehearsal can need, because it stands for calls that AWS makes outside the APIs that are emulated. */
const NEVER_USED: NeverUsed = [
  ...NEVER_USED_ANYWHERE,
  [
    / logs:(CreateLogGroup|CreateLogStream|DescribeLogStreams|PutLogEvents)$/,
    'AWS writes logs with the role, past the API',
  ],
  [/^Execution (ecr|cloudwatch):/, 'SageMaker pulls images and writes metrics with it'],
];

const FAILING = { errorRate: 0.3, p50Ms: 20, p99Ms: 80 };

describe('permissions of a stack whose environments are variants', () => {
  let world: World;
  beforeEach(async () => void (world = await World.open()));
  afterEach(() => world.close());

  test('each is used by some release, deploy or deletion, but for those that stand for what AWS does elsewhere', async () => {
    const grants = new GrantLog(world);
    world.tasks.of('1.0').predicts = false;
    await world.deploy(variants('1.0', { returnAtStart: true }));
    await world.quiet(); // fails its check, and is removed with its endpoint
    await world.deploy(variants('1.1', { returnAtStart: true }));
    const stop = invokeVariants(world);
    world.profiles.set('1.1', FAILING);
    await world.quiet(); // fails in its bake
    await world.pass(5); // its alarm is quiet again
    expect(await world.release(variants('1.2'))).toMatchObject({ succeeded: true });
    expect(await world.release(variants('1.3'))).toMatchObject({ succeeded: true });
    const failing = freshVersion();
    world.profiles.set(failing, FAILING);
    await release(world, failing);
    await world.pass(5);
    const executionArn = await start(world, freshVersion());
    await world.untilPhase('baking');
    await start(world, freshVersion());
    await world.pass(1);
    await world.run(() => world.call('states', 'StopExecution', { executionArn }));
    await world.pass(1);
    await world.quiet();
    await start(world, freshVersion());
    await world.untilPhase('baking');
    stop();
    await world.destroy();
    expectUsed(grants, world, NEVER_USED);
  });
});

describe('a release into a variant that lacks one permission', () => {
  let world: World;
  let close: () => Promise<void>;
  beforeAll(async () => void ({ world, close } = await liveVariants()));
  afterAll(() => close());

  test.each([
    ['EnvironmentFunction', 'sagemaker:CreateEndpointConfig'],
    ['EnvironmentFunction', 'sagemaker:UpdateEndpoint'],
    ['EnvironmentFunction', 'iam:PassRole'],
    ['CheckFunction', 'sagemaker:InvokeEndpoint'],
    ['CheckFunction', 'sagemaker:DescribeModel'],
    ['TrafficFunction', 'sagemaker:UpdateEndpointWeightsAndCapacities'],
    ['WatchFunction', 'sagemaker:DescribeEndpoint'],
  ])('fails with AccessDenied and leaves everything as it was: %s without %s', async (role, action) => {
    const before = await world.facts();
    const giveBack = await revoke(world, role, action);
    const arn = await start(world, freshVersion());
    await world.until('the release has failed once', async () => {
      const { rollback } = (await world.ledger()).release ?? {};
      return rollback !== undefined || world.execution(arn).status !== 'RUNNING';
    });
    await giveBack();
    await world.pass(1);
    await world.quiet();
    expect(world.execution(arn)).toMatchObject({ status: 'FAILED' });
    expect(await world.facts()).toEqual(before);
  });
});
