import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { ENVIRONMENT_HEADER, ENVIRONMENTS, EnvironmentName } from '../contract/index';

/**
 * Static rules that lead to one environment each, by header. They also keep both target groups on the load balancer, so that
 * health checks run in the environment without production traffic.
 */
export function testRoutes(
  scope: Construct,
  listener: elbv2.IApplicationListener,
  targetGroups: Readonly<Record<EnvironmentName, elbv2.ApplicationTargetGroup>>,
  firstPriority: number,
): void {
  ENVIRONMENTS.forEach((environment, index) => {
    new elbv2.ApplicationListenerRule(scope, `TestRoute-${environment}`, {
      listener,
      priority: firstPriority + index,
      conditions: [elbv2.ListenerCondition.httpHeader(ENVIRONMENT_HEADER, [environment])],
      action: elbv2.ListenerAction.forward([targetGroups[environment]]),
    });
  });
}
