import { PendingCall } from '../../../../lib/rehearsal/aws/account';
import { RouteRule } from '../../../../lib/rehearsal/aws/routing';
import { AwsError } from '../../../../lib/rehearsal/aws/service';
import { AppVariant, USER_ALARM } from '../support/app/app-variant';
import { ended, freshVersion, release, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(60_000);

const HOME: AppVariant = { version: '1.2', ownListener: 8080, priority: 20, userAlarm: true };

/** A deploy changes where the production rule is, and with it the version: each test one deployment after the other. */
describe('a deploy that moves the production rule', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live(HOME)));
  afterAll(() => world.close());

  /** The rules on the team's listeners, each as port, priority and the environments that it gives traffic to. */
  function rules(): readonly string[] {
    const { listeners } = world.stage.elb.current();
    return [8080, 8081].flatMap((port) =>
      (listeners.find((listener) => listener.port === port)?.rules ?? [])
        .filter(({ priority }) => Number.isFinite(priority)) // not the default rule
        .map((rule) => `${port}/${rule.priority}: ${takersOf(rule)}`),
    );
  }

  function takersOf({ action }: RouteRule): string {
    if (action.kind !== 'forward') return 'nobody';
    const taking = action.groups.filter(({ weight }) => weight > 0);
    return taking.map(({ targetGroupArn }) => world.model.environmentOfGroup(targetGroupArn)).join(', ');
  }

  function failInBake(): void {
    world.atPhase('baking', () => world.setAlarm(USER_ALARM, 'ALARM'));
  }

  test.each([
    ['listener', '1.3', { ownListener: 8081 }],
    ['priority', '1.4', { priority: 21 }],
    ['listener and priority', '1.5', { ownListener: 8081, priority: 21 }],
  ] as const)('to another %s, with a version that fails: all of it goes back', async (_, version, change) => {
    failInBake();
    const deploy = await world.release({ ...HOME, ...change, version });
    await world.setAlarm(USER_ALARM, 'OK');
    expect(deploy).toMatchObject({ succeeded: false, status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(deploy.reason).toContain(`version ${version} was not promoted: alarm ${USER_ALARM} fires`);
    expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back' });
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
    expect(rules()).toEqual(['8080/20: blue']);
  });

  test('to another listener, and fails after its version was promoted: that version keeps the traffic', async () => {
    const failDeployAt = /^Unrelated[0-9A-F]{8}$|^FraudResources/;
    const variant: AppVariant = { ...HOME, version: '1.6', ownListener: 8081, functionDescription: 'changed' };
    world.atPhase('provisioning', async () => world.startTraffic());
    const deploy = await world.release(variant, { failDeployAt });
    world.startTraffic();
    expect(deploy).toMatchObject({ succeeded: false, status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(await ended(world, '1.6')).toMatchObject({ outcome: 'promoted' });
    expect(await world.facts()).toEqual(settled('1.6', 'green'));
    expect(rules()).toEqual(['8080/20: green']);
  });

  test('to another listener, without another version: the traffic follows', async () => {
    expect(await world.release({ ...HOME, version: '1.6', ownListener: 8081 })).toMatchObject({ succeeded: true });
    world.startTraffic();
    expect(await world.facts()).toEqual(settled('1.6', 'green'));
    expect(rules()).toEqual(['8081/20: green']);
  });

  test.each(['provisioning', 'baking', 'standby'] as const)(
    'to another listener, while a release is %s: fails, and a rollback meanwhile reaches the rule that callers use',
    async (phase) => {
      const version = freshVersion();
      await start(world, version);
      await world.untilPhase(phase);
      const deploy = await world.deploy({ ...HOME, version: '1.6' });
      expect(deploy).toMatchObject({ succeeded: false, status: 'UPDATE_ROLLBACK_COMPLETE' });
      expect(deploy.reason).toContain(`while release`);
      expect(deploy.reason).toContain(`(version "${version}") is in phase ${phase}`);
      await world.rollBack();
      expect(rules()).toEqual(['8081/20: green']);
      await world.quiet();
      expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back' });
      expect(await world.facts()).toEqual(settled('1.6', 'green'));
    },
  );

  test('to another listener, when the release is over: the traffic follows', async () => {
    expect(await world.release({ ...HOME, version: '1.6' })).toMatchObject({ succeeded: true });
    world.startTraffic();
    expect(await world.facts()).toEqual(settled('1.6', 'green'));
    expect(rules()).toEqual(['8080/20: green']);
  });

  test('under a release: a look that still knows the rule that is gone is taken again', async () => {
    const { faults } = world.stage.account;
    let strikes = 0;
    const strike = ({ operation, caller }: PendingCall) => {
      if (operation !== 'DescribeRules' || caller.kind !== 'role' || !/WatchFunction/.test(caller.roleArn))
        return undefined;
      return strikes++ < 2 ? new AwsError('RuleNotFound', 'One or more rules not found') : undefined;
    };
    world.atPhase('baking', async () => void faults.add(strike));
    const version = freshVersion();
    expect(await release(world, version)).toMatchObject({ outcome: 'promoted' });
    faults.delete(strike);
    expect(strikes).toBeGreaterThan(2);
    expect(await world.facts()).toEqual(settled(version, 'blue'));
  });
});
