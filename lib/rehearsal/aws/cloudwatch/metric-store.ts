import { parseStatistic, Statistic, statisticOf, WeightedValue } from './statistics';
import { Grid, Points, timestampsOf } from './math/value';

/** A metric's identity: other dimensions are another metric. */
export interface MetricId {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Observations of one moment, or of one minute, of a metric. */
export interface MetricData extends MetricId {
  /** Virtual milliseconds since 1970. */
  readonly at: number;
  readonly values: readonly number[];
  /** How often each value was observed; once each when absent. */
  readonly counts?: readonly number[];
  /** Virtual milliseconds after the call until the data can be read. The store's default when absent. */
  readonly delayMs?: number;
  /** 1 for high resolution, which alarms with periods under a minute need; 60 when absent. */
  readonly storageResolution?: 1 | 60;
}

interface Sample {
  /** Start of the second or minute that CloudWatch keeps the data under. */
  readonly at: number;
  readonly visibleAt: number;
  readonly highResolution: boolean;
  readonly values: readonly WeightedValue[];
}

/**
 * Metric data as CloudWatch keeps it: whole distributions per second or minute, so that every statistic, percentiles too, is
 * exact at any period, and each invisible until its delay is over. Units are not kept; nothing filters by unit.
 */
export class MetricStore {
  private readonly metrics = new Map<string, Sample[]>();

  /** Keeps data that arrived at the virtual time `now`. */
  ingest(data: MetricData, now: number, defaultDelayMs: number): void {
    const resolutionMs = (data.storageResolution ?? 60) * 1000;
    const sample: Sample = {
      at: Math.floor(data.at / resolutionMs) * resolutionMs,
      visibleAt: now + (data.delayMs ?? defaultDelayMs),
      highResolution: data.storageResolution === 1,
      values: data.values.map((value, index) => ({ value, count: data.counts?.[index] ?? 1 })),
    };
    const samples = this.metrics.get(keyOf(data)) ?? [];
    this.metrics.set(keyOf(data), samples);
    insertInOrder(samples, sample);
  }

  /** Whether the metric ever got data, visible or not. */
  has(metric: MetricId): boolean {
    return this.metrics.has(keyOf(metric));
  }

  /** One point for each period of the grid in which visible data exists. */
  read(metric: MetricId, statistic: string, grid: Grid, now: number): Points {
    const parsed = parseStatistic(statistic);
    const samples = this.metrics.get(keyOf(metric)) ?? [];
    const points = new Map<number, number>();
    for (const timestamp of timestampsOf(grid)) {
      const value = valueAt(samples, parsed, timestamp, grid.periodMs, now);
      if (value !== undefined) points.set(timestamp, value);
    }
    return points;
  }
}

function valueAt(samples: readonly Sample[], statistic: Statistic, from: number, periodMs: number, now: number) {
  const values: WeightedValue[] = [];
  for (let index = samples.length - 1; index >= 0 && samples[index].at >= from; index--) {
    const sample = samples[index];
    if (sample.at >= from + periodMs || !isReadable(sample, periodMs, now)) continue;
    for (const value of sample.values) values.push(value);
  }
  return statisticOf(values, statistic);
}

/** Standard resolution data has no value below a minute (PutMetricAlarm, Period). */
function isReadable(sample: Sample, periodMs: number, now: number): boolean {
  return sample.visibleAt <= now && (sample.highResolution || periodMs >= 60_000);
}

/** Data arrives nearly in order, so the place is looked for from the end. */
function insertInOrder(samples: Sample[], sample: Sample): void {
  let index = samples.length;
  while (index > 0 && samples[index - 1].at > sample.at) index--;
  samples.splice(index, 0, sample);
}

function keyOf({ namespace, metricName, dimensions }: MetricId): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, metricName, sorted]);
}
