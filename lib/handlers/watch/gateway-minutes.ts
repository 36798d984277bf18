import { EnvironmentName, GATEWAY_NAMESPACE, GatewayDimension, GatewayMetric } from '../../contract';
import { MinuteSource } from './minute-source';

/**
 * What the load balancer measures, and what the gateways behind it counted as failed by the version: an answer that another environment
 * gave in its place is a good one to the load balancer.
 */
export function withGatewayCounts(source: MinuteSource, modelName: string, environment: EnvironmentName): MinuteSource {
  const dimensions = { [GatewayDimension.MODEL]: modelName, [GatewayDimension.ENVIRONMENT]: environment };
  const counts = {
    namespace: GATEWAY_NAMESPACE,
    dimensions,
    metrics: {
      gatewayRequests: [GatewayMetric.REQUESTS, 'Sum'],
      gatewayErrors: [GatewayMetric.ERRORS, 'Sum'],
    },
  } as const;
  return {
    groups: [...source.groups, counts],
    minute: (value) => ({
      ...source.minute(value),
      gateways: { requests: value('gatewayRequests') ?? 0, failed: value('gatewayErrors') ?? 0 },
    }),
  };
}
