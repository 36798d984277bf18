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
  ok: ['HTTPCode_Target_2XX_Count', 'Sum'],
  moved: ['HTTPCode_Target_3XX_Count', 'Sum'],
  rejected: ['HTTPCode_Target_4XX_Count', 'Sum'],
  errors: ['HTTPCode_Target_5XX_Count', 'Sum'],
  refused: ['TargetConnectionErrorCount', 'Sum'],
  p99: ['TargetResponseTime', 'p99'],
  p90: ['TargetResponseTime', 'p90'],
} as const;

type MetricKey = keyof typeof METRICS;

/**
 * Whole minutes of an environment from `since` on. The minute in which the phase began is left out (requests of the checks, or of
 * the step before, are in it), and so is the one that is not over. A failure is part of the reading; only throttling goes on as an error, for the workflow to try again.
 */
export async function readMeasurement(
  client: CloudWatch,
  dimensions: MetricDimensions,
  { since, until }: { readonly since: Date; readonly until: Date },
): Promise<MeasurementReading> {
  const StartTime = new Date(Math.ceil(since.getTime() / MINUTE_MS) * MINUTE_MS);
  const EndTime = new Date(Math.floor(until.getTime() / MINUTE_MS) * MINUTE_MS);
  if (StartTime >= EndTime) return { kind: 'read', minutes: [] };
  try {
    return { kind: 'read', minutes: minutesOf(await readAll(client, dimensions, StartTime, EndTime)) };
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
  const times = [...new Set([...values.values()].flatMap((points) => [...points.keys()]))];
  return times
    .sort((one, other) => one - other)
    .map((at) => {
      const count = (id: MetricKey) => of(id, at) ?? 0;
      const p99Seconds = of('p99', at);
      const p90Seconds = of('p90', at);
      return {
        at: new Date(at).toISOString(),
        requests: count('requests'),
        answered: count('ok') + count('moved') + count('rejected') + count('errors'),
        errors: count('errors'),
        refused: count('refused'),
        ...(p99Seconds === undefined ? {} : { p99Seconds }),
        ...(p90Seconds === undefined ? {} : { p90Seconds }),
      };
    });
}
