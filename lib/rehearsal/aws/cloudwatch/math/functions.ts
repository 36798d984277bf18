import { mapValue, numberAt } from './operators';
import { array, Grid, Points, pointsAt, scalar, series, timestampsOf, unionOf, Value } from './value';

/** Computes a function; returns a string that says what is wrong with the arguments. */
export type MathFunction = (args: readonly Value[], grid: Grid) => Value | string;

/**
 * AVG, MAX, MIN, SUM: a number for one series, a series for an array of them. AVG of an array counts missing points as 0;
 * MAX and MIN look at the points that exist (User Guide; the latter for lack of another word: inference).
 */
function aggregate(reduce: (values: readonly number[]) => number, missingIsZero = false): MathFunction {
  return ([value, ...rest]) => {
    if (value === undefined || rest.length > 0) return 'takes one time series or one array of them';
    if (value.kind === 'scalar') return 'takes a time series, got a number';
    if (value.kind === 'series') return scalar(value.points.size === 0 ? NaN : reduce([...value.points.values()]));
    const list = value.series;
    return series(pointsAt(unionOf(list), (timestamp) => reduce(valuesAt(list, timestamp, missingIsZero))));
  };
}

function valuesAt(list: readonly Points[], timestamp: number, missingIsZero: boolean): readonly number[] {
  const found = list.map((points) => points.get(timestamp) ?? (missingIsZero ? 0 : undefined));
  return found.filter((value) => value !== undefined);
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function pointwise(compute: (x: number) => number): MathFunction {
  return ([value, ...rest]) => {
    if (value === undefined || rest.length > 0) return 'takes one argument';
    if (value.kind === 'scalar') return 'takes a time series, got a number';
    return mapValue(value, compute);
  };
}

/**
 * Every period of the query gets a point. A metric without any data is filled too: the User Guide leaves that open (inference),
 * and `neverSeen` of the emulated CloudWatch reports such metrics.
 */
const fill: MathFunction = ([value, filler, ...rest], grid) => {
  if (value === undefined || filler === undefined || rest.length > 0) return 'takes a time series and a filler';
  if (value.kind === 'scalar') return 'takes a time series first, got a number';
  if (filler.kind === 'array') return 'takes a number or a time series as filler, got an array';
  const fillPoints = (points: Points): Points =>
    pointsAt(timestampsOf(grid), (timestamp) => points.get(timestamp) ?? numberAt(filler, timestamp));
  return value.kind === 'series' ? series(fillPoints(value.points)) : array(value.series.map(fillPoints));
};

/**
 * A true condition without a point in the second argument gives 0, a false one without a point in the third gives none
 * (User Guide, Using IF expressions).
 */
const choose: MathFunction = ([condition, whenTrue, whenFalse, ...rest]) => {
  if (condition === undefined || whenTrue === undefined || rest.length > 0) return 'takes two or three arguments';
  if (condition.kind === 'array' || whenTrue.kind === 'array' || whenFalse?.kind === 'array') return 'takes no arrays';
  if (condition.kind === 'scalar') return chooseWhole(condition.value !== 0, whenTrue, whenFalse);
  const timestamps = [...condition.points.keys()];
  return series(
    pointsAt(timestamps, (timestamp) => {
      if (condition.points.get(timestamp) !== 0) return numberAt(whenTrue, timestamp) ?? 0;
      return whenFalse === undefined ? undefined : numberAt(whenFalse, timestamp);
    }),
  );
};

function chooseWhole(condition: boolean, whenTrue: Value, whenFalse: Value | undefined): Value | string {
  if (whenTrue.kind === 'scalar' || whenFalse?.kind === 'scalar') return 'of a number takes time series to choose from';
  return condition ? whenTrue : (whenFalse ?? series(new Map()));
}

const constantSeries: MathFunction = ([value, ...rest], grid) => {
  if (value?.kind !== 'scalar' || rest.length > 0) return 'takes one number';
  return series(pointsAt(timestampsOf(grid), () => value.value));
};

export const FUNCTIONS: ReadonlyMap<string, MathFunction> = new Map([
  ['ABS', pointwise(Math.abs)],
  ['CEIL', pointwise(Math.ceil)],
  ['FLOOR', pointwise(Math.floor)],
  ['AVG', aggregate((values) => total(values) / values.length, true)],
  ['MAX', aggregate((values) => values.reduce((a, b) => Math.max(a, b)))],
  ['MIN', aggregate((values) => values.reduce((a, b) => Math.min(a, b)))],
  ['SUM', aggregate(total)],
  ['FILL', fill],
  ['IF', choose],
  ['TIME_SERIES', constantSeries],
]);

/** Functions of CloudWatch (User Guide, Functions supported for metric math) that the emulator answers 501 for. */
export const NOT_EMULATED: ReadonlySet<string> = new Set(
  (
    'ANOMALY_DETECTION_BAND DATAPOINT_COUNT DB_PERF_INSIGHTS DIFF DIFF_TIME FIRST LAST INSIGHT_RULE_METRIC LAMBDA LOG LOG10 ' +
    'METRIC_COUNT METRICS MINUTE HOUR DAY DATE MONTH YEAR EPOCH PERIOD RATE REMOVE_EMPTY RUNNING_SUM SEARCH SERVICE_QUOTA ' +
    'SLICE SORT STDDEV'
  ).split(' '),
);
