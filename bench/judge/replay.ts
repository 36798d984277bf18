import { binomial, normal, poisson, Random, seeded } from './random';

/** What both sides counted, a minute an element. */
export interface Replay {
  readonly minutes: number;
  /** Requests and bad ones of the experiment, then of the control. */
  readonly n1: Uint32Array;
  readonly x1: Uint32Array;
  readonly n0: Uint32Array;
  readonly x0: Uint32Array;
  /** The rate that the rules with fixed limits were set by: what the live version usually has. */
  readonly usualRate: number;
}

/** What a simulated release is like. */
export interface Scenario {
  readonly name: string;
  readonly requestsPerMinute: number;
  readonly baseRate: number;
  /** The experiment's share of the requests in a minute. */
  readonly share: (minute: number) => number;
  readonly minutes: number;
  /** The experiment's rate by the control's. */
  readonly ratio: number;
  /** The minute from which on it is so, healthy until then. @default 0 */
  readonly badFrom?: number;
  /** A rate that both sides share in its ups and downs: half more and half less over the day, and incidents of eight times for ten minutes. */
  readonly weather: boolean;
  /** Standard deviation of each side's own noise on the logarithm of its rate, which lasts: 0.9 of it is left after a minute. */
  readonly noise: number;
}

const INCIDENT = { chance: 1 / 240, minutes: 10, factor: 8 };
const LASTING = 0.9;
export const HIGHEST_RATE = 0.9;

/** A replay of the scenario, the same for the same seed. */
export function replay(scenario: Scenario, seed: number): Replay {
  const random = seeded(seed);
  const { minutes, baseRate, ratio, badFrom = 0, share, requestsPerMinute } = scenario;
  const weather = weatherOf(scenario, random);
  const [noise1, noise0] = [noiseOf(scenario, random), noiseOf(scenario, random)];
  const counts = {
    n1: new Uint32Array(minutes),
    x1: new Uint32Array(minutes),
    n0: new Uint32Array(minutes),
    x0: new Uint32Array(minutes),
  };
  for (let minute = 0; minute < minutes; minute++) {
    const requests = poisson(random, requestsPerMinute);
    const common = baseRate * weather();
    const times = minute < badFrom ? 1 : ratio;
    const n1 = binomial(random, requests, share(minute));
    counts.n1[minute] = n1;
    counts.n0[minute] = requests - n1;
    counts.x1[minute] = binomial(random, n1, Math.min(HIGHEST_RATE, times * common * noise1()));
    counts.x0[minute] = binomial(random, requests - n1, Math.min(HIGHEST_RATE, common * noise0()));
  }
  return { minutes, ...counts, usualRate: baseRate };
}

/** Factors of the shared rate, minute by minute. */
export function weatherOf({ weather }: Pick<Scenario, 'weather'>, random: Random): () => number {
  if (!weather) return () => 1;
  const start = 1_440 * random();
  let minute = 0;
  let incident = 0;
  return () => {
    incident = incident > 0 ? incident - 1 : random() < INCIDENT.chance ? INCIDENT.minutes : 0;
    const daily = 1 + 0.5 * Math.sin((2 * Math.PI * (start + minute++)) / 1_440);
    return daily * (incident > 0 ? INCIDENT.factor : 1);
  };
}

export function noiseOf({ noise }: Pick<Scenario, 'noise'>, random: Random): () => number {
  if (noise === 0) return () => 1;
  let level = noise * normal(random);
  return () => {
    level = LASTING * level + Math.sqrt(1 - LASTING * LASTING) * noise * normal(random);
    return Math.exp(level);
  };
}

/** 10 % for ten minutes, 25 % for ten, then 50 %. */
export function ramp(minute: number): number {
  if (minute < 10) return 0.1;
  return minute < 20 ? 0.25 : 0.5;
}
