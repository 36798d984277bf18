/** The percentile that R calls type 7 and has by default: between the values whose ranks are nearest. Undefined of nothing. */
export function percentile(values: readonly number[], percent: number): number | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  const rank = ((sorted.length - 1) * percent) / 100;
  const [below, above] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
  return below === undefined ? undefined : below + (rank - Math.floor(rank)) * (above - below);
}

/** Kayenta's `outliers.strategy: remove`: without what is further out than the quartiles by `factor` ranges, and than the 1st and 99th percentile. */
export function withoutOutliers(values: readonly number[], factor = 3): readonly number[] {
  const [p1, q1, q3, p99] = [1, 25, 75, 99].map((percent) => percentile(values, percent) ?? 0);
  const [low, high] = [Math.min(p1, q1 - factor * (q3 - q1)), Math.max(p99, q3 + factor * (q3 - q1))];
  return values.filter((value) => value >= low && value <= high);
}
