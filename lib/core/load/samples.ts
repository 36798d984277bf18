/** Requests that a quantile needs before it is judged. */
const SAMPLES_NEEDED = { p50: 100, p90: 1_000, p99: 10_000 } as const;

/** 97.5 % quantile of the normal distribution: an interval of 95 %. */
const Z = 1.959963984540054;

export type LimitedQuantile = keyof typeof SAMPLES_NEEDED;

export const LIMITED_QUANTILES: readonly LimitedQuantile[] = ['p50', 'p90', 'p99'];

export function samplesNeeded(quantile: LimitedQuantile): number {
  return SAMPLES_NEEDED[quantile];
}

/** 0.99 of `p99`. */
export function shareOf(quantile: LimitedQuantile): number {
  return Number(quantile.slice(1)) / 100;
}

/** Ranks between which the true quantile lies, 1 being the smallest value. */
export interface RankInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * Ranks of n values between which the quantile q of what they are drawn from lies with 95 % confidence: n q ± 1.96 √(n q (1 − q)), the
 * normal approximation of the binomial number of values below it (Conover, "Practical nonparametric statistics", 3.2). For p99, 1,000
 * requests say p98.4 to p99.6, 10,000 say p98.8 to p99.2.
 */
export function rankInterval(n: number, q: number): RankInterval {
  const half = Z * Math.sqrt(n * q * (1 - q));
  return { low: Math.max(1, Math.round(n * q - half)), high: Math.min(n, Math.round(n * q + half)) };
}
