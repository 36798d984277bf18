import { MeasuredMinute } from '../../core/measurement';

/** Metrics from which the minutes of an environment are read, one value a minute each. */
export interface MinuteSource {
  readonly groups: readonly MetricGroup[];
  /** Where the answer times are. */
  readonly latency: LatencyMetric;
  /** A minute made of its values; a metric that has none in it is undefined. */
  minute(value: (id: string) => number | undefined): Omit<MeasuredMinute, 'at'>;
}

/** A metric of answer times. */
export interface LatencyMetric {
  readonly namespace: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly name: string;
  readonly unitsPerSecond: number;
}

/** Metrics with the same dimensions. */
export interface MetricGroup {
  readonly namespace: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Name and statistic of each metric, by the id under which it is asked for, which no other group has. */
  readonly metrics: Readonly<Record<string, readonly [name: string, statistic: string]>>;
}
