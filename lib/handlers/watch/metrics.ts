import { GetMetricDataCommand, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { THROTTLE_ERRORS } from '../../contract';
import { MeasuredMinute, MeasurementReading } from '../../core/measurement';
import { messageOf, nameOf } from '../shared/errors';
import { MetricDimensions } from '../shared/production-rule';
import { CloudWatch } from './alarms';

const MINUTE_MS = 60_000;

/** What is read of each minute: the metrics that the rollback alarms are made of. */
const METRICS = {
  requests: ['RequestCount', 'Sum'],
  errors: ['HTTPCode_Target_5XX_Count', 'Sum'],
  refused: ['TargetConnectionErrorCount', 'Sum'],
  p99: ['TargetResponseTime', 'p99'],
} as const;

type MetricKey = keyof typeof METRICS;

/**
 * Whole minutes of an environment from `since` on. The minute in which the phase began is left out: requests of the checks, or of
 * the step before, are in it. A failure is part of the reading; only throttling goes on as an error, for the workflow to try again.
 */
export async function readMeasurement(
  client: CloudWatch,
  dimensions: MetricDimensions,
  { since, until }: { readonly since: Date; readonly until: Date },
): Promise<MeasurementReading> {
  const StartTime = new Date(Math.ceil(since.getTime() / MINUTE_MS) * MINUTE_MS);
  if (StartTime >= until) return { kind: 'read', minutes: [] };
  try {
    return { kind: 'read', minutes: minutesOf(await readAll(client, dimensions, StartTime, until)) };
  } catch (error) {
    if (THROTTLE_ERRORS.includes(nameOf(error))) throw error;
    return { kind: 'failed', error: `${nameOf(error)}: ${messageOf(error)}` };
  }
}

async function readAll(
  client: CloudWatch,
  dimensions: MetricDimensions,
  StartTime: Date,
  EndTime: Date,
): Promise<readonly MetricDataResult[]> {
  const results: MetricDataResult[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new GetMetricDataCommand({ StartTime, EndTime, MetricDataQueries: queries(dimensions), NextToken }),
    );
    results.push(...(page.MetricDataResults ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return results;
}

function queries({ LoadBalancer, TargetGroup }: MetricDimensions): MetricDataQuery[] {
  const Dimensions = [
    { Name: 'LoadBalancer', Value: LoadBalancer },
    { Name: 'TargetGroup', Value: TargetGroup },
  ];
  return Object.entries(METRICS).map(([Id, [MetricName, Stat]]) => ({
    Id,
    MetricStat: { Metric: { Namespace: 'AWS/ApplicationELB', MetricName, Dimensions }, Period: 60, Stat },
  }));
}

function minutesOf(results: readonly MetricDataResult[]): readonly MeasuredMinute[] {
  const values = new Map(Object.keys(METRICS).map((id) => [id, new Map<number, number>()]));
  for (const { Id = '', Timestamps = [], Values = [] } of results) {
    Timestamps.forEach((at, index) => values.get(Id)?.set(at.getTime(), Values[index] ?? 0));
  }
  const of = (id: MetricKey, at: number) => values.get(id)?.get(at);
  const times = [...new Set(['requests', 'refused'].flatMap((id) => [...(values.get(id)?.keys() ?? [])]))];
  return times
    .sort((one, other) => one - other)
    .map((at) => {
      const refused = of('refused', at) ?? 0;
      const p99Seconds = of('p99', at);
      return {
        at: new Date(at).toISOString(),
        requests: (of('requests', at) ?? 0) + refused,
        failed: (of('errors', at) ?? 0) + refused,
        ...(p99Seconds === undefined ? {} : { p99Seconds }),
      };
    });
}
