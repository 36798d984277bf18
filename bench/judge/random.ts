/** Numbers from 0 to below 1 that only depend on the seed: a run can be repeated. */
export type Random = () => number;

/** The generator sfc32 of Chris Doty-Humphrey (PractRand): three words of state and a counter. */
export function seeded(seed: number): Random {
  let [a, b, c, counter] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88 | 0, 1];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return ((sum >>> 0) + 0.5) / 4_294_967_296; // never 0: logarithms are taken
  };
  for (let warmUp = 0; warmUp < 15; warmUp++) next();
  return next;
}

/** Of the normal distribution, by the polar form of Box and Muller. */
export function normal(random: Random): number {
  for (;;) {
    const [x, y] = [2 * random() - 1, 2 * random() - 1];
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

/** How many of `n` happen, each with probability `p`. */
export function binomial(random: Random, n: number, p: number): number {
  if (n <= 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomial(random, n, 1 - p);
  return n * p < 10 ? binomialBySearch(random, n, p) : binomialByRejection(random, n, p);
}

/** Adds probabilities up from 0 until they exceed a uniform number; short when few are expected. */
function binomialBySearch(random: Random, n: number, p: number): number {
  const odds = p / (1 - p);
  let term = Math.exp(n * Math.log1p(-p));
  let left = random();
  let k = 0;
  while (left > term && k < n) {
    left -= term;
    k += 1;
    term *= (odds * (n - k + 1)) / k;
  }
  return k;
}

/** Hörmann, "The generation of binomial random variates" (1993), algorithm BTRS: a transformed uniform, accepted by the exact density. */
function binomialByRejection(random: Random, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const center = n * p + 0.5;
  const accepted = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const mode = Math.floor((n + 1) * p);
  const logOdds = Math.log(p / (1 - p));
  const atMode = logFactorial(mode) + logFactorial(n - mode);
  for (;;) {
    const u = random() - 0.5;
    const v = random();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + center);
    if (us >= 0.07 && v <= accepted) return k;
    if (k < 0 || k > n) continue;
    const density = atMode - logFactorial(k) - logFactorial(n - k) + (k - mode) * logOdds;
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= density) return k;
  }
}

/** How many happen when `mean` are expected: the same author's PTRS (1993), a search for small means. */
export function poisson(random: Random, mean: number): number {
  if (mean <= 0) return 0;
  return mean < 10 ? poissonBySearch(random, mean) : poissonByRejection(random, mean);
}

function poissonBySearch(random: Random, mean: number): number {
  let term = Math.exp(-mean);
  let left = random();
  let k = 0;
  while (left > term && k < 1_000) {
    left -= term;
    k += 1;
    term *= mean / k;
  }
  return k;
}

function poissonByRejection(random: Random, mean: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const accepted = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random() - 0.5;
    const v = random();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= accepted) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= k * Math.log(mean) - mean - logFactorial(k)) return k;
  }
}

const LOG_FACTORIALS = new Float64Array(256);
for (let k = 2; k < LOG_FACTORIALS.length; k++) LOG_FACTORIALS[k] = LOG_FACTORIALS[k - 1] + Math.log(k);

/** ln(k!), by Stirling's series where the table ends. */
function logFactorial(k: number): number {
  if (k < LOG_FACTORIALS.length) return LOG_FACTORIALS[k];
  return (k + 0.5) * Math.log(k) - k + 0.9189385332046727 + (1 / 12 - 1 / (360 * k * k)) / k;
}
