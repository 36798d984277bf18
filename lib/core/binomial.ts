/**
 * P(X ≥ x) for X ~ Bin(n, p): the chance of so many bad events, or more, when each of n happens with probability p. Exact but for
 * rounding: the probabilities are added up from x away from the mean, where they only get smaller.
 */
export function atLeast(x: number, n: number, p: number): number {
  if (x <= 0) return 1;
  if (x > n) return 0;
  if (p <= 0 || p >= 1) return p >= 1 ? 1 : 0;
  if (x <= n * p) return 1 - sumDown(x - 1, n, p);
  // pmf(k + 1) / pmf(k) = (n − k) / (k + 1) · p / (1 − p)
  return sumWhileItMatters(x, n, p, (k) => ({ next: k + 1, ratio: (((n - k) / (k + 1)) * p) / (1 - p) }));
}

/** P(X ≤ x) for X ~ Bin(n, p). */
export function atMost(x: number, n: number, p: number): number {
  return atLeast(n - x, n, 1 - p);
}

/**
 * Bounds on a proportion of which x of n were seen, each wrong with probability `alpha` at most, whatever the proportion is:
 * Clopper & Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26 (1934).
 */
export function lowerBound(x: number, n: number, alpha: number): number {
  return x === 0 ? 0 : solve((p) => atLeast(x, n, p) - alpha);
}

export function upperBound(x: number, n: number, alpha: number): number {
  return x === n ? 1 : solve((p) => alpha - atMost(x, n, p));
}

/** Where a function that grows from below 0 to above it is 0, between 0 and 1. */
function solve(growing: (p: number) => number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (growing(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function sumDown(x: number, n: number, p: number): number {
  return sumWhileItMatters(x, n, p, (k) => ({ next: k - 1, ratio: ((k / (n - k + 1)) * (1 - p)) / p }));
}

function sumWhileItMatters(
  from: number,
  n: number,
  p: number,
  step: (k: number) => { readonly next: number; readonly ratio: number },
): number {
  let term = probabilityOf(from, n, p);
  let sum = 0;
  let k = from;
  while (k >= 0 && k <= n && term > sum * Number.EPSILON) {
    sum += term;
    const { next, ratio } = step(k);
    term *= ratio;
    k = next;
  }
  return Math.min(1, sum);
}

/** P(X = x). By Loader's saddle point form ("Fast and accurate computation of binomial probabilities", 2000), which stays exact for large n. */
function probabilityOf(x: number, n: number, p: number): number {
  if (x === 0) return Math.exp(n * Math.log1p(-p));
  if (x === n) return Math.exp(n * Math.log(p));
  const exponent =
    stirlingError(n) - stirlingError(x) - stirlingError(n - x) - deviance(x, n * p) - deviance(n - x, n * (1 - p));
  return Math.sqrt(n / (2 * Math.PI * x * (n - x))) * Math.exp(exponent);
}

/** ln(n!) − ln(√(2πn) (n/e)^n): what Stirling's formula leaves out. The series is exact to rounding from 16 on. */
function stirlingError(n: number): number {
  if (n < 16) {
    let logFactorial = 0;
    for (let k = 2; k <= n; k++) logFactorial += Math.log(k);
    return logFactorial - (0.5 * Math.log(2 * Math.PI * n) + n * Math.log(n) - n);
  }
  const square = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n;
}

/** x ln(x / mean) + mean − x, by a series where the two are close and the difference would lose digits. */
function deviance(x: number, mean: number): number {
  const gap = x - mean;
  if (Math.abs(gap) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x;
  const v = gap / (x + mean);
  let sum = gap * v;
  let odd = 2 * x * v;
  for (let j = 1; ; j++) {
    odd *= v * v;
    const next = sum + odd / (2 * j + 1);
    if (next === sum) return next;
    sum = next;
  }
}
