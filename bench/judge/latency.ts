import { HIGHEST_RATE, noiseOf, ramp, Replay, Scenario, weatherOf } from './replay';
import { binomial, poisson, seeded } from './random';

/** Latencies of the lognormal distribution with this spread. */
const SIGMA = 0.8;

const STEADY = { requestsPerMinute: 600, weather: false, noise: 0 };

/** Of the normal distribution: 90 % and 99 % are below. */
const Z90 = 1.2815515655446004;
const Z99 = 2.3263478740408408;

/** Counts above the live version's p90, and of those the ones above its p99. */
export interface LatencyReplay extends Replay {
  readonly p99: Replay;
}

export type LatencyScenario = Pick<Scenario, 'requestsPerMinute' | 'share' | 'minutes' | 'weather' | 'noise'> & {
  /** The experiment's time for a request by the control's. */
  readonly scale: number;
};

/** Weather and noise change how many are slow, those above the p99 as much as those above the p90. */
export function latencyReplay(scenario: LatencyScenario, seed: number): LatencyReplay {
  const { scale, minutes, share, requestsPerMinute } = scenario;
  const random = seeded(seed);
  const weather = weatherOf(scenario, random);
  const [noise1, noise0] = [noiseOf(scenario, random), noiseOf(scenario, random)];
  const empty = () => new Uint32Array(minutes);
  const [n1, n0] = [empty(), empty()];
  const slow = { x1: empty(), x0: empty() };
  const slowest = { x1: empty(), x0: empty() };
  const shift = Math.log(scale) / SIGMA;
  const [slow1, slowest1] = [above(Z90 - shift), above(Z99 - shift)];
  for (let minute = 0; minute < minutes; minute++) {
    const common = weather();
    const requests = poisson(random, requestsPerMinute);
    n1[minute] = binomial(random, requests, share(minute));
    n0[minute] = requests - n1[minute];
    slow.x1[minute] = binomial(random, n1[minute], Math.min(HIGHEST_RATE, slow1 * common * noise1()));
    slowest.x1[minute] = binomial(random, slow.x1[minute], slowest1 / slow1);
    slow.x0[minute] = binomial(random, n0[minute], Math.min(HIGHEST_RATE, 0.1 * common * noise0()));
    slowest.x0[minute] = binomial(random, slow.x0[minute], 0.1);
  }
  const common = { minutes, n1, n0 };
  return { ...common, ...slow, usualRate: 0.1, p99: { ...common, ...slowest, usualRate: 0.01 } };
}

/** `× 1.5`, at a split of 10 %, with the minutes that the judge's median may be, by issue D. */
export const SLOW_VERSIONS = [
  { name: 'latency × 1.2', scale: 1.2, limit: undefined },
  { name: 'latency × 1.5', scale: 1.5, limit: 5 },
  { name: 'latency × 2', scale: 2, limit: 2 },
].map((each) => ({ ...each, ...STEADY, minutes: 240, share: () => 0.1 }));

/** The same along a release. */
export function latencyOfRelease(scale: number, seed: number): LatencyReplay {
  return latencyReplay({ scale, ...STEADY, minutes: 60, share: ramp }, seed);
}

/** P(Z > z): by the series around 0, which is short for |z| < 3. */
function above(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 3; Math.abs(term) > 1e-17; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 - (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}
