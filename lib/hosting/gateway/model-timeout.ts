import { Duration } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { GATEWAY_CONTAINER, GatewayEnv } from '../../contract/index';
import { secondsOf } from '../../private/validation';
import { GatewayProps } from './gateway-props';
import { idleSecondsOf } from './idle-timeout';

/** A load balancer that waits for 60 s still waits when a model that hangs is given up and the version before has answered. */
const PROTECTED_TIMEOUT = Duration.seconds(20);

/** How long the model may take; undefined: as long as the gateway's own default says. */
export function modelTimeout({ timeout, protectCallers = false }: GatewayProps): Duration | undefined {
  return timeout ?? (protectCallers ? PROTECTED_TIMEOUT : undefined);
}

/** Where the gateways of two environments may differ because a default does: `protectCallers` is no part of a version. */
export function timeoutDifferences(gateway: GatewayProps | undefined): readonly string[] {
  if (gateway === undefined || gateway.timeout !== undefined) return [];
  return [`containers.${GATEWAY_CONTAINER}.environment.${GatewayEnv.TIMEOUT_MS}`];
}

/**
 * Refuses at synth a gateway that is to protect callers but waits for a model that hangs until the load balancer has given up. Looked at
 * when all is said, because a load balancer's attributes may be set at any time.
 */
export function requireShorterTimeout(
  scope: Construct,
  loadBalancer: elbv2.IApplicationLoadBalancer,
  props: GatewayProps,
): void {
  const timeout = modelTimeout(props);
  if (props.protectCallers !== true || timeout === undefined || timeout.isUnresolved()) return;
  const seconds = secondsOf(timeout);
  scope.node.addValidation({
    validate: () => {
      const limit = idleSecondsOf(loadBalancer);
      if (limit === undefined || seconds < limit) return [];
      return [
        `gateway.timeout must be below the idle timeout of the load balancer (${limit} s) with protectCallers, got ${seconds} s; ` +
          'lower it, or raise that of the load balancer: else it cuts off callers of a model that hangs before anybody else is asked',
      ];
    },
  });
}
