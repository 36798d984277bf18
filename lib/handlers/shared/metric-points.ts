import { CloudWatchClient, GetMetricDataCommand, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { ErrorName } from '../../contract';

export type CloudWatch = Pick<CloudWatchClient, 'send'>;

/** Values by the ids of their queries, and the milliseconds at which their periods begin. */
export type Points = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** Whole periods: from the first one's beginning to the last one's end. */
export interface Times {
  readonly StartTime: Date;
  readonly EndTime: Date;
}

/** CloudWatch did not tell all that it was asked for: what is missing must not pass for nothing. */
export class IncompleteMetrics extends Error {
  override readonly name = ErrorName.INCOMPLETE_METRICS;
}

/**
 * Reads all pages. An id without a single value is there too, with none.
 *
 * @throws IncompleteMetrics when the last page does not say of each metric that it is complete
 */
export async function readPoints(
  client: CloudWatch,
  queries: readonly MetricDataQuery[],
  times: Times,
): Promise<Points> {
  const asked = queries.filter(({ ReturnData = true }) => ReturnData).map(({ Id = '' }) => Id);
  const points = new Map(asked.map((id) => [id, new Map<number, number>()]));
  const statuses = new Map<string, string>();
  let NextToken: string | undefined;
  do {
    const page = await client.send(new GetMetricDataCommand({ ...times, MetricDataQueries: [...queries], NextToken }));
    for (const { Id = '', Timestamps = [], Values = [], StatusCode = 'no status' } of page.MetricDataResults ?? []) {
      statuses.set(Id, StatusCode); // a page that others follow may say PartialData
      Timestamps.forEach((at, index) => points.get(Id)?.set(at.getTime(), Values[index]));
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  assertComplete(queries, asked, statuses);
  return points;
}

function assertComplete(
  queries: readonly MetricDataQuery[],
  asked: readonly string[],
  statuses: ReadonlyMap<string, string>,
): void {
  const id = asked.find((each) => statuses.get(each) !== 'Complete');
  if (id === undefined) return;
  const { MetricStat, Expression } = queries.find(({ Id }) => Id === id) ?? {};
  const what = MetricStat === undefined ? Expression : `${MetricStat.Stat} of ${MetricStat.Metric?.MetricName}`;
  throw new IncompleteMetrics(
    `CloudWatch must answer Complete, got ${statuses.get(id) ?? 'no answer'} for ${what}; it is asked again`,
  );
}
