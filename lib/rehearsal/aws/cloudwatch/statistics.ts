import { AwsError } from '../service';

/** One value and how often it was observed; CloudWatch accepts fractional counts. */
export interface WeightedValue {
  readonly value: number;
  readonly count: number;
}

export type SimpleStatistic = 'Sum' | 'Average' | 'Minimum' | 'Maximum' | 'SampleCount';

/** Values above `from`, up to `to`; a bound that is left out bounds nothing. */
interface Range {
  readonly from: number;
  readonly to: number;
}

export type Statistic =
  | { readonly kind: SimpleStatistic }
  | { readonly kind: 'percentile'; readonly percent: number }
  /** `TC(a:b)`, the number of values in a range, and `PR(a:b)`, their share of all in percent. */
  | ({ readonly kind: 'trimmed-count' | 'percentile-rank' } & Range);

const SIMPLE: readonly SimpleStatistic[] = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'];

/** `p` with 0 to 100 and up to 10 decimals (API reference, MetricStat.Stat). */
const PERCENTILE = /^p(\d{1,2}(?:\.\d{0,10})?|100)$/;

/** Absolute bounds, of which one may be left out; those in percent are not emulated. */
const RANGE = /^(TC|PR)\((-?\d+(?:\.\d+)?)?:(-?\d+(?:\.\d+)?)?\)$/;

/** Trimmed means and the like, which CloudWatch knows and the emulator does not. */
const NOT_EMULATED = /^(tm|tc|ts|wm)\d|^(TM|TC|TS|WM|PR)\(|^IQM$/;

/** Reads a statistic's name: `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount` or `p99`, `p99.9`, `TC(0.25:)`, `PR(:0.25)`. */
export function parseStatistic(text: string): Statistic {
  const simple = SIMPLE.find((name) => name === text);
  if (simple !== undefined) return { kind: simple };
  const percentile = PERCENTILE.exec(text);
  if (percentile?.[1] !== undefined) return { kind: 'percentile', percent: Number(percentile[1]) };
  const range = RANGE.exec(text);
  if (range !== null && (range[2] !== undefined || range[3] !== undefined)) return rangeStatistic(range);
  if (NOT_EMULATED.test(text)) {
    throw new AwsError('NotImplemented', `statistic ${text} is not emulated; use ${SIMPLE.join(', ')} or pNN.N`, 501);
  }
  throw new AwsError('ValidationError', `statistic must be one of ${SIMPLE.join(', ')} or pNN.N, got ${text}`);
}

function rangeStatistic([, name, from = '-Infinity', to = 'Infinity']: RegExpExecArray): Statistic {
  return { kind: name === 'TC' ? 'trimmed-count' : 'percentile-rank', from: Number(from), to: Number(to) };
}

/** The statistic of one period's values, or undefined when nothing was observed: no data is not 0. */
export function statisticOf(values: readonly WeightedValue[], statistic: Statistic): number | undefined {
  const total = sampleCount(values);
  if (total === 0) return undefined;
  switch (statistic.kind) {
    case 'Sum':
      return sum(values);
    case 'Average':
      return sum(values) / total;
    case 'Minimum':
      return values.reduce((least, { value }) => Math.min(least, value), Infinity);
    case 'Maximum':
      return values.reduce((most, { value }) => Math.max(most, value), -Infinity);
    case 'SampleCount':
      return total;
    case 'percentile':
      return percentileOf(values, total, statistic.percent);
    case 'trimmed-count':
      return sampleCount(within(values, statistic));
    case 'percentile-rank':
      return (100 * sampleCount(within(values, statistic))) / total;
  }
}

export function sampleCount(values: readonly WeightedValue[]): number {
  return values.reduce((total, { count }) => total + count, 0);
}

/** The lower bound is exclusive, the upper one inclusive (CloudWatch user guide, "Statistics definitions", of the percentile rank). */
function within(values: readonly WeightedValue[], { from, to }: Range): readonly WeightedValue[] {
  return values.filter(({ value }) => value > from && value <= to);
}

function sum(values: readonly WeightedValue[]): number {
  return values.reduce((total, { value, count }) => total + value * count, 0);
}

/**
 * Nearest rank: the smallest value that at least `percent` of the observations don't exceed. CloudWatch estimates percentiles
 * from buckets whose widths it doesn't publish; the exact value is what the estimate aims at (inference).
 */
function percentileOf(values: readonly WeightedValue[], total: number, percent: number): number {
  const rank = (percent / 100) * total;
  const sorted = [...values].filter(({ count }) => count > 0).sort((a, b) => a.value - b.value);
  let seen = 0;
  for (const { value, count } of sorted) {
    seen += count;
    if (seen >= rank - 1e-9) return value; // 0.99 * 100 is 99.00000000000001 in doubles for some totals
  }
  return sorted[sorted.length - 1].value;
}
