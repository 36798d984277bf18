import { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import {
  EnvironmentName,
  GATEWAY_NAMESPACE,
  GatewayDimension,
  GatewayMetric,
  OTHER_SLICE,
  SliceRule,
} from '../../contract';
import { ShadowCounts, SliceCounts } from '../../core/shadow';
import { ShadowProgress } from '../../core/shadow-stages';
import { CloudWatch, Points, readPoints } from '../shared/metric-points';

const MINUTE_MS = 60_000;

/** Metrics of slices too, by the ids of their queries. */
const COMPARISONS = {
  baselineAgree: GatewayMetric.BASELINE_AGREE,
  baselineDisagree: GatewayMetric.BASELINE_DISAGREE,
  agree: GatewayMetric.AGREE,
  disagree: GatewayMetric.DISAGREE,
  errors: GatewayMetric.COMPARE_ERROR,
  notComparable: GatewayMetric.NOT_COMPARABLE,
} as const;

const METRICS = {
  ...COMPARISONS,
  dropped: GatewayMetric.MIRROR_DROPPED,
  tooLarge: GatewayMetric.MIRROR_TOO_LARGE,
  mirrored: GatewayMetric.MIRRORED,
} as const;

export interface CountedBy {
  readonly modelName: string;
  /** The one whose gateways mirrored. */
  readonly environment: EnvironmentName;
  readonly progress: ShadowProgress;
  readonly until: Date;
  readonly slices: SliceRule | undefined;
}

/** A query, whose id is the metric's, with the slice's number before it. */
interface Count {
  readonly id: string;
  readonly metric: string;
  readonly slice?: string;
}

/**
 * Adds up what all gateways of an environment counted in a check, in whole minutes: before it they compared nothing. Nor did they for a
 * check that ended in its first minute, which had stopped mirroring before it settled; to begin with the next minute would cost short
 * stages all they have. Drops have one
 * name for baseline and mirroring, so they count from the minute in which mirroring began.
 *
 * @throws IncompleteMetrics when CloudWatch does not tell all: fewer disagreements than there were must not pass
 */
export async function readCounts(client: CloudWatch, by: CountedBy): Promise<ShadowCounts> {
  const results = await readPoints(client, queries(by), timesOf(by));
  const slices = namesOf(by.slices).map((name, index) => [name, comparisonsOf(results, sliceId(index))] as const);
  const mirroring = minuteOf(by.progress.mirroringSince ?? by.progress.startedAt);
  return {
    ...comparisonsOf(results),
    notMirrored: sumOf(results, 'dropped', mirroring) + sumOf(results, 'tooLarge', mirroring),
    withoutVerdict: withoutVerdict(results, by.progress),
    ...(by.slices === undefined ? {} : { slices: Object.fromEntries(slices.filter(([, counts]) => hasAny(counts))) }),
  };
}

/**
 * Copies sent less those told of, both from the first whole minute of mirroring on: copies have one name for baseline and mirroring.
 * What is told later than it was sent makes it smaller, never larger; those of gateways that still went on with the baseline are taken away.
 */
function withoutVerdict(results: Points, { mirroringSince, startedAt }: ShadowProgress): number {
  const since = new Date(Math.ceil(Date.parse(mirroringSince ?? startedAt) / MINUTE_MS) * MINUTE_MS);
  const told = Object.keys(COMPARISONS).reduce((sum, id) => sum + sumOf(results, id, since), 0);
  return Math.max(0, sumOf(results, 'mirrored', since) - told);
}

function comparisonsOf(results: Points, prefix = ''): SliceCounts {
  const sum = (id: keyof typeof COMPARISONS) => sumOf(results, prefix + id);
  return {
    baseline: { agree: sum('baselineAgree'), disagree: sum('baselineDisagree') },
    agree: sum('agree'),
    disagree: sum('disagree'),
    errors: sum('errors'),
    notComparable: sum('notComparable'),
  };
}

function hasAny({ baseline, ...counts }: SliceCounts): boolean {
  return [...Object.values(baseline), ...Object.values(counts)].some((count) => count > 0);
}

function timesOf({ progress, until }: CountedBy) {
  return {
    StartTime: minuteOf(progress.startedAt),
    EndTime: new Date(Math.ceil(until.getTime() / MINUTE_MS) * MINUTE_MS),
  };
}

/** At most 9 and 6 for each of 21 slices: GetMetricData takes 500 (its API reference). */
function queries({ modelName, environment, slices }: CountedBy): MetricDataQuery[] {
  const ofAll = Object.entries(METRICS).map(([id, metric]): Count => ({ id, metric }));
  const apart = namesOf(slices).flatMap((slice, index) =>
    Object.entries(COMPARISONS).map(([id, metric]): Count => ({ id: sliceId(index) + id, metric, slice })),
  );
  return [...ofAll, ...apart].map(({ id: Id, metric: MetricName, slice }) => {
    const Dimensions = [
      { Name: GatewayDimension.MODEL, Value: modelName },
      { Name: GatewayDimension.ENVIRONMENT, Value: environment },
      ...(slice === undefined ? [] : [{ Name: GatewayDimension.SLICE, Value: slice }]),
    ];
    const Metric = { Namespace: GATEWAY_NAMESPACE, MetricName, Dimensions };
    return { Id, MetricStat: { Metric, Period: 60, Stat: 'Sum' } };
  });
}

function namesOf(slices: SliceRule | undefined): readonly string[] {
  return slices === undefined ? [] : [...slices.values, OTHER_SLICE];
}

function sliceId(index: number): string {
  return `slice${index}_`;
}

function sumOf(points: Points, id: string, since = new Date(0)): number {
  const counted = [...(points.get(id) ?? [])].filter(([at]) => at >= since.getTime());
  return counted.reduce((sum, [, value]) => sum + value, 0);
}

function minuteOf(time: string): Date {
  return new Date(Math.floor(Date.parse(time) / MINUTE_MS) * MINUTE_MS);
}
