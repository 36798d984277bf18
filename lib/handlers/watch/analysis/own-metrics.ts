import { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { MetricValue } from '../../../contract';
import { OwnSeries } from '../../../core/analysis/own-counts';
import { Minutes, Span } from '../../../core/analysis/read';
import { CloudWatch, readPoints } from '../../shared/metric-points';
import { timesOfSpan } from './traffic-counts';

/** Values by the milliseconds of their minutes. */
export type Series = ReadonlyMap<number, number>;

/** GetMetricData takes 500 queries at most (API reference). */
const MAX_QUERIES = 500;

/** One series for each value. Plain metrics are read together; expressions alone, because their ids are the user's. */
export async function readOwnMetrics(
  client: CloudWatch,
  values: readonly MetricValue[],
  span: Span,
): Promise<readonly Series[]> {
  const times = timesOfSpan(span);
  const series = new Array<Series>(values.length).fill(new Map());
  const plain = values.flatMap((value, index) => ('expression' in value ? [] : [queryOf(`m${index}`, value, true)]));
  for (let from = 0; from < plain.length; from += MAX_QUERIES) {
    const points = await readPoints(client, plain.slice(from, from + MAX_QUERIES), times);
    for (const [id, found] of points) series[Number(id.slice(1))] = found;
  }
  for (const [index, value] of values.entries()) {
    if (!('expression' in value)) continue;
    const points = await readPoints(client, distinct(queriesOfExpression(RESULT_ID, value, true)), times);
    series[index] = points.get(RESULT_ID) ?? new Map();
  }
  return series;
}

/** No id that a CDK expression could have for a metric of its own: those are the user's words. */
const RESULT_ID = 'resultOfTheWholeExpression';

function queriesOfExpression(id: string, value: MetricValue, isResult: boolean): MetricDataQuery[] {
  if (!('expression' in value)) return [queryOf(id, value, isResult)];
  const parts = Object.entries(value.using).flatMap(([part, used]) => queriesOfExpression(part, used, false));
  return [...parts, { Id: id, Expression: value.expression, Period: 60, ReturnData: isResult }];
}

/** Expressions in expressions may use the same metric, under the same id; the CDK refuses another one under it. */
function distinct(queries: readonly MetricDataQuery[]): readonly MetricDataQuery[] {
  return [...new Map(queries.map((query) => [query.Id, query])).values()];
}

function queryOf(
  Id: string,
  { namespace, name, dimensions, statistic }: Exclude<MetricValue, { readonly expression: string }>,
  ReturnData: boolean,
): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: name, Dimensions };
  return { Id, MetricStat: { Metric, Period: 60, Stat: statistic }, ReturnData };
}

export function eventsOutOf([events, total]: readonly Series[]): OwnSeries {
  return { events: bySeconds(events), total: bySeconds(total) };
}

/** Counts of all bins in each minute in which one has any. */
export function binsOf(bins: readonly Series[]): Minutes<readonly number[]> {
  const times = new Set(bins.flatMap((bin) => [...bin.keys()]));
  return new Map([...times].map((at) => [at / 1000, bins.map((bin) => bin.get(at) ?? 0)]));
}

export function valuesOf([series]: readonly Series[]): Minutes<number> {
  return bySeconds(series);
}

function bySeconds(series: Series): Minutes<number> {
  return new Map([...series].map(([at, value]) => [at / 1000, value]));
}
