import { GatewayMetric, GatewayMetricName } from '../../contract/gateway';

/** The metrics that are plain counts. */
export type CountName = Exclude<GatewayMetricName, typeof GatewayMetric.LATENCY | typeof GatewayMetric.IN_FLIGHT>;

export type Counts = Record<CountName, number>;

/** Counts of a part of the traffic, above 0. */
export type SliceCounts = Readonly<Partial<Counts>>;

const COUNT_NAMES = Object.values(GatewayMetric).filter(
  (name): name is CountName => name !== GatewayMetric.LATENCY && name !== GatewayMetric.IN_FLIGHT,
);

export function noCounts(): Counts {
  return Object.fromEntries(COUNT_NAMES.map((name) => [name, 0])) as Counts;
}
