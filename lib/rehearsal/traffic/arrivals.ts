import { seededRandom } from '../asl/random';
import { LoadPlan } from './load-messages';

/** When the next request is due, in milliseconds since the start; each call moves on by one request. */
export type Arrivals = () => number;

/** The times at which requests are due, decided beforehand: they never wait for an answer (an open loop). */
export function arrivalsOf({ arrivals, rps, seed }: Pick<LoadPlan, 'arrivals' | 'rps' | 'seed'>): Arrivals {
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
