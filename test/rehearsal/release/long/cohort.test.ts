import { allOn, EnvironmentName } from '../../../../lib/contract';
import { FunctionDeath } from '../../../../lib/rehearsal/lambda/faults';
import { AppVariant, USER_ALARM } from '../support/app/app-variant';
import { ended, freshVersion, release, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(60_000);

/** Testers for five minutes, 5 % for six minutes, then all. A tenth of the requests are the testers'. */
const CANARY: AppVariant = { version: '1.2', cohort: 'beta', traffic: 'canary', userAlarm: true };

const cohortOf = (world: World) => world.model.cohortWeights(world.stage.elb.current());

async function expectAllOn(world: World, version: string, environment: EnvironmentName): Promise<void> {
  expect(await world.facts()).toEqual(settled(version, environment));
  expect(cohortOf(world)).toEqual(allOn(environment));
}

/** Waits until a step of the release was read back. */
function untilStep(world: World, stepIndex: number): Promise<void> {
  return world.until(`step ${stepIndex}`, async () => {
    const { release: active } = await world.ledger();
    return active?.stepIndex === stepIndex && active.stepSince !== undefined;
  });
}

/** Kills the traffic function once, at the answer of its n-th change, in an invocation with this action. */
function killOnce(
  world: World,
  action: string,
  call: number,
): { readonly died: () => number; readonly end: () => void } {
  const { functions } = world.stage;
  const witness = world.witness();
  let deaths = 0;
  const strike = ({
    functionName,
    event,
  }: {
    readonly functionName: string;
    readonly event: any;
  }): FunctionDeath | undefined =>
    witness.entryOf(functionName) === 'traffic' && (event.action ?? event.source) === action && deaths === 0
      ? { kind: 'after-call', call }
      : undefined;
  const onDeath = () => void deaths++;
  functions.faults.add(strike);
  functions.deathListeners.add(onDeath);
  return {
    died: () => deaths,
    end: () => {
      functions.faults.delete(strike);
      functions.deathListeners.delete(onDeath);
    },
  };
}

/** Version 1.2 stays live in blue until the last test. */
describe('a release of a model with a cohort', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live(CANARY)));
  afterAll(() => world.close());
  afterEach(() => world.setAlarm(USER_ALARM, 'OK'));

  test('its first release led both rules to it', () => expectAllOn(world, '1.2', 'blue'));

  describe.each([
    ['the step of the cohort alone', 0],
    ['a later step', 1],
    ['the last step and the bake', 2],
  ])('in %s', (_name, stepIndex) => {
    const WAYS: readonly [string, (version: string) => Promise<unknown>][] = [
      ['an abort', () => world.abort()],
      ['an operator', () => world.rollBack()],
      ['an alarm', () => world.setAlarm(USER_ALARM, 'ALARM')],
      ['an operator twice at once', () => Promise.all([world.rollBack(), world.rollBack('again')])],
      ['an operator and an alarm at once', () => Promise.all([world.rollBack(), world.setAlarm(USER_ALARM, 'ALARM')])],
    ];

    test.each(WAYS)('%s leads everybody back', async (_way, act) => {
      const version = freshVersion();
      const witness = world.witness();
      await start(world, version);
      await untilStep(world, stepIndex);
      expect(cohortOf(world)).toEqual(allOn('green'));
      await act(version);
      await world.quiet();
      expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back' });
      await expectAllOn(world, '1.2', 'blue');
      // Two callers at once may write each of them once.
      const back = new Set(witness.routeChanges.slice(stepIndex + 1));
      expect([...back]).toEqual(['all: blue 100', 'cohort: blue 100']);
    });
  });

  test('errors that only testers get roll it back before anybody else is answered by it', async () => {
    const version = freshVersion();
    world.profiles.set(version, { errorRate: 0.5, p50Ms: 20, p99Ms: 80 });
    const witness = world.witness();
    expect(await release(world, version)).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'alarm' } });
    expect([...new Set(witness.routeChanges)]).toEqual(['cohort: green 100', 'all: blue 100', 'cohort: blue 100']);
    await expectAllOn(world, '1.2', 'blue');
    await world.pass(10); // until the alarm is quiet again
  });

  test('somebody who changes the rule of the cohort is found by the next look', async () => {
    const version = freshVersion();
    await start(world, version);
    await untilStep(world, 1);
    const [blue] = await world.run(async () => {
      const { Rules } = await world.call('elasticloadbalancing', 'DescribeRules', {
        RuleArns: [world.model.ruleArn],
      });
      return Rules[0].Actions[0].ForwardConfig.TargetGroups;
    });
    const Actions = [{ Type: 'forward', TargetGroupArn: blue.TargetGroupArn }];
    await world.call('elasticloadbalancing', 'ModifyRule', { RuleArn: world.model.cohortRuleArn, Actions });
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringContaining('the cohort must be led to green'),
    });
    await expectAllOn(world, '1.2', 'blue');
  });

  test.each([
    ['a shift, after it led the cohort', 'shift', 2],
    ['a rollback, between the two rules', 'rollback', 2],
    ['an emergency, between the two rules', 'emergency', 2],
    ['an alarm, between the two rules', 'aws.cloudwatch', 2],
  ])('the traffic function dies in %s', async (_name, action, call) => {
    const version = freshVersion();
    const kill = killOnce(world, action, call);
    await start(world, version);
    await untilStep(world, 0);
    if (action === 'aws.cloudwatch') await world.setAlarm(USER_ALARM, 'ALARM');
    else if (action === 'emergency') await world.rollBack().catch(() => undefined);
    else await world.abort();
    await world.quiet();
    kill.end();
    expect(kill.died()).toBe(1);
    expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back' });
    await expectAllOn(world, '1.2', 'blue');
  });

  test('is promoted: testers first, then the weights, and both rules lead to it', async () => {
    const version = freshVersion();
    const witness = world.witness();
    expect(await release(world, version)).toMatchObject({ outcome: 'promoted' });
    expect(witness.routeChanges).toEqual(['cohort: green 100', 'all: blue 95, green 5', 'all: green 100']);
    await expectAllOn(world, version, 'green');
  });
});

