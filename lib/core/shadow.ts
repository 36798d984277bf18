import { ShadowSpec, Verdict, VerdictStatus } from '../contract/index';
import { atLeast, atMost, lowerBound, upperBound } from './binomial';

/** Pairs of answers to live requests that were mirrored to the live environment itself. */
export interface BaselineCounts {
  readonly agree: number;
  /** Without errors of the second answer, which are no noise of the model. */
  readonly disagree: number;
}

/** What was counted of one part of the traffic, in pairs of answers. */
export interface SliceCounts {
  readonly agree: number;
  readonly disagree: number;
  readonly errors: number;
  readonly notComparable: number;
  readonly baseline: BaselineCounts;
}

/** What the gateways of the live environment counted while they mirrored, in pairs of answers. */
export interface ShadowCounts {
  readonly baseline: BaselineCounts;
  readonly agree: number;
  readonly disagree: number;
  /** No answer, or a 5xx, where the live environment answered. */
  readonly errors: number;
  readonly notComparable: number;
  /** Sampled requests that were not mirrored, because of full queues, a dead target or large bodies. */
  readonly notMirrored: number;
  /** Copies that were sent, and of which nothing was told until the end of the check. */
  readonly withoutVerdict: number;
  /** By slice, those with any; they decide nothing. Undefined without slices. */
  readonly slices?: Readonly<Record<string, SliceCounts>>;
}

/** Chances of a wrong verdict that are accepted: a false FAIL rejects a version, a false PASS is still watched in the bake. */
const ALPHA_FAIL = 0.01;
const ALPHA_PASS = 0.05;

/**
 * Baseline pairs that a PASS needs, as a share of `minimumSamples`: with a tenth, 100 pairs of the default 1000, a model without noise is
 * known to differ from itself in 1 − 0.005^(1/100) = 5.2 % at most, and the noise's standard error is √10 ≈ 3 times that of the mirrored
 * pairs. The default times give a third.
 */
const BASELINE_SHARE = 0.1;

/**
 * Noise above which nothing is judged: who contradicts himself every other time is no measure for others. With it and a limit of 50 % at
 * most, the share L + m that is tested stays below 1, where every version would pass.
 */
const MOST_NOISE = 0.5;

/** Fewer bad answers decide nothing: one caller that tries again and again must not. */
const LEAST_BAD = 5;

/**
 * Decides by counts. With m the limit, the noise q the share of baseline pairs (x₀ of n₀) that differ, and x of n mirrored pairs bad,
 *
 *     FAIL  when P(Bin(n, U + m) ≥ x) < 0.005, U the upper Clopper–Pearson bound of q at 0.005
 *     PASS  when P(Bin(n, L + m) ≤ x) < 0.025, L the lower one at 0.025
 *
 * so a FAIL of a version with p ≤ q + m has a chance of 1 % at most, and a PASS of one with p ≥ q + m one of 5 %: q is outside of
 * its bound with half of that, and the test is wrong with the other half (Bonferroni; the test over a confidence set of the nuisance
 * parameter is Berger & Boos, "P values maximized over a confidence set for the nuisance parameter", JASA 89, 1994). Exact for
 * every n; counts are looked at once, at the end. Without a baseline q is 0, known, and the tests have all of 1 % and 5 %.
 * Anything between the two is no verdict about the version.
 */
export function shadowVerdict(spec: ShadowSpec, counts: ShadowCounts): Verdict {
  const { agree, disagree, errors, notComparable, notMirrored, withoutVerdict } = counts;
  const bad = disagree + errors;
  const samples = agree + bad;
  const coveragePercent = percentOf(samples, samples + notComparable + notMirrored + withoutVerdict);
  const noise = noiseOf(spec, counts.baseline);
  const limit = spec.maxDisagreementPercent / 100;
  const chanceIfAllowed = atLeast(bad, samples, Math.min(1, noise.high + limit));
  const chanceIfTooMuch = atMost(bad, samples, Math.min(1, noise.low + limit));
  const evidence = {
    ...counts,
    samples,
    disagreementPercent: percentOf(bad, samples),
    baselinePercent: noise.percent,
    limitPercent: spec.maxDisagreementPercent,
    coveragePercent,
    chanceIfAllowed: rounded(chanceIfAllowed),
    chanceIfTooMuch: rounded(chanceIfTooMuch),
  };
  const verdict = (status: VerdictStatus, reason: string): Verdict => ({ check: spec.name, status, reason, evidence });
  const seen =
    `${percentOf(bad, samples)} % of ${samples} mirrored requests were answered otherwise (${errors} of ${bad} with errors), ` +
    `${noise.words}, limit ${spec.maxDisagreementPercent} % more`;
  if (bad >= LEAST_BAD && chanceIfAllowed < noise.alphaFail) return verdict('FAIL', seen);
  if (samples < spec.minimumSamples) {
    return verdict(
      'INSUFFICIENT_DATA',
      `${samples} pairs of answers could be compared, ${spec.minimumSamples} are needed; ${seen}; ` +
        'mirror for longer, or a larger share',
    );
  }
  if (coveragePercent < spec.minimumCoveragePercent) {
    return verdict(
      'INSUFFICIENT_DATA',
      `${coveragePercent} % of the sampled requests could be compared, ${spec.minimumCoveragePercent} % are needed ` +
        `(${notMirrored} not mirrored, ${notComparable} not comparable, ${withoutVerdict} without an answer until the end); ${seen}`,
    );
  }
  const useless = uselessBaseline(spec, counts.baseline, noise);
  if (useless !== undefined) return verdict('INSUFFICIENT_DATA', `${useless}; ${seen}`);
  if (chanceIfTooMuch < noise.alphaPass) return verdict('PASS', seen);
  return verdict('INSUFFICIENT_DATA', `too close to the limit to tell: ${seen}; mirror for longer, or a larger share`);
}

