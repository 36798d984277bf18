import type { DeploymentConfig } from '@aws-sdk/client-sagemaker';
import { requireConstraints } from './constraints';
import { notEmulated, requireEmulated } from './errors';

/**
 * Virtual milliseconds from the shift of the requests to the end of the old instances. Only the blue/green update that shifts
 * all at once is emulated, without alarms: a release moves traffic itself.
 */
export function bakeMs(config: DeploymentConfig | undefined): number {
  requireEmulated(config ?? {}, {
    RollingUpdatePolicy: 'rolling updates of endpoints',
    AutoRollbackConfiguration: 'alarms of endpoint updates',
  });
  const policy = config?.BlueGreenUpdatePolicy;
  if (policy === undefined) return 0;
  requireEmulated(policy, { MaximumExecutionTimeoutInSeconds: 'time limits of endpoint updates' });
  const { Type: type, WaitIntervalInSeconds: wait } = policy.TrafficRoutingConfiguration ?? {};
  const path = 'deploymentConfig.blueGreenUpdatePolicy';
  requireConstraints([
    [`${path}.trafficRoutingConfiguration.type`, type, { required: true, values: ['ALL_AT_ONCE', 'CANARY', 'LINEAR'] }],
    [`${path}.trafficRoutingConfiguration.waitIntervalInSeconds`, wait, { required: true, min: 0, max: 3600 }],
    [`${path}.terminationWaitInSeconds`, policy.TerminationWaitInSeconds, { min: 0, max: 3600 }],
  ]);
  if (type !== 'ALL_AT_ONCE') throw notEmulated(`traffic routing ${type} of endpoint updates`);
  return 1000 * ((wait ?? 0) + (policy.TerminationWaitInSeconds ?? 0));
}
