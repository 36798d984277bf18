import type { Action, RuleCondition, Tag } from '@aws-sdk/client-elastic-load-balancing-v2';

/** What the emulated ELBv2 keeps. Members that no operation changes are readonly. */
export interface LoadBalancerRecord {
  readonly arn: string;
  readonly name: string;
  readonly dnsName: string;
  readonly scheme: 'internal' | 'internet-facing';
  subnets: readonly string[];
  securityGroups: readonly string[];
  readonly createdAt: Date;
  readonly attributes: Map<string, string>;
}

/** Health check of a target group, times in seconds. */
export interface HealthCheckSettings {
  readonly path: string;
  /** `traffic-port` or a decimal port. */
  readonly port: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** HTTP status codes: `200`, `200,202` or `200-299`. */
  readonly matcher: string;
}

export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'draining' | 'unused';

export interface TargetHealthReason {
  readonly code: string;
  readonly description: string;
}

export interface TargetRecord {
  readonly ip: string;
  readonly port: number;
  state: TargetState;
  /** Absent when healthy. */
  reason?: TargetHealthReason;
  passes: number;
  failures: number;
}

export interface TargetGroupRecord {
  readonly arn: string;
  readonly name: string;
  readonly port: number;
  readonly vpcId: string | undefined;
  readonly protocolVersion: string;
  healthCheck: HealthCheckSettings;
  readonly attributes: Map<string, string>;
  /** By `ip:port`. */
  readonly targets: Map<string, TargetRecord>;
}

export interface RuleRecord {
  readonly arn: string;
  readonly listenerArn: string;
  /** 1 to 50000, or Infinity for the listener's default rule. */
  priority: number;
  conditions: readonly RuleCondition[];
  actions: readonly Action[];
}

export interface ListenerRecord {
  readonly arn: string;
  readonly loadBalancerArn: string;
  port: number;
  protocol: 'HTTP' | 'HTTPS';
  certificateArns: readonly string[];
  sslPolicy: string | undefined;
  /** The default rule is one of them: its actions are the listener's default actions. */
  readonly rules: Map<string, RuleRecord>;
}

export type Tags = Map<string, Tag[]>;

export function targetKey(ip: string, port: number): string {
  return `${ip}:${port}`;
}

/** `app/name/id` of a load balancer ARN, the value of CloudWatch's `LoadBalancer` dimension. */
export function loadBalancerFullName(arn: string): string {
  return arn.slice(arn.indexOf(':loadbalancer/') + ':loadbalancer/'.length);
}

/** `targetgroup/name/id` of a target group ARN, the value of CloudWatch's `TargetGroup` dimension. */
export function targetGroupFullName(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
