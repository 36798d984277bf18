/** Confidence interval of the shift between two samples, and the estimate of Hodges and Lehmann. */
export interface Shift {
  readonly low: number;
  readonly high: number;
  readonly estimate: number;
}

const STEPS = 60;

/** Of R's wilcox.test. */
const PRECISION = 1e-4;

/**
 * The interval that R's wilcox.test gives for large samples: the shifts μ at which the standardized rank sum of x − μ against y is ±z,
 * and 0 for the estimate, with the continuity correction at the ends. The statistic falls with μ, so each is found by halving.
 */
export function shiftOf(x: readonly number[], y: readonly number[], confidence: number): Shift {
  const [low, high] = [Math.min(...x) - Math.max(...y), Math.max(...x) - Math.min(...y)];
  const z = normalQuantile((1 + confidence) / 2);
  const at = (goal: number, corrected: boolean) => falls((mu) => standardized(x, y, mu, corrected) - goal, low, high);
  return { low: at(z, true), high: at(-z, true), estimate: at(0, false) };
}

/** (R − n(n+1)/2 − nm/2 − ½ sign) / σ, with σ corrected for ties; 0 when all values are tied. */
function standardized(x: readonly number[], y: readonly number[], mu: number, corrected: boolean): number {
  const [n, m] = [x.length, y.length];
  const { rankSum, ties } = rank(x, y, mu);
  const above = rankSum - (n * (n + 1)) / 2 - (n * m) / 2;
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (variance <= 0) return 0;
  return (above - (corrected ? Math.sign(above) * 0.5 : 0)) / Math.sqrt(variance);
}

/** Sum of the ranks of x − μ among all, ties having their mean rank, and Σ (t³ − t) over the ties. */
function rank(x: readonly number[], y: readonly number[], mu: number): { rankSum: number; ties: number } {
  const shifted = Float64Array.from(x, (value) => value - mu).sort();
  const others = Float64Array.from(y).sort();
  let [i, j, before, rankSum, ties] = [0, 0, 0, 0, 0];
  while (i < shifted.length || j < others.length) {
    const value = Math.min(shifted[i] ?? Number.POSITIVE_INFINITY, others[j] ?? Number.POSITIVE_INFINITY);
    const [fromX, fromY] = [i, j];
    while (i < shifted.length && shifted[i] === value) i += 1;
    while (j < others.length && others[j] === value) j += 1;
    const tied = i - fromX + j - fromY;
    rankSum += (i - fromX) * (before + (tied + 1) / 2);
    ties += tied ** 3 - tied;
    before += tied;
  }
  return { rankSum, ties };
}

/**
 * Where a function that falls crosses 0, to 1e-4: Brent's method ("Algorithms for minimization without derivatives", 1973, chapter 4),
 * as R has it. The statistic is a staircase, so where on a step the search stops is a matter of its path, and some verdicts on rates
 * that are mostly 0 hang on that.
 */
function falls(f: (mu: number) => number, from: number, to: number): number {
  let [a, b] = [from, to];
  let [fa, fb] = [f(a), f(b)];
  if (fa <= 0) return a;
  if (fb >= 0) return b;
  let [c, fc] = [a, fa];
  for (let step = 0; step < 1_000; step++) {
    const previous = b - a;
    if (Math.abs(fc) < Math.abs(fb)) [a, b, c, fa, fb, fc] = [b, c, b, fb, fc, fb];
    const tolerance = 2 * Number.EPSILON * Math.abs(b) + PRECISION / 2;
    const half = (c - b) / 2;
    if (Math.abs(half) <= tolerance || fb === 0) return b;
    const wanted =
      Math.abs(previous) >= tolerance && Math.abs(fa) > Math.abs(fb)
        ? interpolated({ a, b, c, fa, fb, fc, previous, tolerance }, half)
        : half;
    [a, fa] = [b, fb];
    b += Math.abs(wanted) < tolerance ? Math.sign(half) * tolerance : wanted;
    fb = f(b);
    if (fb > 0 === fc > 0) [c, fc] = [a, fa];
  }
  return b;
}

/** A step by the line or parabola through the last points, unless halving is safer. */
function interpolated(
  {
    a,
    b,
    c,
    fa,
    fb,
    fc,
    previous,
    tolerance,
  }: Readonly<Record<'a' | 'b' | 'c' | 'fa' | 'fb' | 'fc' | 'previous' | 'tolerance', number>>,
  half: number,
): number {
  const s = fb / fa;
  const [q, r] = [fa / fc, fb / fc];
  let p = a === c ? 2 * half * s : s * (2 * half * q * (q - r) - (b - a) * (r - 1));
  let divisor = a === c ? 1 - s : (q - 1) * (r - 1) * (s - 1);
  if (p > 0) divisor = -divisor;
  else p = -p;
  const isSafe = p < 1.5 * half * divisor - Math.abs(tolerance * divisor) / 2 && p < Math.abs((previous * divisor) / 2);
  return isSafe ? p / divisor : half;
}

/** The two levels that are used, and what lies between, by halving the error function's series. */
function normalQuantile(p: number): number {
  let [low, high] = [0, 8];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(Z ≤ z) for z ≥ 0: ½ + φ(z) (z + z³/3 + z⁵/15 + …). */
function normalBelow(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 3; term > 1e-17 * sum; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}
