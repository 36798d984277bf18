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
    latency: source.latency,
    groups: [...source.groups, counts],
    minute: (value) => ({
      ...source.minute(value),
      gateways: { requests: value('gatewayRequests') ?? 0, failed: value('gatewayErrors') ?? 0 },
    }),
  };
}

/**
 * The same by the gateways alone, for the judge: their metrics are complete sooner than the load balancer's, and hold what the version
 * failed whatever callers got.
 */
export function gatewayMinutes(modelName: string, environment: EnvironmentName): MinuteSource {
  const namespace = GATEWAY_NAMESPACE;
  const dimensions = { [GatewayDimension.MODEL]: modelName, [GatewayDimension.ENVIRONMENT]: environment };
  const metrics = { requests: [GatewayMetric.REQUESTS, 'Sum'], errors: [GatewayMetric.ERRORS, 'Sum'] } as const;
  return {
    latency: { namespace, dimensions, name: GatewayMetric.LATENCY, unitsPerSecond: 1000 },
    groups: [{ namespace, dimensions, metrics }],
    minute: (value) => {
      const [requests, errors] = [value('requests') ?? 0, value('errors') ?? 0];
      return { requests, answered: requests, errors, refused: 0 };
    },
  };
}
