import { GATEWAY_NAMESPACE, GatewayDimension, GatewayMetric } from '../../contract/gateway';
import { Snapshot } from './metrics';

/** Values of the dimensions: what this gateway stands in front of. */
export interface Dimensions {
  readonly model: string;
  readonly environment: string;
  readonly version: string;
}

/** Published every second even when 0, so that alarms see data; the others only when there is something to tell. */
const ALWAYS: readonly string[] = [GatewayMetric.REQUESTS, GatewayMetric.ERRORS];

/** Alarms are declared before anybody knows the version; checks of a release ask for one. */
const DIMENSION_SETS = [
  [GatewayDimension.MODEL, GatewayDimension.ENVIRONMENT, GatewayDimension.VERSION],
  [GatewayDimension.MODEL, GatewayDimension.ENVIRONMENT],
];

/**
 * One line of CloudWatch's embedded metric format with a second's measurements. The latency is an object of values and their
 * counts: the format's specification names numbers and arrays only, but it is what AWS' own exporter for OpenTelemetry sends
 * (opentelemetry-collector-contrib#22626, with an integration test against CloudWatch).
 *
 * @param timestampMs milliseconds since 1970
 */
export function emfLine(
  { counts, slow, latency, mostInFlight }: Snapshot,
  of: Dimensions,
  timestampMs: number,
): string {
  const told = Object.entries(counts).filter(([name, count]) => count > 0 || ALWAYS.includes(name));
  const values: Record<string, unknown> = {
    ...Object.fromEntries(told),
    ...slow,
    [GatewayMetric.IN_FLIGHT]: mostInFlight,
  };
  if (latency !== undefined) values[GatewayMetric.LATENCY] = latency;
  const metrics = Object.keys(values).map((name) => ({ Name: name, Unit: unitOf(name), StorageResolution: 1 }));
  return JSON.stringify({
    _aws: {
      Timestamp: timestampMs,
      CloudWatchMetrics: [{ Namespace: GATEWAY_NAMESPACE, Dimensions: DIMENSION_SETS, Metrics: metrics }],
    },
    [GatewayDimension.MODEL]: of.model,
    [GatewayDimension.ENVIRONMENT]: of.environment,
    [GatewayDimension.VERSION]: of.version,
    ...values,
  });
}

function unitOf(name: string): string {
  return name === GatewayMetric.LATENCY ? 'Milliseconds' : 'Count';
}
