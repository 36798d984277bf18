import { Duration, Stack } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { secondsOf } from '../../private/validation';
import { GatewayProps } from './gateway-props';

const ATTRIBUTE = 'idle_timeout.timeout_seconds';

/** Of a load balancer that says nothing else (ELB user guide, "Load balancer attributes"). */
const DEFAULT_SECONDS = 60;

/** As in `lib/gateway/config`. */
const DEFAULT_CLIENT_IDLE = Duration.seconds(75);

/**
 * Refuses at synth a gateway that closes idle connections before the load balancer does: requests would meet connections that are
 * just being closed, and callers get 502. Looked at when all is said, because a load balancer's attributes may be set at any time.
 */
export function requireLongerIdle(
  scope: Construct,
  loadBalancer: elbv2.IApplicationLoadBalancer,
  { clientIdleTimeout = DEFAULT_CLIENT_IDLE }: GatewayProps,
): void {
  if (clientIdleTimeout.isUnresolved()) return;
  const seconds = secondsOf(clientIdleTimeout);
  scope.node.addValidation({
    validate: () => {
      const limit = idleSecondsOf(loadBalancer);
      if (limit === undefined || seconds > limit) return [];
      return [
        `gateway.clientIdleTimeout must be above the idle timeout of the load balancer (${limit} s), got ${seconds} s; ` +
          'raise it, or lower that of the load balancer: else requests meet connections that the gateway is closing',
      ];
    },
  });
}

/** Undefined when it is not known at synth: the load balancer is imported, or a token says it. */
export function idleSecondsOf(loadBalancer: elbv2.IApplicationLoadBalancer): number | undefined {
  const resource = loadBalancer.node.defaultChild;
  if (!(resource instanceof elbv2.CfnLoadBalancer)) return undefined;
  const attributes: unknown = Stack.of(resource).resolve(resource.loadBalancerAttributes);
  if (!Array.isArray(attributes)) return attributes === undefined ? DEFAULT_SECONDS : undefined;
  const own = (attributes as readonly elbv2.CfnLoadBalancer.LoadBalancerAttributeProperty[]).find(
    ({ key }) => key === ATTRIBUTE,
  );
  if (own === undefined) return DEFAULT_SECONDS;
  const seconds = Number(own.value);
  return Number.isNaN(seconds) ? undefined : seconds;
}
