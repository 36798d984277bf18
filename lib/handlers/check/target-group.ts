import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  TargetGroup,
  TargetGroupAttribute,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { EnvironmentName } from '../../contract';
import { CheckContext } from './context';

/** What the load balancer says about the target group of an environment. */
export interface DescribedGroup {
  readonly targetGroup: TargetGroup;
  readonly attributes: readonly TargetGroupAttribute[];
}

/** Undefined when the group is gone. */
export async function describeGroup(
  { elb, groups }: CheckContext,
  environment: EnvironmentName,
): Promise<DescribedGroup | undefined> {
  const TargetGroupArn = groups()[environment];
  const [{ TargetGroups = [] }, { Attributes: attributes = [] }] = await Promise.all([
    elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [TargetGroupArn] })),
    elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn })),
  ]);
  const [targetGroup] = TargetGroups;
  return targetGroup === undefined ? undefined : { targetGroup, attributes };
}

/** The values that must agree between the two groups. Without the port, in which those of a gateway differ. */
export function targetGroupConfiguration({ targetGroup, attributes }: DescribedGroup) {
  return {
    protocol: targetGroup.Protocol,
    protocolVersion: targetGroup.ProtocolVersion,
    targetType: targetGroup.TargetType,
    healthCheck: {
      path: targetGroup.HealthCheckPath,
      port: targetGroup.HealthCheckPort,
      protocol: targetGroup.HealthCheckProtocol,
      intervalSeconds: targetGroup.HealthCheckIntervalSeconds,
      timeoutSeconds: targetGroup.HealthCheckTimeoutSeconds,
      healthyThreshold: targetGroup.HealthyThresholdCount,
      unhealthyThreshold: targetGroup.UnhealthyThresholdCount,
      matcher: targetGroup.Matcher?.HttpCode,
    },
    attributes: Object.fromEntries(attributes.map(({ Key = '', Value }) => [Key, Value])),
  };
}
