import type { MetricDataQuery, MetricStat } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../service';
import { evaluate } from './math/evaluate';
import { invalidExpression } from './math/error';
import { Expression, parseExpression, referencedIds } from './math/parser';
import { Grid, Points, series, Value } from './math/value';
import { MetricId } from './metric-store';
import { validatePeriod } from './period';
import { parseStatistic } from './statistics';

/** A query for one metric's statistic. */
export interface MetricQuery {
  readonly kind: 'metric';
  readonly id: string;
  readonly metric: MetricId;
  readonly statistic: string;
  readonly periodSeconds: number;
}

/** A query that computes from other queries. */
export interface ExpressionQuery {
  readonly kind: 'expression';
  readonly id: string;
  readonly text: string;
  readonly expression: Expression;
}

export type Query = MetricQuery | ExpressionQuery;

/** Where metric queries get their points from. */
export type ReadMetric = (query: MetricQuery, grid: Grid) => Points;

/** Queries of one request that were read and checked: evaluating them can't fail on their text any more. */
export class QuerySet {
  private readonly byId: ReadonlyMap<string, Query>;

  constructor(
    readonly queries: readonly Query[],
    /** The one period of all metrics, seconds. */
    readonly periodSeconds: number,
  ) {
    this.byId = new Map(queries.map((query) => [query.id, query]));
  }

  get metrics(): readonly MetricQuery[] {
    return this.queries.filter((query) => query.kind === 'metric');
  }

  /** What a query is worth over the grid. */
  evaluate(id: string, grid: Grid, read: ReadMetric): Value {
    const query = this.byId.get(id);
    if (query === undefined) throw new AwsError('ValidationError', `unknown query id ${id}`);
    if (query.kind === 'metric') return series(read(query, grid));
    const lookup = (referenced: string): Value => this.evaluate(referenced, grid, read);
    return evaluate(query.expression, { text: query.text, grid, lookup });
  }
}

/** Reads and checks the queries of an alarm or a GetMetricData call. */
export function compileQueries(inputs: readonly MetricDataQuery[]): QuerySet {
  const queries = inputs.map(compileQuery);
  rejectDuplicates(queries);
  for (const query of queries) rejectBadReferences(query, queries, []);
  const compiled = new QuerySet(queries, commonPeriod(queries, inputs));
  for (const query of queries) requireTimeSeries(query, compiled);
  return compiled;
}

function compileQuery(input: MetricDataQuery): Query {
  const id = input.Id ?? '';
  if (!/^[a-z][A-Za-z0-9_]{0,254}$/.test(id)) {
    throw new AwsError(
      'ValidationError',
      `Id must start with a lowercase letter, then letters, digits and _, got '${id}'`,
    );
  }
  if ((input.Expression === undefined) === (input.MetricStat === undefined)) {
    throw new AwsError('ValidationError', `query ${id} must have either Expression or MetricStat`);
  }
  if (input.MetricStat !== undefined) return metricQuery(id, input.MetricStat);
  const text = input.Expression ?? '';
  return { kind: 'expression', id, text, expression: parseExpression(text) };
}

function metricQuery(id: string, { Metric, Stat = '', Period, Unit }: MetricStat): MetricQuery {
  if (Metric?.Namespace === undefined || Metric.MetricName === undefined) {
    throw new AwsError('ValidationError', `query ${id} must name its metric's Namespace and MetricName`);
  }
  rejectUnit(Unit);
  parseStatistic(Stat);
  const dimensions = dimensionsOf(Metric.Dimensions);
  const metric = { namespace: Metric.Namespace, metricName: Metric.MetricName, dimensions };
  return { kind: 'metric', id, metric, statistic: Stat, periodSeconds: validatePeriod(Period) };
}

/** Data is kept without its unit, so a filter by unit can't be honoured. */
export function rejectUnit(unit: string | undefined): void {
  if (unit !== undefined) throw new AwsError('NotImplemented', `filtering by Unit ${unit} is not emulated`, 501);
}

/** Name-value pairs as a record; CloudWatch allows 30 (PutMetricData). */
export function dimensionsOf(pairs: readonly { Name?: string; Value?: string }[] = []): Record<string, string> {
  if (pairs.length > 30)
    throw new AwsError('ValidationError', `a metric has 30 dimensions at most, got ${pairs.length}`);
  return Object.fromEntries(pairs.map((pair) => [pair.Name ?? '', pair.Value ?? '']));
}

function rejectDuplicates(queries: readonly Query[]): void {
  const seen = new Set<string>();
  for (const { id } of queries) {
    if (seen.has(id)) throw new AwsError('ValidationError', `Id ${id} is used by more than one query`);
    seen.add(id);
  }
}

function rejectBadReferences(query: Query, all: readonly Query[], path: readonly string[]): void {
  if (query.kind === 'metric') return;
  if (path.includes(query.id))
    throw invalidExpression(query.text, `circular reference ${[...path, query.id].join(' -> ')}`);
  for (const id of referencedIds(query.expression)) {
    const referenced = all.find((candidate) => candidate.id === id);
    if (referenced === undefined) throw invalidExpression(query.text, `unknown id ${id}`);
    rejectBadReferences(referenced, all, [...path, query.id]);
  }
}

/** Metrics of one alarm must share a period (User Guide, Alarms on math expressions); the emulator asks it of every request. */
function commonPeriod(queries: readonly Query[], inputs: readonly MetricDataQuery[]): number {
  const ofMetrics = queries.flatMap((query) => (query.kind === 'metric' ? [query.periodSeconds] : []));
  const ofExpressions = inputs.flatMap(({ Expression: text, Period }) =>
    text !== undefined && Period !== undefined ? [validatePeriod(Period)] : [],
  );
  const periods = [...new Set([...ofMetrics, ...ofExpressions])];
  if (periods.length > 1) {
    throw new AwsError(
      'NotImplemented',
      `one request with several periods (${periods.join(', ')}) is not emulated`,
      501,
    );
  }
  return periods[0] ?? 60;
}

/** "The final result of any math expression must be a single time series or an array" (User Guide, Metric math syntax). */
function requireTimeSeries(query: Query, compiled: QuerySet): void {
  const empty: Grid = { start: 0, periodMs: compiled.periodSeconds * 1000, count: 1 };
  const value = compiled.evaluate(query.id, empty, () => new Map());
  if (query.kind === 'expression' && value.kind === 'scalar' && !isOperand(query, compiled)) {
    throw invalidExpression(query.text, 'the result must be a time series, got a number; use TIME_SERIES()');
  }
}

/** A query that others compute from may be a plain number. */
function isOperand(query: Query, { queries }: QuerySet): boolean {
  return queries.some((other) => other.kind === 'expression' && referencedIds(other.expression).includes(query.id));
}
