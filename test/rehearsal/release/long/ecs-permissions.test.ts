import { freshVersion, release, start } from '../support/pipeline';
import { expectUsed, GrantLog, NEVER_USED_ANYWHERE, NeverUsed, revoke } from '../support/grant-log';
import { AppVariant } from '../support/app/app-variant';
import { World } from '../support/world';

jest.setTimeout(90_000);

/** What no rehearsal can need, because it stands for calls that AWS makes outside the APIs that are emulated. */
const NEVER_USED: NeverUsed = [
  ...NEVER_USED_ANYWHERE,
  [/ logs:(CreateLogStream|PutLogEvents)$/, 'Lambda and ECS write logs with the role, past the API'],
  [/^CheckFunction ec2:/, 'Lambda makes and removes the network interface of a function in a VPC'],
  [/^EnvironmentFunction iam:CreateServiceLinkedRole$/, 'only the first scalable target of an account needs it'],
  [
    /^EnvironmentFunction cloudwatch:(PutMetricAlarm|DeleteAlarms)$/,
    'Application Auto Scaling makes its alarms with it',
  ],
];

const FAILING = { errorRate: 0.3, p50Ms: 20, p99Ms: 80 };

describe('permissions of the synthesized stack', () => {
  let world: World;
  afterEach(() => world.close());

  test('each is used by some release, deploy or deletion, but for those that stand for what AWS does elsewhere', async () => {
    world = await World.live({ version: '1.2', ownListener: 8080, priority: 100 });
    const grants = new GrantLog(world);
    await everythingThatHappens();
    expectUsed(grants, world, NEVER_USED);
  });

  /** Promotion, rollback by alarm, by check and by death, a refusal, a route that moves and comes back, a deletion during a release. */
  async function everythingThatHappens(): Promise<void> {
    const live: AppVariant = { version: '1.3', ownListener: 8080, priority: 100 };
    await world.release({ ...live, targetCpuPercent: 60 });
    const failing = freshVersion();
    world.profiles.set(failing, FAILING);
    await release(world, failing);
    await world.pass(5);
    const wrong = freshVersion();
    world.tasks.of(wrong).predicts = false;
    await release(world, wrong);
    const executionArn = await start(world, freshVersion());
    await world.untilPhase('baking');
    await start(world, freshVersion());
    await world.pass(1);
    await world.run(() => world.call('states', 'StopExecution', { executionArn }));
    await world.pass(1);
    await world.quiet();
    await world.release({ ...live, priority: 33, pathPatterns: ['/v2/*'] });
    const moved = await world.release({ ...live, priority: 33, ownListener: 8081, version: wrong, force: true });
    expect(moved).toMatchObject({ succeeded: false, status: 'UPDATE_ROLLBACK_COMPLETE' });
    await start(world, freshVersion());
    await world.untilPhase('baking');
    await world.destroy();
  }
});

describe('a release that lacks one permission', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '1.2' })));
  afterAll(() => world.close());

  test.each([
    ['EnvironmentFunction', 'ecs:RegisterTaskDefinition'],
    ['EnvironmentFunction', 'iam:PassRole'],
    ['EnvironmentFunction', 'application-autoscaling:RegisterScalableTarget'],
    ['CheckFunction', 'ecs:DescribeTaskDefinition'],
    ['TrafficFunction', 'elasticloadbalancing:ModifyRule'],
    ['WatchFunction', 'elasticloadbalancing:DescribeTargetHealth'],
    ['ReleaseFunction', 'dynamodb:PutItem'],
    ['Workflow', 'lambda:InvokeFunction'],
  ])('fails with AccessDenied and leaves everything as it was: %s without %s', async (role, action) => {
    const before = await world.facts();
    const witness = world.witness();
    const giveBack = await revoke(world, role, action);
    const version = freshVersion();
    const arn = await start(world, version);
    await world.until('the release has failed once', async () => world.execution(arn).status !== 'RUNNING');
    expect(world.execution(arn)).toMatchObject({ status: 'FAILED' });
    await giveBack();
    await world.pass(1);
    await world.quiet();
    const denials = witness.journal.filter(({ error }) =>
      error?.message.includes(`not authorized to perform: ${action}`),
    );
    expect(denials.map(({ error }) => error?.code)).toContainEqual(expect.stringMatching(/^AccessDenied/));
    expect((await world.ledger()).live?.version).toBe('1.2');
    expect(await world.facts()).toEqual(before);
  });
});
