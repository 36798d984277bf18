import { CloudWatchClient, GetMetricDataCommand, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { EnvironmentName, GATEWAY_NAMESPACE, GatewayDimension, GatewayMetric } from '../../contract';
import { ShadowCounts } from '../../core/shadow';
import { ShadowProgress } from '../../core/shadow-stages';

export type CloudWatch = Pick<CloudWatchClient, 'send'>;

const MINUTE_MS = 60_000;

/** Metrics by the ids of their queries. */
const METRICS = {
  baselineAgree: GatewayMetric.BASELINE_AGREE,
  baselineDisagree: GatewayMetric.BASELINE_DISAGREE,
  agree: GatewayMetric.AGREE,
  disagree: GatewayMetric.DISAGREE,
  errors: GatewayMetric.COMPARE_ERROR,
  notComparable: GatewayMetric.NOT_COMPARABLE,
  dropped: GatewayMetric.MIRROR_DROPPED,
  tooLarge: GatewayMetric.MIRROR_TOO_LARGE,
} as const;

type CountId = keyof typeof METRICS;

export interface CountedBy {
  readonly modelName: string;
  /** The one whose gateways mirrored. */
  readonly environment: EnvironmentName;
  readonly progress: ShadowProgress;
  readonly until: Date;
}

/**
 * Adds up what all gateways of an environment counted in a check, in whole minutes: before it they compared nothing. Drops have one
 * name for baseline and mirroring, so they count from the minute in which mirroring began.
 */
export async function readCounts(client: CloudWatch, by: CountedBy): Promise<ShadowCounts> {
  const results = await readAll(client, by);
  const mirroring = minuteOf(by.progress.mirroringSince ?? by.progress.startedAt);
  const sum = (id: CountId, since?: Date) => sumOf(results, id, since);
  return {
    baseline: { agree: sum('baselineAgree'), disagree: sum('baselineDisagree') },
    agree: sum('agree'),
    disagree: sum('disagree'),
    errors: sum('errors'),
    notComparable: sum('notComparable'),
    notMirrored: sum('dropped', mirroring) + sum('tooLarge', mirroring),
  };
}

async function readAll(client: CloudWatch, by: CountedBy): Promise<readonly MetricDataResult[]> {
  const StartTime = minuteOf(by.progress.startedAt);
  const EndTime = new Date(Math.ceil(by.until.getTime() / MINUTE_MS) * MINUTE_MS);
  const results: MetricDataResult[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new GetMetricDataCommand({ StartTime, EndTime, MetricDataQueries: queries(by), NextToken }),
    );
    results.push(...(page.MetricDataResults ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return results;
}

function queries({ modelName, environment }: CountedBy): MetricDataQuery[] {
  const Dimensions = [
    { Name: GatewayDimension.MODEL, Value: modelName },
    { Name: GatewayDimension.ENVIRONMENT, Value: environment },
  ];
  return Object.entries(METRICS).map(([Id, MetricName]) => ({
    Id,
    MetricStat: { Metric: { Namespace: GATEWAY_NAMESPACE, MetricName, Dimensions }, Period: 60, Stat: 'Sum' },
  }));
}

function sumOf(results: readonly MetricDataResult[], id: CountId, since = new Date(0)): number {
  let sum = 0;
  for (const { Id, Timestamps = [], Values = [] } of results) {
    if (Id !== id) continue;
    Timestamps.forEach((at, index) => (sum += at >= since ? (Values[index] ?? 0) : 0));
  }
  return sum;
}

function minuteOf(time: string): Date {
  return new Date(Math.floor(Date.parse(time) / MINUTE_MS) * MINUTE_MS);
}
