import { Counts, FrozenLatency } from '../../../contract';
import { LatencyBaseline, LatencyGuardrail } from '../../../core/analysis/freeze';
import { Minutes, Span } from '../../../core/analysis/read';
import { MINUTE } from '../../../core/judge/state';
import { countsOf } from '../../../core/measurement';
import { CloudWatch, readPoints, Times } from '../../shared/metric-points';
import { queriesOf } from '../metric-data';
import { LatencyMetric, MetricGroup, MinuteSource } from '../minute-source';
import { minutesOf } from '../metrics';

const HOUR_MS = 3_600_000;

/** CloudWatch has requests of a minute, and tells of none of them whether they were slow. */
export class UncountedRequests extends Error {
  override readonly name = 'UncountedRequests';
}

/** From the beginning of the first minute to the end of the last. */
export function timesOfSpan({ first, last }: Span): Times {
  return { StartTime: new Date(1000 * first), EndTime: new Date(1000 * (last + MINUTE)) };
}

/** Failed requests of an environment. */
export async function readFailed(
  client: CloudWatch,
  source: MinuteSource,
  { span, now }: { readonly span: Span; readonly now: string },
): Promise<Minutes<Counts>> {
  const points = await readPoints(client, queriesOf(source.groups), timesOfSpan(span));
  const minutes = minutesOf(source, points).map((minute): [number, Counts] => {
    const { failed: events, requests: total } = countsOf(minute, now);
    return [Date.parse(minute.at) / 1000, { events, total }];
  });
  return new Map(minutes);
}

/**
 * Slow requests of an environment, by the names of the guardrails. CloudWatch counts them itself, by its statistic "trimmed count". They are
 * asked for apart from the failed ones, so that a metric for which it can't takes nothing else along. The fast ones are asked for too: a
 * minute with neither is one that CloudWatch does not count like this, not one without slow requests.
 *
 * @throws UncountedRequests for such a minute
 */
export async function readSlow(
  client: CloudWatch,
  { latency }: MinuteSource,
  latencies: Readonly<Record<string, FrozenLatency>>,
  span: Span,
): Promise<Readonly<Record<string, Minutes<Counts>>>> {
  const names = Object.keys(latencies);
  if (names.length === 0) return {};
  const points = await readPoints(client, queriesOf([countedGroup(latency, latencies)]), timesOfSpan(span));
  const slow = names.map((name, index) => {
    const minutes = [...(points.get('timed') ?? [])].map(([at, total]): [number, Counts] => {
      const events = points.get(`slow${index}`)?.get(at);
      if (events === undefined && points.get(`fast${index}`)?.get(at) === undefined) {
        throw new UncountedRequests(
          `the slow and the fast of ${total} requests must be counted, got neither; look whether CloudWatch knows the statistic TC of ${latency.name}`,
        );
      }
      return [at / 1000, { events: events ?? 0, total }];
    });
    return [name, new Map(minutes)] as const;
  });
  return Object.fromEntries(slow);
}

/**
 * `TC(x:)` is the number of values above x, `TC(:x)` that of all others, in the unit of the metric (CloudWatch user guide, "Statistics
 * definitions").
 */
function countedGroup(
  { namespace, dimensions, name, unitsPerSecond }: LatencyMetric,
  latencies: Readonly<Record<string, FrozenLatency>>,
): MetricGroup {
  const counted = Object.values(latencies).flatMap(({ seconds }, index) => {
    const limit = Number((seconds * unitsPerSecond).toPrecision(6));
    return [
      [`slow${index}`, [name, `TC(${limit}:)`]],
      [`fast${index}`, [name, `TC(:${limit})`]],
    ] as const;
  });
  return { namespace, dimensions, metrics: { timed: [name, 'SampleCount'], ...Object.fromEntries(counted) } };
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
