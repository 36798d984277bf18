import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { HealthProbe } from '../../../../lib/rehearsal/aws/elbv2/probe';
import { elbv2Fixture, forward } from './fixture';

const REFUSED = { code: 'Target.ResponseCodeMismatch', description: 'Health checks failed with these codes: [503]' };
const IP = '10.0.1.4';
const INTERVAL_MS = 10_000;

/** A fixture whose targets answer as `answers.failing` says. */
function scripted() {
  const answers = { failing: false, checks: 0, answered: Promise.resolve() };
  const probe: HealthProbe = async () => {
    answers.checks += 1;
    await answers.answered;
    return answers.failing ? REFUSED : undefined;
  };
  return { ...elbv2Fixture({ probe }), answers };
}

describe('target health', () => {
  let fixture = scripted();
  beforeEach(() => (fixture = scripted()));
  afterEach(() => fixture.clock.stop());
  const register = () => fixture.call('RegisterTargets', { TargetGroupArn: fixture.blue, Targets: [{ Id: IP }] });
  const attach = () => fixture.rule(1, [forward([fixture.blue, 0])]);

  test('a target of a group without rule is unused and not checked', async () => {
    register();
    await fixture.clock.sleep(3 * INTERVAL_MS);
    expect(fixture.health(fixture.blue)).toMatchObject({ State: 'unused', Reason: 'Target.NotInUse' });
    expect(fixture.answers.checks).toBe(0);
  });

  test('an unknown target is unused because it is not registered', () => {
    expect(fixture.health(fixture.blue, '10.9.9.9')).toMatchObject({ State: 'unused', Reason: 'Target.NotRegistered' });
  });

  test('weight 0 is use enough: initial, then healthy after one success', async () => {
    attach();
    register();
    expect(fixture.health(fixture.blue)).toMatchObject({ State: 'initial', Reason: 'Elb.InitialHealthChecking' });
    await fixture.clock.sleep(1000);
    expect(fixture.health(fixture.blue)).toEqual({ State: 'healthy' });
  });

  test('leaves and regains health by the thresholds of the group', async () => {
    attach();
    register();
    await fixture.clock.sleep(1000);
    fixture.answers.failing = true;
    await fixture.clock.sleep(2 * INTERVAL_MS); // 2 failures of 3
    expect(fixture.health(fixture.blue).State).toBe('healthy');
    await fixture.clock.sleep(INTERVAL_MS);
    expect(fixture.health(fixture.blue)).toMatchObject({ State: 'unhealthy', Reason: REFUSED.code });
    fixture.answers.failing = false;
    await fixture.clock.sleep(INTERVAL_MS); // 1 success of 2
    expect(fixture.health(fixture.blue).State).toBe('unhealthy');
    await fixture.clock.sleep(INTERVAL_MS);
    expect(fixture.health(fixture.blue).State).toBe('healthy');
  });

  test('a target that never answers well stays initial until the unhealthy threshold', async () => {
    fixture.answers.failing = true;
    attach();
    register();
    await fixture.clock.sleep(INTERVAL_MS + 1000);
    expect(fixture.health(fixture.blue).State).toBe('initial');
    await fixture.clock.sleep(INTERVAL_MS);
    expect(fixture.health(fixture.blue).State).toBe('unhealthy');
  });

  test('drains for the deregistration delay, then is gone', async () => {
    const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '60' }];
    fixture.call('ModifyTargetGroupAttributes', { TargetGroupArn: fixture.blue, Attributes });
    attach();
    register();
    await fixture.clock.sleep(1000);
    fixture.call('DeregisterTargets', { TargetGroupArn: fixture.blue, Targets: [{ Id: IP }] });
    expect(fixture.health(fixture.blue)).toMatchObject({
      State: 'draining',
      Reason: 'Target.DeregistrationInProgress',
    });
    await fixture.clock.sleep(59_000);
    expect(fixture.health(fixture.blue).State).toBe('draining');
    await fixture.clock.sleep(2_000);
    expect(fixture.health(fixture.blue).Reason).toBe('Target.NotRegistered');
  });

  test('a check that is answered after the deregistration does not count', async () => {
    let answer = (): void => undefined;
    fixture.answers.answered = new Promise((resolve) => (answer = resolve));
    attach();
    register();
    while (fixture.answers.checks === 0) await new Promise((resolve) => setImmediate(resolve));
    fixture.call('DeregisterTargets', { TargetGroupArn: fixture.blue, Targets: [{ Id: IP }] });
    answer();
    await fixture.clock.sleep(3 * INTERVAL_MS);
    expect(fixture.health(fixture.blue).State).toBe('draining');
    expect(fixture.answers.checks).toBe(1);
  });

  test('a draining target that is registered again starts anew', async () => {
    attach();
    register();
    await fixture.clock.sleep(1000);
    fixture.call('DeregisterTargets', { TargetGroupArn: fixture.blue, Targets: [{ Id: IP }] });
    register();
    expect(fixture.health(fixture.blue).State).toBe('initial');
    await fixture.clock.sleep(400_000); // longer than the deregistration delay of 300 s
    expect(fixture.health(fixture.blue).State).toBe('healthy');
  });

  test('failures count in a row only', async () => {
    attach();
    register();
    await fixture.clock.sleep(1000);
    for (let check = 0; check < 10; check++) {
      fixture.answers.failing = check % 3 !== 2; // 2 failures, then a success: never 3 in a row
      await fixture.clock.sleep(INTERVAL_MS);
      expect(fixture.health(fixture.blue).State).toBe('healthy');
    }
  });

  test('becomes unused when the last rule on its group goes', async () => {
    const rule = attach();
    register();
    await fixture.clock.sleep(1000);
    fixture.call('DeleteRule', { RuleArn: rule });
    expect(fixture.health(fixture.blue).State).toBe('unused');
    const { checks } = fixture.answers;
    await fixture.clock.sleep(5 * INTERVAL_MS);
    expect(fixture.answers.checks).toBe(checks);
  });

  test('host counts leave out groups in no rule, and count by state', async () => {
    attach();
    register();
    expect(fixture.elbv2.hostCounts()).toMatchObject([{ targetGroupArn: fixture.blue, healthy: 0, unhealthy: 0 }]);
    await fixture.clock.sleep(1000);
    fixture.answers.failing = true;
    await fixture.clock.sleep(4 * INTERVAL_MS);
    const [counts] = fixture.elbv2.hostCounts();
    expect(counts).toMatchObject({ healthy: 0, unhealthy: 1 });
    expect(counts.targetGroup).toMatch(/^targetgroup\/blue\/[0-9a-f]{16}$/);
    expect(counts.loadBalancer).toMatch(/^app\/models\/[0-9a-f]{16}$/);
  });
});

