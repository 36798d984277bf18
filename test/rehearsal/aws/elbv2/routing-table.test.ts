import { RoutingTable } from '../../../../lib/rehearsal/aws/routing';
import { elbv2Fixture, forward, path } from './fixture';

const [A, B] = ['10.0.1.4', '10.0.1.5'];

describe('routing table', () => {
  test('a weight change replaces the table and leaves the one before untouched', () => {
    const { clock, elbv2, call, rule, blue, green } = elbv2Fixture();
    const arn = rule(1, [forward([blue, 100], [green, 0])]);
    const before = elbv2.current();
    const seen: RoutingTable[] = [];
    elbv2.onChange((table) => seen.push(table));
    call('ModifyRule', { RuleArn: arn, Actions: [forward([blue, 0], [green, 100])] });
    expect(weights(before, arn)).toEqual([100, 0]);
    expect(weights(elbv2.current(), arn)).toEqual([0, 100]);
    expect(seen.map((table) => weights(table, arn))).toEqual([[0, 100]]);
    expect(elbv2.current().version).toBeGreaterThan(before.version);
    clock.stop();
  });

  test('a rule change takes effect after the propagation time, while DescribeRules shows it at once', async () => {
    const { clock, elbv2, call, rule, blue, green } = elbv2Fixture({ rulePropagationMs: 12_000 });
    const arn = rule(1, [forward([blue, 100], [green, 0])]);
    await clock.sleep(12_001);
    call('ModifyRule', { RuleArn: arn, Actions: [forward([blue, 0], [green, 100])] });
    expect(call('DescribeRules', { RuleArns: [arn] }).Rules[0].Actions[0].ForwardConfig.TargetGroups[0].Weight).toBe(0);
    await clock.sleep(11_000);
    expect(weights(elbv2.current(), arn)).toEqual([100, 0]);
    await clock.sleep(2_000);
    expect(weights(elbv2.current(), arn)).toEqual([0, 100]);
    clock.stop();
  });

  test('routes to healthy targets only, and to all but draining ones when none is healthy', async () => {
    const sick = new Set<string>();
    const fixture = elbv2Fixture({
      probe: async ({ ip }) => (sick.has(ip) ? { code: 'Target.Timeout', description: '' } : undefined),
    });
    const { clock, elbv2, call, blue } = fixture;
    fixture.rule(1, [forward([blue, 1])]);
    call('RegisterTargets', { TargetGroupArn: blue, Targets: [{ Id: A }, { Id: B }] });
    await clock.sleep(1_000);
    expect(addresses(elbv2.current(), blue)).toEqual([A, B]);
    sick.add(A);
    await clock.sleep(30_000);
    expect(addresses(elbv2.current(), blue)).toEqual([B]);
    sick.add(B);
    await clock.sleep(30_000);
    expect(addresses(elbv2.current(), blue)).toEqual([A, B]);
    call('DeregisterTargets', { TargetGroupArn: blue, Targets: [{ Id: B }] });
    expect(addresses(elbv2.current(), blue)).toEqual([A]);
    clock.stop();
  });

  test('listeners carry host, port and rules by priority with the default last', () => {
    const { clock, elbv2, rule, blue, call, loadBalancerArn } = elbv2Fixture();
    rule(20, [forward([blue, 1])], path('/b'));
    rule(
      10,
      [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503', MessageBody: 'not yet' } }],
      path('/a'),
    );
    const [listener] = elbv2.current().listeners;
    const { DNSName } = call('DescribeLoadBalancers', { LoadBalancerArns: [loadBalancerArn] }).LoadBalancers[0];
    expect(listener).toMatchObject({ host: DNSName, port: 80, protocol: 'HTTP' });
    expect(listener.rules.map((entry) => entry.priority)).toEqual([10, 20, Infinity]);
    expect(listener.rules[0].action).toEqual({
      kind: 'fixed',
      status: 503,
      contentType: 'text/plain',
      body: 'not yet',
    });
    expect(listener.rules[0].conditions).toEqual({ paths: ['/a'] });
    clock.stop();
  });

  test('a deleted load balancer takes its listeners along', () => {
    const { clock, elbv2, call, loadBalancerArn } = elbv2Fixture();
    call('DeleteLoadBalancer', { LoadBalancerArn: loadBalancerArn });
    expect(elbv2.current().listeners).toEqual([]);
    clock.stop();
  });
});

function weights(table: RoutingTable, ruleArn: string): readonly number[] {
  const rule = table.listeners.flatMap((listener) => listener.rules).find((entry) => entry.ruleArn === ruleArn);
  return rule?.action.kind === 'forward' ? rule.action.groups.map((group) => group.weight) : [];
}

function addresses(table: RoutingTable, targetGroupArn: string): readonly string[] {
  return table.groups[targetGroupArn].targets.map((target) => target.ip);
}
