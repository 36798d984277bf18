import { EnvironmentName, GATEWAY_NAMESPACE, GatewayDimension, GatewayMetric } from '../../contract';
import { MinuteSource } from './minute-source';

/**
 * What the load balancer measures, and what the gateways behind it counted as failed by the version: an answer that another environment
 * gave in its place is a good one to the load balancer.
 */
export function withGatewayErrors(source: MinuteSource, modelName: string, environment: EnvironmentName): MinuteSource {
  const dimensions = { [GatewayDimension.MODEL]: modelName, [GatewayDimension.ENVIRONMENT]: environment };
  const errors = {
    namespace: GATEWAY_NAMESPACE,
    dimensions,
    metrics: { failedByVersion: [GatewayMetric.ERRORS, 'Sum'] },
  } as const;
  return {
    groups: [...source.groups, errors],
    minute: (value) => ({ ...source.minute(value), failedByVersion: value('failedByVersion') ?? 0 }),
  };
}
