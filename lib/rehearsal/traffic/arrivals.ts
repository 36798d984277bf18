import { seededRandom } from '../asl/random';
import { LoadPlan } from './load-messages';

/** When the next request is due, in milliseconds since the start; each call moves on by one request. */
export type Arrivals = () => number;

/**
 * The times at which requests are due, decided beforehand: they never wait for an answer (an open loop). For `rampMs` the rate grows
 * evenly from 0, so that servers that have just started compile what they need before they get everything.
 */
export function arrivalsOf(plan: Pick<LoadPlan, 'arrivals' | 'rps' | 'seed' | 'rampMs' | 'groupMs'>): Arrivals {
  const steady = steadyArrivals(plan);
  const { rampMs = 0, groupMs = 0 } = plan;
  // A rate that grows evenly has sent half as many requests in its time: the n-th is due when t²/2R = s(n).
  const grown = (due: number) => (due < rampMs / 2 ? Math.sqrt(2 * rampMs * due) : due + rampMs / 2);
  const grouped = (due: number) => (groupMs === 0 ? due : Math.ceil(due / groupMs) * groupMs);
  return () => grouped(grown(steady()));
}

function steadyArrivals({ arrivals, rps, seed }: Pick<LoadPlan, 'arrivals' | 'rps' | 'seed'>): Arrivals {
  if (!(rps > 0)) throw new RangeError(`rps must be more than 0, got ${rps}`);
  const gapMs = 1000 / rps;
  if (arrivals === 'constant') {
    let index = 0;
    return () => index++ * gapMs;
  }
  const random = seededRandom(seed);
  let due = 0;
  return () => (due += -Math.log(1 - random()) * gapMs); // exponential gaps make arrivals Poisson
}
