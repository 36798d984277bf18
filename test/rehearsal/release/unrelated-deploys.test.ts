import { AppVariant } from './support/app-variant';
import { settled } from './support/settled';
import { World } from './support/world';

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

  test('moves nothing when a certificate makes the listener another one', async () => {
    const witness = world.witness();
    const variant = { ...LIVE, certificateId: 'c0ffee00-0000-4000-8000-000000000000' };
    const deploy = await world.release(variant);
    // The listener's port and protocol change with a certificate: CloudFormation makes another one, and the route follows.
    expect(deploy).toMatchObject({ succeeded: true });
    expect(witness.ruleChanges).toEqual([]);
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });
});
