/** Points of a time series: period start (virtual milliseconds) to value. A missing timestamp is missing data. */
export type Points = ReadonlyMap<number, number>;

/** What an expression or a part of it is worth. */
export type Value =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'series'; readonly points: Points }
  | { readonly kind: 'array'; readonly series: readonly Points[] };

/** The periods that a query covers, oldest first. */
export interface Grid {
  readonly start: number;
  readonly periodMs: number;
  readonly count: number;
}

export function timestampsOf({ start, periodMs, count }: Grid): readonly number[] {
  return Array.from({ length: count }, (_, index) => start + index * periodMs);
}

export const scalar = (value: number): Value => ({ kind: 'scalar', value });
export const series = (points: Points): Value => ({ kind: 'series', points });
export const array = (list: readonly Points[]): Value => ({ kind: 'array', series: list });

/** Timestamps at which any of the series has a point, ascending. */
export function unionOf(list: readonly Points[]): readonly number[] {
  return [...new Set(list.flatMap((points) => [...points.keys()]))].sort((a, b) => a - b);
}

/**
 * Makes a series from a function of time. Undefined and values that are no numbers (a division by zero, a logarithm of a
 * negative number) leave no point: "the data point is dropped" (CloudWatch User Guide, Using metric math).
 */
export function pointsAt(timestamps: readonly number[], valueAt: (timestamp: number) => number | undefined): Points {
  const points = new Map<number, number>();
  for (const timestamp of timestamps) {
    const value = valueAt(timestamp);
    if (value !== undefined && Number.isFinite(value)) points.set(timestamp, value);
  }
  return points;
}
