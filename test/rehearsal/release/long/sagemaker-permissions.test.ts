import { freshVersion, release, start } from '../support/pipeline';
import { expectUsed, GrantLog, NEVER_USED_ANYWHERE, NeverUsed } from '../support/grant-log';
import { World } from '../support/world';

jest.setTimeout(120_000);

/** What no rehearsal can need, because it stands for calls that AWS makes outside the APIs that are emulated. */
const NEVER_USED: NeverUsed = [
  ...NEVER_USED_ANYWHERE,
  [
    / logs:(CreateLogGroup|CreateLogStream|DescribeLogStreams|PutLogEvents)$/,
    'AWS writes logs with the role, past the API',
  ],
  [/^CheckFunction ec2:/, 'Lambda makes and removes the network interface of a function in a VPC'],
  [/^EnvironmentFunction iam:CreateServiceLinkedRole$/, 'only the first scalable target of an account needs it'],
  [
    /^EnvironmentFunction cloudwatch:(PutMetricAlarm|DeleteAlarms)$/,
    'Application Auto Scaling makes its alarms with it',
  ],
  [
    /^EnvironmentFunction sagemaker:UpdateEndpointWeightsAndCapacities$/,
    'Application Auto Scaling looks whether the caller may scale by hand',
  ],
  [/^Execution (ecr|cloudwatch):/, 'SageMaker pulls images and writes metrics with it'],
  [
    /^ProductionRouteFunction (cloudformation:|dynamodb:|elasticloadbalancing:DescribeTags)/,
    'a rule that moves to another listener, which ecs-permissions.test.ts plays',
  ],
  [/^GatewayTask/, 'gateways are transparent here; the rehearsal with real processes needs these'],
  [/^GatewayExecution/, 'ECS pulls images with it'],
];

const FAILING = { errorRate: 0.3, p50Ms: 20, p99Ms: 80 };

describe('permissions of a stack with SageMaker hosting', () => {
  let world: World;
  afterEach(() => world.close());

  test('each is used by some release, deploy or deletion, but for those that stand for what AWS does elsewhere', async () => {
    world = await World.live({ version: '1.2', hosting: 'sagemaker', priority: 100 });
    const grants = new GrantLog(world);
    await everythingThatHappens();
    expectUsed(grants, world, NEVER_USED);
  });

  /** Promotion by deploy, rollback by alarm, a refusal and a death, a route that changes, a leftover endpoint, a deletion. */
  async function everythingThatHappens(): Promise<void> {
    await world.release({ version: '1.3', hosting: 'sagemaker', priority: 100 });
    const failing = freshVersion();
    world.profiles.set(failing, FAILING);
    await release(world, failing);
    await world.pass(5);
    await leaveEndpointBehind();
    await release(world, freshVersion());
    const executionArn = await start(world, freshVersion());
    await world.untilPhase('baking');
    await start(world, freshVersion());
    await world.pass(1);
    await world.run(() => world.call('states', 'StopExecution', { executionArn }));
    await world.pass(1);
    await world.quiet();
    await world.release({ version: '1.3', hosting: 'sagemaker', priority: 33, pathPatterns: ['/invocations'] });
    await start(world, freshVersion());
    await world.untilPhase('baking');
    await world.destroy();
  }

  /** Of a release whose end nobody saw: the next one finds it in the idle environment, and updates it. */
  async function leaveEndpointBehind(): Promise<void> {
    const live = (await world.ledger()).live?.environment === 'blue' ? 'fraud-blue' : 'fraud-green';
    const EndpointName = live === 'fraud-blue' ? 'fraud-green' : 'fraud-blue';
    const { EndpointConfigName } = await world.call('sagemaker', 'DescribeEndpoint', { EndpointName: live });
    await world.call('sagemaker', 'CreateEndpoint', { EndpointName, EndpointConfigName });
    await world.pass(20);
  }
});
