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

/** A metric of a slice stands in a line of its own: a line has one value of each name. */
const SLICE_DIMENSION_SETS = [[GatewayDimension.MODEL, GatewayDimension.ENVIRONMENT, GatewayDimension.SLICE]];

/**
 * Lines of CloudWatch's embedded metric format with a second's measurements: one, and one for each slice that has any. The latency is an
 * object of values and their counts: the format's specification names numbers and arrays only, but it is what AWS' own exporter for
 * OpenTelemetry sends (opentelemetry-collector-contrib#22626, with an integration test against CloudWatch).
 *
 * @param timestampMs milliseconds since 1970
 */
export function emfLines(
  { counts, slow, slices, latency, mostInFlight }: Snapshot,
  { model, environment, version }: Dimensions,
  timestampMs: number,
): readonly string[] {
  const told = Object.entries(counts).filter(([name, count]) => count > 0 || ALWAYS.includes(name));
  const values: Record<string, unknown> = {
    ...Object.fromEntries(told),
    ...slow,
    [GatewayMetric.IN_FLIGHT]: mostInFlight,
  };
  if (latency !== undefined) values[GatewayMetric.LATENCY] = latency;
  const of = { [GatewayDimension.MODEL]: model, [GatewayDimension.ENVIRONMENT]: environment };
  return [
    line(timestampMs, DIMENSION_SETS, { ...of, [GatewayDimension.VERSION]: version }, values),
    ...Array.from(slices, ([slice, apart]) =>
      line(timestampMs, SLICE_DIMENSION_SETS, { ...of, [GatewayDimension.SLICE]: slice }, apart),
    ),
  ];
}

function line(
  Timestamp: number,
  Dimensions: readonly (readonly string[])[],
  dimensions: Readonly<Record<string, string>>,
  values: Readonly<Record<string, unknown>>,
): string {
  const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: unitOf(Name), StorageResolution: 1 }));
  const CloudWatchMetrics = [{ Namespace: GATEWAY_NAMESPACE, Dimensions, Metrics }];
  return JSON.stringify({ _aws: { Timestamp, CloudWatchMetrics }, ...dimensions, ...values });
}

function unitOf(name: string): string {
  return name === GatewayMetric.LATENCY ? 'Milliseconds' : 'Count';
}
