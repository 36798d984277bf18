/** The value below which `percent` of the values are; NaN for none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Median of what is left of each pair after a function of it: rounds are compared one by one, so that noise falls out. */
export function paired(
  ours: readonly number[],
  theirs: readonly number[],
  compare: (our: number, their: number) => number,
): number {
  return median(ours.map((our, round) => compare(our, theirs[round])));
}

/** Everything forwards in even rounds and backwards in odd ones, so that nobody is always first. */
export function alternating<T>(all: readonly T[], round: number): readonly T[] {
  return round % 2 === 0 ? all : [...all].reverse();
}