describe('health checks over HTTP', () => {
  const fixture = elbv2Fixture({ healthCheckTimeoutMs: 50 });
  let status = 200;
  const server = createServer((_, response) => {
    if (status !== 0) response.writeHead(status).end(); // 0 never answers
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    fixture.network.register(IP, 8080, (server.address() as AddressInfo).port);
    fixture.rule(1, [forward([fixture.blue, 1])]);
  });
  afterAll(() => {
    fixture.clock.stop();
    server.closeAllConnections();
    server.close();
  });

  test.each<[string, number, string, object]>([
    ['an expected status', 200, IP, { State: 'healthy' }],
    ['another status', 500, IP, { State: 'unhealthy', Reason: 'Target.ResponseCodeMismatch' }],
    ['no answer', 0, IP, { State: 'unhealthy', Reason: 'Target.Timeout' }],
    ['no listener', 200, '10.0.1.9', { State: 'unhealthy', Reason: 'Target.FailedHealthChecks' }],
  ])('%s', async (_, answer, ip, expected) => {
    status = answer;
    const targets = { TargetGroupArn: fixture.blue, Targets: [{ Id: ip }] };
    fixture.call('RegisterTargets', targets);
    await fixture.clock.sleep(3 * INTERVAL_MS);
    expect(fixture.health(fixture.blue, ip)).toMatchObject(expected);
    fixture.call('DeregisterTargets', targets);
    await fixture.clock.sleep(301_000); // 300 s deregistration delay
  });
});
