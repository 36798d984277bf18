import type { MetricDataQuery, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { AwsError, CallContext } from '../../service';
import { validatePeriod } from '../period';
import { compileQueries, QuerySet, rejectUnit } from '../queries';
import { ComparisonOperator, MetricAlarmDefinition, MissingDataTreatment, SingleMetric } from './alarm';
import { commonDefinition, refuseMembers } from './alarm-input';

/** Id under which the metric of an alarm without math is queried. */
const SINGLE_ID = 'm1';

/** Metrics in one alarm's expression (User Guide, Alarms on math expressions). */
const MAX_METRICS = 10;

const TREATMENTS: readonly MissingDataTreatment[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const OPERATORS: readonly ComparisonOperator[] = [
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
];

/** Reads and checks what PutMetricAlarm was called with. */
export function metricAlarm(input: PutMetricAlarmInput, context: CallContext): MetricAlarmDefinition {
  refuseMembers(input, ['ThresholdMetricId', 'EvaluationCriteria', 'EvaluationInterval']);
  const watched = input.Metrics === undefined ? watchOne(input) : watchMath(input, input.Metrics);
  const { evaluationPeriods, datapointsToAlarm } = evaluationCounts(input, watched.queries.periodSeconds);
  if (input.Threshold === undefined) throw invalid('Threshold is required');
  return {
    kind: 'metric',
    ...commonDefinition(input, context),
    ...watched,
    periodSeconds: watched.queries.periodSeconds,
    evaluationPeriods,
    datapointsToAlarm,
    threshold: input.Threshold,
    operator: oneOf('ComparisonOperator', OPERATORS, input.ComparisonOperator),
    missingData: oneOf('TreatMissingData', TREATMENTS, input.TreatMissingData ?? 'missing'),
    ignoreLowSamples: lowSamplePolicy(input) === 'ignore',
  };
}

interface Watched {
  readonly queries: QuerySet;
  readonly watchedId: string;
  readonly single?: SingleMetric;
  readonly metrics?: readonly MetricDataQuery[];
}

function watchOne(input: PutMetricAlarmInput): Watched {
  const { Namespace, MetricName, Statistic, ExtendedStatistic, Dimensions = [] } = input;
  if (Namespace === undefined || MetricName === undefined) {
    throw invalid('an alarm needs Namespace and MetricName, or Metrics');
  }
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) {
    throw invalid('an alarm on a metric needs either Statistic or ExtendedStatistic');
  }
  rejectUnit(input.Unit);
  const stat = ExtendedStatistic ?? Statistic;
  const metric = { Namespace, MetricName, Dimensions };
  const queries = compileQueries([
    { Id: SINGLE_ID, MetricStat: { Metric: metric, Stat: stat, Period: validatePeriod(input.Period) } },
  ]);
  const single: SingleMetric = {
    namespace: Namespace,
    metricName: MetricName,
    dimensions: Dimensions,
    statistic: stat ?? '',
    extended: ExtendedStatistic !== undefined,
  };
  return { queries, watchedId: SINGLE_ID, single };
}

function watchMath(input: PutMetricAlarmInput, metrics: readonly MetricDataQuery[]): Watched {
  for (const member of ['MetricName', 'Namespace', 'Dimensions', 'Period', 'Statistic', 'ExtendedStatistic'] as const) {
    if (input[member] !== undefined) throw invalid(`${member} can't be combined with Metrics`);
  }
  const returned = metrics.filter(({ ReturnData }) => ReturnData ?? true);
  if (returned.length !== 1) {
    throw invalid(`exactly one element of Metrics must have ReturnData true, got ${returned.length}`);
  }
  const watchedId = returned[0]?.Id ?? '';
  const queries = compileQueries(metrics);
  if (queries.metrics.length === 0) throw invalid('Metrics must contain at least one metric');
  if (queries.metrics.length > MAX_METRICS) {
    throw invalid(`an alarm has ${MAX_METRICS} metrics at most, got ${queries.metrics.length}`);
  }
  requireOneSeries(queries, watchedId);
  return { queries, watchedId, metrics };
}

function requireOneSeries(queries: QuerySet, watchedId: string): void {
  const grid = { start: 0, periodMs: queries.periodSeconds * 1000, count: 1 };
  const { kind } = queries.evaluate(watchedId, grid, () => new Map());
  if (kind !== 'series') throw invalid(`an alarm watches one time series, ${watchedId} is a ${kind}`);
}

/** Evaluated time: a day at most, seven days with periods of an hour or more (PutMetricAlarm, EvaluationPeriods). */
function evaluationCounts(input: PutMetricAlarmInput, periodSeconds: number) {
  const evaluationPeriods = wholeNumber('EvaluationPeriods', input.EvaluationPeriods);
  const datapointsToAlarm = wholeNumber('DatapointsToAlarm', input.DatapointsToAlarm ?? evaluationPeriods);
  if (datapointsToAlarm > evaluationPeriods) {
    throw invalid(`DatapointsToAlarm ${datapointsToAlarm} must not exceed EvaluationPeriods ${evaluationPeriods}`);
  }
  const longest = periodSeconds >= 3600 ? 7 * 86_400 : 86_400;
  if (evaluationPeriods * periodSeconds > longest) {
    throw invalid(`EvaluationPeriods * Period must be ${longest} s at most, got ${evaluationPeriods * periodSeconds}`);
  }
  return { evaluationPeriods, datapointsToAlarm };
}

function wholeNumber(member: string, value: number | undefined): number {
  if (value === undefined || !Number.isInteger(value) || value < 1) {
    throw invalid(`${member} must be a whole number from 1, got ${value}`);
  }
  return value;
}

function lowSamplePolicy(input: PutMetricAlarmInput): 'evaluate' | 'ignore' {
  const policy = input.EvaluateLowSampleCountPercentile;
  if (policy === undefined) return 'evaluate';
  if (input.ExtendedStatistic === undefined) {
    throw invalid('EvaluateLowSampleCountPercentile is for alarms with ExtendedStatistic');
  }
  return oneOf('EvaluateLowSampleCountPercentile', ['evaluate', 'ignore'] as const, policy);
}

function oneOf<T extends string>(member: string, allowed: readonly T[], value: string | undefined): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw invalid(`${member} must be one of ${allowed.join(', ')}, got ${value}`);
  return found;
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}
