import { GetMetricDataCommand, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { CloudWatch } from './alarms';
import { MetricGroup } from './minute-source';

/** Values by the ids of their queries, and the milliseconds at which their periods begin. */
export type Points = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** Whole periods: from the first one's beginning to the last one's end. */
export interface Times {
  readonly StartTime: Date;
  readonly EndTime: Date;
}

/** Reads all pages. An id without a single value is there too, with none. */
export async function readPoints(
  client: CloudWatch,
  queries: readonly MetricDataQuery[],
  times: Times,
): Promise<Points> {
  const points = new Map(queries.map(({ Id = '' }) => [Id, new Map<number, number>()]));
  let NextToken: string | undefined;
  do {
    const page = await client.send(new GetMetricDataCommand({ ...times, MetricDataQueries: [...queries], NextToken }));
    for (const { Id = '', Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
      Timestamps.forEach((at, index) => points.get(Id)?.set(at.getTime(), Values[index] ?? 0));
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return points;
}

/** Queries of metrics that are grouped by their dimensions. */
export function queriesOf(groups: readonly MetricGroup[], periodSeconds = 60): MetricDataQuery[] {
  return groups.flatMap(({ namespace, dimensions, metrics }) => {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    return Object.entries(metrics).map(([Id, [MetricName, Stat]]) => ({
      Id,
      MetricStat: { Metric: { Namespace: namespace, MetricName, Dimensions }, Period: periodSeconds, Stat },
    }));
  });
}

/** Beginnings of the periods in which any of the queries has a value, oldest first. */
export function timesOf(points: Points): readonly number[] {
  return [...new Set([...points.values()].flatMap((values) => [...values.keys()]))].sort((one, other) => one - other);
}
