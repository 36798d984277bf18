/** A value that was predicted, and the one that came true. */
export interface ValuePair {
  readonly predicted: number;
  readonly actual: number;
}

export interface ValueScores {
  readonly wrong: number;
  readonly mae?: number;
  readonly rmse?: number;
  /** Missing when all actual values are the same: then no part of their variance can be explained. */
  readonly r2?: number;
}

/** Values that differ by less, relative to the largest, do so because they were calculated: 0.1 + 0.2 is not 0.3. */
const ROUNDING = 4 * Number.EPSILON;

/** @param wrongAbove errors above it count as wrong; undefined counts none */
export function valueScores(pairs: readonly ValuePair[], wrongAbove: number | undefined): ValueScores {
  const count = pairs.length;
  if (count === 0) return { wrong: 0 };
  const errors = pairs.map(({ predicted, actual }) => predicted - actual);
  const squares = sum(errors.map((error) => error ** 2));
  const variation = variationOf(pairs.map(({ actual }) => actual));
  return {
    wrong: wrongAbove === undefined ? 0 : errors.filter((error) => Math.abs(error) > wrongAbove).length,
    mae: sum(errors.map(Math.abs)) / count,
    rmse: Math.sqrt(squares / count),
    ...(variation === 0 ? {} : { r2: 1 - squares / variation }),
  };
}

/**
 * Sum of the squared distances from the mean. Counted from the first value: the mean of equal values is not always that value (ten times
 * 0.1), and what is left of it would make an R² of -1e28.
 */
function variationOf(values: readonly number[]): number {
  const [first] = values;
  const offsets = values.map((value) => value - first);
  if (largest(offsets) <= ROUNDING * largest(values)) return 0;
  const center = sum(offsets) / values.length;
  return sum(offsets.map((offset) => (offset - center) ** 2));
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
