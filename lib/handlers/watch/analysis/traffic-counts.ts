import { Counts, FrozenLatency } from '../../../contract';
import { LatencyBaseline, LatencyGuardrail } from '../../../core/analysis/freeze';
import { Minutes, Span } from '../../../core/analysis/read';
import { MINUTE } from '../../../core/judge/state';
import { countsOf } from '../../../core/measurement';
import { CloudWatch } from '../alarms';
import { queriesOf, readPoints, Times, timesOf } from '../metric-data';
import { LatencyMetric, MetricGroup, MinuteSource } from '../minute-source';
import { minutesOf } from '../metrics';

const HOUR_MS = 3_600_000;

/** What one environment answered in each minute. */
export interface TrafficCounts {
  readonly failed: Minutes<Counts>;
  /** By the names of the guardrails. */
  readonly slow: Readonly<Record<string, Minutes<Counts>>>;
}

/** From the beginning of the first minute to the end of the last. */
export function timesOfSpan({ first, last }: Span): Times {
  return { StartTime: new Date(1000 * first), EndTime: new Date(1000 * (last + MINUTE)) };
}

/** Failed and slow requests of an environment. CloudWatch counts the slow ones itself, by its statistic "trimmed count". */
export async function readTraffic(
  client: CloudWatch,
  source: MinuteSource,
  latencies: Readonly<Record<string, FrozenLatency>>,
  { span, now }: { readonly span: Span; readonly now: string },
): Promise<TrafficCounts> {
  const names = Object.keys(latencies);
  const slowest = slowGroup(source.latency, latencies);
  const points = await readPoints(client, queriesOf([...source.groups, slowest]), timesOfSpan(span));
  const failed = minutesOf(source, points).map((minute): [number, Counts] => {
    const { failed: events, requests: total } = countsOf(minute, now);
    return [Date.parse(minute.at) / 1000, { events, total }];
  });
  const slow = names.map((name, index) => {
    const minutes = timesOf(points).flatMap((at): [number, Counts][] => {
      const total = points.get('timed')?.get(at);
      return total === undefined ? [] : [[at / 1000, { events: points.get(`slow${index}`)?.get(at) ?? 0, total }]];
    });
    return [name, new Map(minutes)] as const;
  });
  return { failed: new Map(failed), slow: Object.fromEntries(slow) };
}

/** `TC(x:)` is the number of values above x, in the unit of the metric (CloudWatch user guide, "Statistics definitions"). */
function slowGroup(
  { namespace, dimensions, name, unitsPerSecond }: LatencyMetric,
  latencies: Readonly<Record<string, FrozenLatency>>,
): MetricGroup {
  const slow = Object.values(latencies).map(({ seconds }, index) => {
    const limit = Number((seconds * unitsPerSecond).toPrecision(6));
    return [`slow${index}`, [name, `TC(${limit}:)`]] as const;
  });
  return { namespace, dimensions, metrics: { timed: [name, 'SampleCount'], ...Object.fromEntries(slow) } };
}

/**
 * Percentiles of the live version before the shift, each of the last full hour of the clock or of the running one, whichever has more
 * requests: CloudWatch adds a whole hour up itself.
 */
export async function readBaselines(
  client: CloudWatch,
  { latency }: MinuteSource,
  rules: readonly LatencyGuardrail[],
  now: Date,
): Promise<Readonly<Record<string, LatencyBaseline>>> {
  const { namespace, dimensions, name, unitsPerSecond } = latency;
  const percentiles = rules.map(
    ({ source: { percentile } }, index) => [`slow${index}`, [name, `p${percentile}`]] as const,
  );
  const metrics = { timed: [name, 'SampleCount'] as const, ...Object.fromEntries(percentiles) };
  const StartTime = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - HOUR_MS);
  const EndTime = new Date(StartTime.getTime() + 2 * HOUR_MS);
  const points = await readPoints(client, queriesOf([{ namespace, dimensions, metrics }], HOUR_MS / 1000), {
    StartTime,
    EndTime,
  });
  const hours = [...(points.get('timed') ?? [])].sort(([, one], [, other]) => other - one);
  const [busiest, requests] = hours[0] ?? [0, 0];
  const baselines = rules.map((rule, index): [string, LatencyBaseline] => {
    const value = points.get(`slow${index}`)?.get(busiest);
    return [rule.name, value === undefined ? { requests } : { seconds: value / unitsPerSecond, requests }];
  });
  return Object.fromEntries(baselines);
}
