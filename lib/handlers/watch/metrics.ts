import { GetMetricDataCommand, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { THROTTLE_ERRORS } from '../../contract';
import { MeasuredMinute, MeasurementReading } from '../../core/measurement';
import { messageOf, nameOf } from '../shared/errors';
import { CloudWatch } from './alarms';
import { MinuteSource } from './minute-source';

const MINUTE_MS = 60_000;

/**
 * Whole minutes of an environment from `since` on. The minute in which the phase began is left out (requests of the checks, or of
 * the step before, are in it), and so is the one that is not over. A failure is part of the reading; only throttling goes on as an error, for the workflow to try again.
 */
export async function readMeasurement(
  client: CloudWatch,
  source: MinuteSource,
  { since, until }: { readonly since: Date; readonly until: Date },
): Promise<MeasurementReading> {
  const StartTime = new Date(Math.ceil(since.getTime() / MINUTE_MS) * MINUTE_MS);
  const EndTime = new Date(Math.floor(until.getTime() / MINUTE_MS) * MINUTE_MS);
  if (StartTime >= EndTime) return { kind: 'read', minutes: [] };
  try {
    return { kind: 'read', minutes: minutesOf(source, await readAll(client, source, StartTime, EndTime)) };
  } catch (error) {
    if (THROTTLE_ERRORS.includes(nameOf(error))) throw error;
    return { kind: 'failed', error: `${nameOf(error)}: ${messageOf(error)}` };
  }
}

async function readAll(
  client: CloudWatch,
  source: MinuteSource,
  StartTime: Date,
  EndTime: Date,
): Promise<readonly MetricDataResult[]> {
  const results: MetricDataResult[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new GetMetricDataCommand({ StartTime, EndTime, MetricDataQueries: queries(source), NextToken }),
    );
    results.push(...(page.MetricDataResults ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return results;
}

function queries({ groups }: MinuteSource): MetricDataQuery[] {
  return groups.flatMap(({ namespace, dimensions, metrics }) => {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    return Object.entries(metrics).map(([Id, [MetricName, Stat]]) => ({
      Id,
      MetricStat: { Metric: { Namespace: namespace, MetricName, Dimensions }, Period: 60, Stat },
    }));
  });
}

function minutesOf(source: MinuteSource, results: readonly MetricDataResult[]): readonly MeasuredMinute[] {
  const ids = source.groups.flatMap(({ metrics }) => Object.keys(metrics));
  const values = new Map(ids.map((id) => [id, new Map<number, number>()]));
  for (const { Id = '', Timestamps = [], Values = [] } of results) {
    Timestamps.forEach((at, index) => values.get(Id)?.set(at.getTime(), Values[index] ?? 0));
  }
  const times = [...new Set([...values.values()].flatMap((points) => [...points.keys()]))];
  return times
    .sort((one, other) => one - other)
    .map((at) => ({ at: new Date(at).toISOString(), ...source.minute((id) => values.get(id)?.get(at)) }));
}
