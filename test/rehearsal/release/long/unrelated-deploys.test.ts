import { RouteListener } from '../../../../lib/rehearsal/aws/routing';
import { AppVariant } from '../support/app/app-variant';
import { ended, freshVersion, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(60_000);

const LIVE: AppVariant = { version: '1.2' };

/** What a deploy may change while the version stays: from the first to the last row on one model. */
const CHANGES: readonly (readonly [string, AppVariant, Readonly<Record<string, string>>])[] = [
  ['another function’s description', { ...LIVE, functionDescription: 'changed' }, {}],
  ['the log retention', { ...LIVE, logRetentionDays: 7 }, {}],
  ['a rollback alarm of the team’s own', { ...LIVE, userAlarm: true }, {}],
  ['the thresholds of the rollback alarms', { ...LIVE, errorRatePercent: 4 }, {}],
  ['the priority of the production rule', { ...LIVE, priority: 77 }, {}],
  ['the paths of the production rule', { ...LIVE, pathPatterns: ['/v2/*'] }, {}],
  ['the priority of the test rules', { ...LIVE, testPriority: 40 }, {}],
  ['tags of the model', { ...LIVE, constructTags: { team: 'fraud' } }, {}],
  ['tags of the stack in the app', { ...LIVE, stackTags: { cost: '42' } }, {}],
  ['tags of the stack on the command line', LIVE, { ticket: 'OPS-1' }],
  ['the capacity limits', { ...LIVE, minCapacity: 3, maxCapacity: 6, targetCpuPercent: 60 }, {}],
  ['bake time and standby time', { ...LIVE, bakeMinutes: 20, standbyMinutes: 40 }, {}],
  ['a runbook', { ...LIVE, runbookUrl: 'https://example.com/runbook' }, {}],
  ['everything back', LIVE, {}],
];

describe('a deploy that keeps the version', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live(LIVE)));
  afterAll(() => world.close());

  test.each(CHANGES)('moves nothing when it changes %s', async (_, variant, tags) => {
    const witness = world.witness();
    const before = world.model.rule(world.stage.elb.current())?.action;
    expect(await world.release(variant, { tags })).toMatchObject({ succeeded: true, status: 'UPDATE_COMPLETE' });
    expect(witness.ruleChanges).toEqual([]);
    expect(world.model.rule(world.stage.elb.current())?.action).toEqual(before);
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
    expect(witness.journal.filter(({ operation }) => operation === 'StartExecution')).toEqual([]);
    expect(world.tasks.running).toEqual(['1.2', '1.2']);
  });

  // CloudFormation changes port and protocol in place. A rule that goes to another listener: moved-route.test.ts.
  test('moves nothing when a certificate changes port and protocol of the listener', async () => {
    const witness = world.witness();
    const before = production();
    expect(before).toMatchObject({ port: 80, protocol: 'HTTP' });
    const variant = { ...LIVE, certificateId: 'c0ffee00-0000-4000-8000-000000000000' };
    expect(await world.release(variant)).toMatchObject({ succeeded: true, status: 'UPDATE_COMPLETE' });
    expect(witness.ruleChanges).toEqual([]);
    expect(production()).toEqual({ ...before, port: 443, protocol: 'HTTPS' });
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  /** The listener that the production rule is on, with all of its rules. */
  function production(): RouteListener | undefined {
    const { listeners } = world.stage.elb.current();
    return listeners.find(({ rules }) => rules.some(({ ruleArn }) => ruleArn === world.model.ruleArn));
  }
});

describe('a deploy that keeps the version while another one bakes', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live(LIVE)));
  afterAll(() => world.close());

  /** With the tasks that the promoted version ends with: scaling limits count from its promotion on. */
  const MEANWHILE: readonly (readonly [string, AppVariant, number])[] = [
    [
      'tags, times, thresholds and another function',
      {
        ...LIVE,
        constructTags: { team: 'fraud' },
        stackTags: { cost: '42' },
        bakeMinutes: 20,
        standbyMinutes: 40,
        errorRatePercent: 4,
        functionDescription: 'changed',
      },
      2,
    ],
    ['the capacity limits', { ...LIVE, minCapacity: 3, maxCapacity: 6, targetCpuPercent: 60 }, 3],
  ];

  test.each(MEANWHILE)('moves nothing, and lets it go on, when it changes %s', async (_, variant, tasks) => {
    const version = freshVersion();
    const arn = await start(world, version);
    await world.untilPhase('baking');
    const witness = world.witness();
    const before = await present();
    expect(await world.deploy(variant)).toMatchObject({ succeeded: true, status: 'UPDATE_COMPLETE' });
    expect(await present()).toEqual(before);
    await world.quiet();
    expect(world.execution(arn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await ended(world, version)).toMatchObject({ outcome: 'promoted' });
    expect(witness.ruleChanges).toEqual([]);
    expect(await world.facts()).toEqual(settled(version, (await world.ledger()).live!.environment, tasks));
  });

  /** Everything that the release has made so far. */
  async function present() {
    const { release } = await world.ledger();
    const action = world.model.rule(world.stage.elb.current())?.action;
    return { facts: await world.facts(), release, action, tasks: world.tasks.running };
  }
});
