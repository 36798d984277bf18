import { Network } from '../../../../lib/rehearsal/network';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { Elbv2, Elbv2Props } from '../../../../lib/rehearsal/aws/elbv2/elbv2';
import { caller } from '../../support/call';

export const START = Date.parse('2026-01-01T00:00:00Z');
const FIXED_404 = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } };

/** A load balancer with one listener, two target groups, and no rule yet. */
export function elbv2Fixture(props: Partial<Elbv2Props> = {}) {
  const clock = new VirtualClock(START);
  const network = new Network();
  const elbv2 = new Elbv2({ clock, network, ...props });
  const call = caller(elbv2, clock);
  const subnets = { Subnets: ['subnet-1', 'subnet-2'] };
  const loadBalancer = (Name: string): string =>
    call('CreateLoadBalancer', { Name, Scheme: 'internal', ...subnets }).LoadBalancers[0].LoadBalancerArn;
  const targetGroup = (Name: string, more: object = {}): string =>
    call('CreateTargetGroup', {
      Name,
      Protocol: 'HTTP',
      Port: 8080,
      VpcId: 'vpc-1',
      TargetType: 'ip',
      HealthCheckIntervalSeconds: 10,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 3,
      ...more,
    }).TargetGroups[0].TargetGroupArn;
  const listener = (LoadBalancerArn: string, Port: number): string =>
    call('CreateListener', { LoadBalancerArn, Port, Protocol: 'HTTP', DefaultActions: [FIXED_404] }).Listeners[0]
      .ListenerArn;
  const loadBalancerArn = loadBalancer('models');
  const listenerArn = listener(loadBalancerArn, 80);
  const blue = targetGroup('blue');
  const green = targetGroup('green');
  const rule = (Priority: number, Actions: unknown[], Conditions = path('/*')): string =>
    call('CreateRule', { ListenerArn: listenerArn, Priority, Conditions, Actions }).Rules[0].RuleArn;
  const health = (TargetGroupArn: string, ip = '10.0.1.4') =>
    call('DescribeTargetHealth', { TargetGroupArn, Targets: [{ Id: ip }] }).TargetHealthDescriptions[0].TargetHealth;
  return {
    clock,
    network,
    elbv2,
    call,
    loadBalancer,
    targetGroup,
    listener,
    loadBalancerArn,
    listenerArn,
    blue,
    green,
    rule,
    health,
  };
}

export function path(...Values: string[]) {
  return [{ Field: 'path-pattern', PathPatternConfig: { Values } }];
}

/** A forward action of `[target group ARN, weight]` pairs. */
export function forward(...groups: readonly (readonly [string, number | undefined])[]) {
  return {
    Type: 'forward',
    ForwardConfig: { TargetGroups: groups.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })) },
  };
}