/** Each test deploys after the one before. */
describe('deploys that change the cohort', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '1.2', userAlarm: true })));
  afterAll(() => world.close());

  const PLAIN: AppVariant = { version: '1.2', userAlarm: true };
  const rules = () =>
    world.stage.elb
      .current()
      .listeners.filter(({ port }) => port === 80)
      .flatMap((listener) => listener.rules)
      .filter(({ priority }) => Number.isFinite(priority))
      .map(({ priority }) => priority);

  test('one that adds it moves nothing', async () => {
    expect(await world.release({ ...PLAIN, cohort: 'beta' })).toMatchObject({ succeeded: true });
    expect(rules()).toEqual([99, 100]);
    await expectAllOn(world, '1.2', 'blue');
  });

  test('one that changes both priorities and the callers', async () => {
    expect(await world.release({ ...PLAIN, cohort: 'staff', priority: 99 })).toMatchObject({ succeeded: true });
    expect(rules()).toEqual([98, 99]);
    await expectAllOn(world, '1.2', 'blue');
  });

  test('one that removes it, with a version that fails: it comes back', async () => {
    world.atPhase('baking', () => world.setAlarm(USER_ALARM, 'ALARM'));
    const deploy = await world.release({ ...PLAIN, version: '1.3', priority: 99 });
    await world.setAlarm(USER_ALARM, 'OK');
    expect(deploy).toMatchObject({ succeeded: false, status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(rules()).toEqual([98, 99]);
    await expectAllOn(world, '1.2', 'blue');
  });

  test('one that removes it, with a version that is good', async () => {
    expect(await world.release({ ...PLAIN, version: '1.4' })).toMatchObject({ succeeded: true });
    expect(rules()).toEqual([100]);
    expect(await world.facts()).toEqual(settled('1.4', 'green'));
  });

  test('one that adds it, with a version that fails: it is gone again', async () => {
    world.atPhase('baking', () => world.setAlarm(USER_ALARM, 'ALARM'));
    const deploy = await world.release({ ...PLAIN, version: '1.5', cohort: 'beta' });
    await world.setAlarm(USER_ALARM, 'OK');
    expect(deploy).toMatchObject({ succeeded: false, status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(rules()).toEqual([100]);
    expect(await world.facts()).toEqual(settled('1.4', 'green'));
  });

  test('fails to change it under a release, which goes on', async () => {
    expect(await world.release({ ...PLAIN, version: '1.4', cohort: 'beta' })).toMatchObject({ succeeded: true });
    const version = freshVersion();
    await start(world, version);
    await untilStep(world, 0);
    const deploy = await world.deploy({ ...PLAIN, version: '1.4' });
    expect(deploy).toMatchObject({ succeeded: false });
    expect(deploy.reason).toContain('the cohort must stay');
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'promoted' });
    await expectAllOn(world, version, 'blue');
  });

  test('the stack goes with both rules', async () => {
    expect(await world.destroy()).toMatchObject({ succeeded: true });
    expect(world.stage.elb.current().listeners.flatMap((listener) => listener.rules)).toEqual([]);
  });
});