/**
 * The verdict when no version is live: nothing can be mirrored, and nothing was measured. The release goes on with it as it does at the
 * end of a bake, because there is nothing better to go back to.
 */
export function nothingToCompareWith({ name }: ShadowSpec): Verdict {
  return {
    check: name,
    status: 'INSUFFICIENT_DATA',
    reason: 'no version is live to compare with; released all the same, because it is the first version of the model',
    evidence: { samples: 0 },
  };
}

/** Samples without which no version can pass, not even one that always agrees: (1 − m)ⁿ < α. */
export function samplesToPass(maxDisagreementPercent: number, baselineSeconds: number): number {
  const alpha = baselineSeconds === 0 ? ALPHA_PASS : ALPHA_PASS / 2;
  return Math.floor(Math.log(alpha) / Math.log1p(-maxDisagreementPercent / 100)) + 1;
}

/** Pairs of the baseline without which no version passes. */
export function baselinePairsToPass({
  baselineSeconds,
  minimumSamples,
}: Pick<ShadowSpec, 'baselineSeconds' | 'minimumSamples'>): number {
  return baselineSeconds === 0 ? 0 : Math.ceil(minimumSamples * BASELINE_SHARE);
}

/** Why the baseline says too little for a PASS, and what to do; undefined when it says enough. */
function uselessBaseline(spec: ShadowSpec, { agree, disagree }: BaselineCounts, { high }: Noise): string | undefined {
  const [pairs, needed] = [agree + disagree, baselinePairsToPass(spec)];
  if (pairs < needed) {
    return (
      `${pairs} pairs of answers of the live version with itself could be compared, ${needed} are needed; ` +
      'give baselineDuration more time, or mirror a larger share'
    );
  }
  if (high <= MOST_NOISE) return undefined;
  return (
    `the live version may answer up to ${percentOf(high, 1)} % of the same requests otherwise itself, ${100 * MOST_NOISE} % are allowed; ` +
    'compare values that are the same each time, with larger tolerances, or measure a longer baseline'
  );
}

interface Noise {
  /** Bounds on how often the live environment disagrees with itself. */
  readonly low: number;
  readonly high: number;
  readonly percent: number;
  readonly words: string;
  readonly alphaFail: number;
  readonly alphaPass: number;
}

function noiseOf({ baselineSeconds }: ShadowSpec, { agree, disagree }: BaselineCounts): Noise {
  if (baselineSeconds === 0) {
    const alphas = { alphaFail: ALPHA_FAIL, alphaPass: ALPHA_PASS };
    return { low: 0, high: 0, percent: 0, words: 'no baseline', ...alphas };
  }
  const [alphaFail, alphaPass] = [ALPHA_FAIL / 2, ALPHA_PASS / 2];
  const pairs = agree + disagree;
  const percent = percentOf(disagree, pairs);
  return {
    low: lowerBound(disagree, pairs, alphaPass),
    high: upperBound(disagree, pairs, alphaFail),
    percent,
    words: `${percent} % of ${pairs} when the live version was compared with itself`,
    alphaFail,
    alphaPass,
  };
}

/** To two decimals; 0 of nothing is 0. */
function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((10_000 * part) / whole) / 100;
}

/** Two significant digits: what a person reads of a chance. */
function rounded(chance: number): number {
  return Number(chance.toPrecision(2));
}
