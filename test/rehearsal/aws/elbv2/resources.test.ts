import { callContext, errorCode } from '../../support/call';
import { elbv2Fixture, forward } from './fixture';

const HTTPS = { Protocol: 'HTTPS', Certificates: [{ CertificateArn: 'arn:cert' }] };

describe('load balancers, target groups and listeners', () => {
  let fixture = elbv2Fixture();
  beforeEach(() => {
    fixture.clock.stop();
    fixture = elbv2Fixture();
  });
  afterAll(() => fixture.clock.stop());

  test('ARNs and DNS names have the shape of AWS', () => {
    const [described] = fixture.call('DescribeLoadBalancers', { Names: ['models'] }).LoadBalancers;
    expect(described).toMatchObject({ LoadBalancerArn: fixture.loadBalancerArn, State: { Code: 'active' } });
    expect(described.DNSName).toMatch(/^internal-models-\d+\.eu-west-1\.elb\.amazonaws\.com$/);
    const prefix = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:';
    const patterns = [
      [fixture.loadBalancerArn, /^loadbalancer\/app\/models\/[0-9a-f]{16}$/],
      [fixture.blue, /^targetgroup\/blue\/[0-9a-f]{16}$/],
      [fixture.listenerArn, /^listener\/app\/models\/[0-9a-f]{16}\/[0-9a-f]{16}$/],
    ] as const;
    for (const [arn, pattern] of patterns) expect(arn.slice(prefix.length)).toMatch(pattern);
  });

  test('creating the same load balancer again returns it; other settings clash', () => {
    expect(fixture.loadBalancer('models')).toBe(fixture.loadBalancerArn);
    const other = { Name: 'models', Scheme: 'internet-facing', Subnets: ['subnet-1', 'subnet-2'] };
    expect(errorCode(() => fixture.call('CreateLoadBalancer', other))).toBe('DuplicateLoadBalancerName');
  });

  test('a target group shows its defaults, and the load balancer it hangs on', () => {
    const described = () => fixture.call('DescribeTargetGroups', { TargetGroupArns: [fixture.green] }).TargetGroups[0];
    expect(described()).toMatchObject({ HealthCheckPath: '/', Matcher: { HttpCode: '200' }, LoadBalancerArns: [] });
    fixture.rule(1, [forward([fixture.green, 0])]);
    expect(described().LoadBalancerArns).toEqual([fixture.loadBalancerArn]);
    const ofLoadBalancer = { LoadBalancerArn: fixture.loadBalancerArn };
    expect(fixture.call('DescribeTargetGroups', ofLoadBalancer).TargetGroups).toEqual([described()]);
  });

  test('ModifyTargetGroup keeps what it does not name', () => {
    fixture.call('ModifyTargetGroup', { TargetGroupArn: fixture.blue, HealthCheckPath: '/ping' });
    const [group] = fixture.call('DescribeTargetGroups', { Names: ['blue'] }).TargetGroups;
    expect(group).toMatchObject({ HealthCheckPath: '/ping', HealthCheckIntervalSeconds: 10 });
  });

  test('a refused attribute leaves the others of the call untouched', () => {
    const Attributes = [
      { Key: 'deregistration_delay.timeout_seconds', Value: '30' },
      { Key: 'slow_start.duration_seconds', Value: '10' },
    ];
    const modify = () => fixture.call('ModifyTargetGroupAttributes', { TargetGroupArn: fixture.blue, Attributes });
    expect(errorCode(modify)).toBe('ValidationError');
    const shown = fixture.call('DescribeTargetGroupAttributes', { TargetGroupArn: fixture.blue }).Attributes;
    expect(shown).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '300' });
  });

  test.each([
    ['deregistration_delay.timeout_seconds', '3601'],
    ['stickiness.enabled', 'yes'],
    ['load_balancing.algorithm.type', 'random'],
    ['target_group_health.dns_failover.minimum_healthy_targets.count', '0'],
    ['no.such.attribute', '1'],
  ])('fails for target group attribute %s = %s', (Key, Value) => {
    const input = { TargetGroupArn: fixture.blue, Attributes: [{ Key, Value }] };
    expect(errorCode(() => fixture.call('ModifyTargetGroupAttributes', input))).toBe('ValidationError');
  });

  test('DNS failover can be turned off', () => {
    const Key = 'target_group_health.dns_failover.minimum_healthy_targets.count';
    const input = { TargetGroupArn: fixture.blue, Attributes: [{ Key, Value: 'off' }] };
    expect(fixture.call('ModifyTargetGroupAttributes', input).Attributes).toContainEqual({ Key, Value: 'off' });
  });

  test.each<[string, string, object]>([
    ['a name of 33 characters', 'ValidationError', { Name: 'a'.repeat(33) }],
    ['a name that ends with a hyphen', 'ValidationError', { Name: 'a-' }],
    ['a taken name', 'DuplicateTargetGroupName', { Name: 'blue' }],
    ['no VPC', 'ValidationError', { VpcId: undefined }],
    ['port 0', 'ValidationError', { Port: 0 }],
    ['a timeout as long as the interval', 'ValidationError', { HealthCheckTimeoutSeconds: 10 }],
    ['an interval of 4 s', 'ValidationError', { HealthCheckIntervalSeconds: 4 }],
    ['an unhealthy threshold of 1', 'ValidationError', { UnhealthyThresholdCount: 1 }],
    ['a path without slash', 'ValidationError', { HealthCheckPath: 'ping' }],
    ['instance targets', 'NotImplemented', { TargetType: 'instance' }],
    ['HTTPS', 'NotImplemented', { Protocol: 'HTTPS' }],
  ])('fails to create a target group with %s', (_, code, more) => {
    expect(errorCode(() => fixture.targetGroup('new', more))).toBe(code);
  });

  test('an unused target group can be deleted, twice', () => {
    fixture.call('DeleteTargetGroup', { TargetGroupArn: fixture.green });
    fixture.call('DeleteTargetGroup', { TargetGroupArn: fixture.green });
    const describe = () => fixture.call('DescribeTargetGroups', { TargetGroupArns: [fixture.green] });
    expect(errorCode(describe)).toBe('TargetGroupNotFound');
  });

  test('ModifyListener keeps what it does not name', () => {
    fixture.call('ModifyListener', { ListenerArn: fixture.listenerArn, Port: 8081 });
    const modified = fixture.call('ModifyListener', { ListenerArn: fixture.listenerArn, ...HTTPS }).Listeners[0];
    expect(modified).toMatchObject({ Port: 8081, Protocol: 'HTTPS', DefaultActions: [{ Type: 'fixed-response' }] });
    expect(fixture.elbv2.current().listeners[0]).toMatchObject({ port: 8081, protocol: 'HTTPS' });
  });

  test.each<[string, string, object]>([
    ['a port in use', 'DuplicateListener', {}],
    ['HTTPS without certificate', 'ValidationError', { Port: 443, Protocol: 'HTTPS' }],
    ['HTTP with certificate', 'ValidationError', { Port: 81, Certificates: HTTPS.Certificates }],
    ['TCP', 'ValidationError', { Port: 81, Protocol: 'TCP' }],
    ['an unknown load balancer', 'LoadBalancerNotFound', { LoadBalancerArn: 'arn:none' }],
    ['a redirect', 'NotImplemented', { Port: 81, DefaultActions: [{ Type: 'redirect' }] }],
    ['a fixed 302', 'ValidationError', { Port: 81, DefaultActions: [fixed('302')] }],
  ])('fails to create a listener with %s', (_, code, more) => {
    const input = {
      LoadBalancerArn: fixture.loadBalancerArn,
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [fixed('404')],
    };
    expect(errorCode(() => fixture.call('CreateListener', { ...input, ...more }))).toBe(code);
  });

  test('deletion protection holds until it is turned off', () => {
    const input = { LoadBalancerArn: fixture.loadBalancerArn };
    const protect = (Value: string) =>
      fixture.call('ModifyLoadBalancerAttributes', {
        ...input,
        Attributes: [{ Key: 'deletion_protection.enabled', Value }],
      });
    protect('true');
    expect(errorCode(() => fixture.call('DeleteLoadBalancer', input))).toBe('OperationNotPermitted');
    protect('false');
    fixture.call('DeleteLoadBalancer', input);
    expect(fixture.call('DescribeLoadBalancers', {}).LoadBalancers).toEqual([]);
  });

  test('subnets and security groups can be replaced', () => {
    const input = { LoadBalancerArn: fixture.loadBalancerArn };
    fixture.call('SetSubnets', { ...input, Subnets: ['subnet-3', 'subnet-4'] });
    fixture.call('SetSecurityGroups', { ...input, SecurityGroups: ['sg-1'] });
    const [described] = fixture.call('DescribeLoadBalancers', {}).LoadBalancers;
    expect(described.AvailabilityZones).toEqual([{ SubnetId: 'subnet-3' }, { SubnetId: 'subnet-4' }]);
    expect(described.SecurityGroups).toEqual(['sg-1']);
    expect(errorCode(() => fixture.call('SetSubnets', { ...input, Subnets: ['subnet-3'] }))).toBe('ValidationError');
  });

  test('tags are added, replaced, removed and described', () => {
    const ResourceArns = [fixture.blue];
    fixture.call('AddTags', {
      ResourceArns,
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    });
    fixture.call('AddTags', { ResourceArns, Tags: [{ Key: 'a', Value: '3' }] });
    fixture.call('RemoveTags', { ResourceArns, TagKeys: ['b'] });
    expect(fixture.call('DescribeTags', { ResourceArns }).TagDescriptions).toEqual([
      { ResourceArn: fixture.blue, Tags: [{ Key: 'a', Value: '3' }] },
    ]);
    expect(errorCode(() => fixture.call('DescribeTags', { ResourceArns: ['arn:x:targetgroup/none'] }))).toBe(
      'TargetGroupNotFound',
    );
  });

  test.each<[string, (arns: typeof fixture) => object, (arns: typeof fixture) => readonly string[]]>([
    ['ModifyRule', ({ blue }) => ({ RuleArn: blue }), ({ blue }) => [blue]],
    ['CreateRule', ({ listenerArn }) => ({ ListenerArn: listenerArn }), ({ listenerArn }) => [listenerArn]],
    ['SetRulePriorities', () => ({ RulePriorities: [{ RuleArn: 'a' }, { RuleArn: 'b' }] }), () => ['a', 'b']],
    ['DescribeRules', () => ({ RuleArns: ['a'] }), () => ['*']],
    ['DescribeTargetHealth', ({ blue }) => ({ TargetGroupArn: blue }), () => ['*']],
    ['RegisterTargets', ({ blue }) => ({ TargetGroupArn: blue }), ({ blue }) => [blue]],
  ])('%s is authorised on the right resources', (operation, input, resources) => {
    const requests = fixture.elbv2.operations[operation].authorize(input(fixture), callContext(fixture.clock));
    expect(requests.map((request) => request.resource)).toEqual(resources(fixture));
    expect(new Set(requests.map((request) => request.action))).toEqual(new Set([`elasticloadbalancing:${operation}`]));
  });
});

function fixed(StatusCode: string) {
  return { Type: 'fixed-response', FixedResponseConfig: { StatusCode } };
}
