import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { EnvironmentName } from '../contract/index';

/** Those of both environments. */
export type TargetGroups = Readonly<Record<EnvironmentName, elbv2.ApplicationTargetGroup>>;

/** What a load balancer has to know of the tasks behind it. */
export interface TargetGroupProps {
  readonly vpc: ec2.IVpc;
  readonly port: number;
  readonly healthPath: string;
  /** @default - 10 s */
  readonly healthCheckInterval?: Duration;
  /** @default - 5 s */
  readonly healthCheckTimeout?: Duration;
  /** @default - 30 s */
  readonly deregistrationDelay?: Duration;
}

/** Target group of one environment: the same for both, but for its name, and with SageMaker for its port. */
export function environmentTargetGroup(
  scope: Construct,
  environment: EnvironmentName,
  props: TargetGroupProps,
): elbv2.ApplicationTargetGroup {
  return new elbv2.ApplicationTargetGroup(scope, `Targets-${environment}`, {
    vpc: props.vpc,
    port: props.port,
    protocol: elbv2.ApplicationProtocol.HTTP,
    targetType: elbv2.TargetType.IP,
    deregistrationDelay: props.deregistrationDelay ?? Duration.seconds(30),
    healthCheck: {
      path: props.healthPath,
      protocol: elbv2.Protocol.HTTP,
      healthyHttpCodes: '200',
      interval: props.healthCheckInterval ?? Duration.seconds(10),
      timeout: props.healthCheckTimeout ?? Duration.seconds(5),
      healthyThresholdCount: 2,
      unhealthyThresholdCount: 3,
    },
    // An empty environment counts as unhealthy and would take the whole load balancer out of DNS (aws-facts 4.3).
    targetGroupHealth: { dnsMinimumHealthyTargetCount: 0 },
  });
}
