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

/** @param wrongAbove errors above it count as wrong; undefined counts none */
export function valueScores(pairs: readonly ValuePair[], wrongAbove: number | undefined): ValueScores {
  const count = pairs.length;
  if (count === 0) return { wrong: 0 };
  const errors = pairs.map(({ predicted, actual }) => predicted - actual);
  const squares = sum(errors.map((error) => error ** 2));
  const center = sum(pairs.map(({ actual }) => actual)) / count;
  const variation = sum(pairs.map(({ actual }) => (actual - center) ** 2));
  return {
    wrong: wrongAbove === undefined ? 0 : errors.filter((error) => Math.abs(error) > wrongAbove).length,
    mae: sum(errors.map(Math.abs)) / count,
    rmse: Math.sqrt(squares / count),
    ...(variation === 0 ? {} : { r2: 1 - squares / variation }),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
