import { LoadCounts } from '../../contract/load';
import { atLeast } from '../binomial';
import { LoadHistogram } from './histogram';
import { ComparedSide } from './plan';
import { COMPARED_SAMPLES, LEAST_PAIRS } from './rules';
import { isLate } from './stage-result';

/** The candidate may have this many times as many slow answers as the live version: two copies of one version differ by some percent. */
export const TOLERATED_RATIO = 1.1;

/** Chance that a comparison fails a version that is within the tolerance, both quantiles together. */
const ALPHA = 0.01;

/** Of the live answers: above these, an answer is slow. */
const COMPARED_QUANTILES = [0.9, 0.99] as const;

/** What was counted in a pair of blocks. */
export type ComparedPair = Readonly<Record<ComparedSide, LoadCounts>>;

/** Answers of one side, and how many of them were slow. */
interface SlowCounts {
  readonly n: number;
  readonly slow: number;
}

type SlowPair = Readonly<Record<ComparedSide, SlowCounts>>;

export interface ComparedQuantile {
  readonly quantile: number;
  /** Milliseconds: the live version's quantile, before the comparison began. */
  readonly slowAboveMs: number;
  readonly candidate: SlowCounts;
  readonly live: SlowCounts;
  /** Chance of so many slow answers of the candidate, or more, if it had `TOLERATED_RATIO` times as many as the live version. */
  readonly chanceIfTolerated: number;
}

export type Comparison =
  | { readonly kind: 'compared'; readonly worse: boolean; readonly quantiles: readonly ComparedQuantile[] }
  | { readonly kind: 'too-few'; readonly reason: string };

/**
 * Compares how many answers of each side were slow. What is slow is frozen before the first pair: the live version's p90 and p99 in a
 * block of its own, so the bound can't follow what it judges. Given that x = x₁ + x₀ answers were slow, the candidate's x₁ are
 * Bin(x, r n₁ / (r n₁ + n₀)) when its rate is r times the live one's (Przyborowski & Wilenski, "Homogeneity of results in testing
 * samples from Poisson series", Biometrika 31, 1940); two binomial counts vary less than Poisson ones, so the chance is rather too large.
 *
 * Slow answers come in clumps, which that formula does not know. So a failure has to hold whichever single pair is left out: a stall of a
 * second that happened to hit the candidate's turn decides nothing.
 *
 * The live environment has its callers besides, so the candidate has it easier: that it is worse is sure, that it is as good is not.
 */
export function compareWithLive(baseline: LoadCounts, all: readonly ComparedPair[]): Comparison {
  // Times of workers that were late are theirs: such a pair says nothing about the versions.
  const pairs = all.filter(({ live, candidate }) => !isLate(live) && !isLate(candidate));
  const reason = tooFew(baseline, pairs);
  if (reason !== undefined) return { kind: 'too-few', reason };
  const frozen = new LoadHistogram(baseline.response);
  const quantiles = COMPARED_QUANTILES.map((quantile) => {
    const slowAboveMs = frozen.quantile(quantile) ?? Infinity; // `tooFew` has seen to it
    return compareAbove(quantile, slowAboveMs, pairs);
  });
  const each = ALPHA / COMPARED_QUANTILES.length; // Bonferroni
  return {
    kind: 'compared',
    worse: quantiles.some(({ chanceIfTolerated }) => chanceIfTolerated < each),
    quantiles,
  };
}

function tooFew(baseline: LoadCounts, pairs: readonly ComparedPair[]): string | undefined {
  const least = 100; // its p99 is an answer that was seen
  const frozen = new LoadHistogram(baseline.response).count;
  if (frozen < least) return `the live version gave ${frozen} answers before the comparison, ${least} are needed`;
  if (pairs.length < LEAST_PAIRS) return `${pairs.length} pairs of blocks were run on time, ${LEAST_PAIRS} are needed`;
  const answers = (side: ComparedSide) =>
    pairs.reduce((sum, pair) => sum + new LoadHistogram(pair[side].response).count, 0);
  const side = (['live', 'candidate'] as const).find((each) => answers(each) < COMPARED_SAMPLES);
  return side === undefined
    ? undefined
    : `the ${side} version gave ${answers(side)} answers in the comparison, ${COMPARED_SAMPLES} are needed`;
}

function compareAbove(quantile: number, slowAboveMs: number, pairs: readonly ComparedPair[]): ComparedQuantile {
  const slow = ({ response }: LoadCounts): SlowCounts => {
    const histogram = new LoadHistogram(response);
    return { n: histogram.count, slow: histogram.countAbove(slowAboveMs) };
  };
  const counted = pairs.map(({ live, candidate }): SlowPair => ({ live: slow(live), candidate: slow(candidate) }));
  const withoutOne = counted.map((_, index) => chance(total(counted.filter((_pair, other) => other !== index))));
  const all = total(counted);
  return { quantile, slowAboveMs, ...all, chanceIfTolerated: Math.max(chance(all), ...withoutOne) };
}

function total(pairs: readonly SlowPair[]): SlowPair {
  const side = (of: ComparedSide): SlowCounts => ({
    n: pairs.reduce((sum, pair) => sum + pair[of].n, 0),
    slow: pairs.reduce((sum, pair) => sum + pair[of].slow, 0),
  });
  return { live: side('live'), candidate: side('candidate') };
}

function chance({ live, candidate }: SlowPair): number {
  const weight = TOLERATED_RATIO * candidate.n;
  return atLeast(candidate.slow, candidate.slow + live.slow, weight / (weight + live.n));
}
