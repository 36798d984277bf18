import type { GetMetricDataInput, MetricDataResult, MetricDatum, PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { AwsError, CallContext, Operation } from '../../service';
import { refuseMembers } from '../alarm/alarm-input';
import { Grid, Points } from '../math/value';
import { MetricData, MetricStore } from '../metric-store';
import { compileQueries, dimensionsOf, MetricQuery } from '../queries';

/** PutMetricData: 1000 metrics a call, 150 values each, from -2^360 to 2^360; two weeks back, two hours ahead (API reference). */
const MAX_METRICS = 1000;
const MAX_VALUES = 150;
const MAX_VALUE = 2 ** 360;
const MAX_AGE_MS = 14 * 24 * 3_600_000;
const MAX_AHEAD_MS = 2 * 3_600_000;

/** High resolution is for alarms that can't wait: some seconds from PutMetricData on (memory). */
const HIGH_RESOLUTION_DELAY_MS = 5_000;

/** GetMetricData: 500 queries a call (API reference). */
const MAX_QUERIES = 500;

export function metricOperations(store: MetricStore, delayMs: number): Readonly<Record<string, Operation>> {
  return {
    PutMetricData: {
      required: ['Namespace', 'MetricData'],
      authorize: (input) => [
        { action: 'cloudwatch:PutMetricData', resource: '*', context: { 'cloudwatch:namespace': input.Namespace } },
      ],
      handle: (input, context) => putMetricData(store, input, context, delayMs),
    },
    GetMetricData: {
      required: ['MetricDataQueries', 'StartTime', 'EndTime'],
      authorize: () => [{ action: 'cloudwatch:GetMetricData', resource: '*' }],
      handle: (input, context) => getMetricData(store, input, context),
    },
  };
}

function putMetricData(store: MetricStore, input: PutMetricDataInput, { clock }: CallContext, delayMs: number) {
  refuseMembers(input, ['EntityMetricData']);
  const { Namespace: namespace = '', MetricData: data = [] } = input;
  if (namespace.startsWith('AWS/')) throw invalid(`Namespace must not start with AWS/, got ${namespace}`);
  if (data.length > MAX_METRICS) throw invalid(`MetricData has ${MAX_METRICS} metrics at most, got ${data.length}`);
  const checked = data.map((datum) => readDatum(namespace, datum, clock.now()));
  for (const metric of checked) store.ingest(metric, clock.now(), delayOf(metric, delayMs));
  return {};
}

function delayOf({ storageResolution }: MetricData, delayMs: number): number {
  return storageResolution === 1 ? Math.min(delayMs, HIGH_RESOLUTION_DELAY_MS) : delayMs;
}

function readDatum(namespace: string, datum: MetricDatum, now: number): MetricData {
  if (datum.StatisticValues !== undefined) throw new AwsError('NotImplemented', 'StatisticValues is not emulated', 501);
  const { MetricName: metricName, Value, Values, Counts, StorageResolution = 60 } = datum;
  if (metricName === undefined || metricName === '') throw invalid('MetricName is required');
  if ((Value === undefined) === (Values === undefined)) throw invalid(`${metricName} needs either Value or Values`);
  const values = Values ?? [Value ?? NaN];
  if (values.length > MAX_VALUES) throw invalid(`${metricName} has ${MAX_VALUES} Values at most, got ${values.length}`);
  if (values.some((value) => !Number.isFinite(value))) throw invalid(`${metricName} has a value that is not a number`);
  if (values.some((value) => Math.abs(value) > MAX_VALUE)) throw invalid(`${metricName} has a value beyond 2^360`);
  if (Counts !== undefined && Counts.length !== values.length) {
    throw invalid(`${metricName} has ${values.length} Values but ${Counts.length} Counts`);
  }
  if (StorageResolution !== 1 && StorageResolution !== 60) {
    throw invalid(`StorageResolution must be 1 or 60, got ${StorageResolution}`);
  }
  const at = datum.Timestamp?.getTime() ?? now;
  if (at < now - MAX_AGE_MS || at > now + MAX_AHEAD_MS) throw invalid(`Timestamp of ${metricName} is out of range`);
  const dimensions = dimensionsOf(datum.Dimensions);
  const counts = Counts === undefined ? {} : { counts: Counts };
  return { namespace, metricName, dimensions, at, values, ...counts, storageResolution: StorageResolution };
}

function getMetricData(store: MetricStore, input: GetMetricDataInput, { clock }: CallContext) {
  refuseMembers(input, ['NextToken', 'MaxDatapoints']);
  const inputs = input.MetricDataQueries ?? [];
  if (inputs.length > MAX_QUERIES) throw invalid(`MetricDataQueries has ${MAX_QUERIES} queries at most`);
  const queries = compileQueries(inputs);
  const grid = requestedGrid(input, queries.periodSeconds * 1000);
  const read = ({ metric, statistic }: MetricQuery, wanted: Grid): Points =>
    store.read(metric, statistic, wanted, clock.now());
  const returned = inputs.filter(({ ReturnData }) => ReturnData ?? true);
  const results = returned.flatMap(({ Id = '', Label }) => {
    const value = queries.evaluate(Id, grid, read);
    const list = value.kind === 'series' ? [value.points] : value.kind === 'array' ? value.series : [];
    return list.map((points) => resultOf(Id, Label ?? Id, points, input.ScanBy === 'TimestampAscending'));
  });
  return { MetricDataResults: results, Messages: [] };
}

/** Whole periods from StartTime rounded down to before EndTime (GetMetricData, API reference). */
function requestedGrid({ StartTime, EndTime }: GetMetricDataInput, periodMs: number): Grid {
  const start = Math.floor((StartTime?.getTime() ?? NaN) / periodMs) * periodMs;
  const end = EndTime?.getTime() ?? NaN;
  if (!(start < end)) throw invalid('StartTime must be before EndTime');
  return { start, periodMs, count: Math.ceil((end - start) / periodMs) };
}

/** Newest first unless asked otherwise. */
function resultOf(id: string, label: string, points: Points, ascending: boolean): MetricDataResult {
  const sorted = [...points].sort(([a], [b]) => (ascending ? a - b : b - a));
  return {
    Id: id,
    Label: label,
    Timestamps: sorted.map(([at]) => new Date(at)),
    Values: sorted.map(([, value]) => value),
    StatusCode: 'Complete',
  };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}
