/** How far two distributions over the same bins are apart. For reports: they say how large a change is, not whether there is one. */
export interface EffectSizes {
  /** Population stability index, Σ (q − p) ln(q/p). */
  readonly psi: number;
  /** Jensen-Shannon distance, base 2: 0 for the same distribution, 1 for distributions without a common bin. */
  readonly js: number;
  /** Kolmogorov-Smirnov distance over the bins in their order; without meaning for classes. */
  readonly ks: number;
  /** What chance alone stays below in 19 of 20 comparisons of so few predictions, when nothing has changed. */
  readonly noise: { readonly psi: number; readonly js: number; readonly ks: number };
}

/** Quantile of the normal distribution for 95 %. */
const Z = 1.6448536269514722;

/**
 * Undefined when one side has no predictions.
 *
 * None of the three is a test: with few predictions they are large without any change. A rule such as "PSI above 0.1", looked at each
 * minute, alarms in four of five unchanged releases. So each comes with the noise to compare it with: without a change, PSI is about
 * (1/n + 1/m) times a χ² with B − 1 degrees of freedom, of the B bins that have anything in them; JS divergence an eighth of PSI (both by
 * the second term of their series); the KS distance is below 1.36 √(1/n + 1/m) in 19 of 20 cases (Smirnov), or less over bins. One look
 * each: it does not hold for the largest of many looks.
 */
export function effectSizes(control: readonly number[], experiment: readonly number[]): EffectSizes | undefined {
  if (control.length !== experiment.length) {
    throw new RangeError(`both sides must have the same bins, got ${control.length} and ${experiment.length}`);
  }
  const [n, m] = [sum(control), sum(experiment)];
  if (n === 0 || m === 0) return undefined;
  const filled = control.flatMap((count, bin) => (count + experiment[bin] === 0 ? [] : [[count, experiment[bin]]]));
  const [p, q] = [shares(filled.map(([count]) => count)), shares(filled.map(([, count]) => count))];
  const psi = sum(p.map((each, bin) => (q[bin] - each) * Math.log(q[bin] / each)));
  const divergence = sum(p.map((each, bin) => halfDivergence(each, q[bin]) + halfDivergence(q[bin], each)));
  let [below, ks] = [0, 0];
  control.forEach((count, bin) => {
    below += experiment[bin] / m - count / n;
    ks = Math.max(ks, Math.abs(below));
  });
  const rarity = 1 / n + 1 / m;
  const psiNoise = chiSquared95(filled.length - 1) * rarity;
  return {
    psi,
    js: Math.sqrt(Math.max(0, divergence) / Math.LN2),
    ks,
    noise: {
      psi: psiNoise,
      js: Math.min(1, Math.sqrt(psiNoise / 8 / Math.LN2)),
      ks: Math.min(1, 1.36 * Math.sqrt(rarity)),
    },
  };
}

/** Half a prediction is added to each bin, because one that only one side has would make PSI infinite. */
function shares(counts: readonly number[]): readonly number[] {
  const total = sum(counts) + counts.length / 2;
  return counts.map((count) => (count + 0.5) / total);
}

function halfDivergence(one: number, other: number): number {
  return (one / 2) * Math.log((2 * one) / (one + other));
}

/** The 95 % quantile, by the cube root that Wilson and Hilferty found to be nearly normal (1931); to 1 % from 2 degrees on. */
function chiSquared95(degrees: number): number {
  if (degrees < 1) return 0;
  const v = 2 / (9 * degrees);
  return degrees * (1 - v + Z * Math.sqrt(v)) ** 3;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
