import { Recording } from '../../../core/retrospective/recording';
import { OperationError } from '../../operation-error';

/**
 * Distances that must be multiples of a period before it is one. Minutes without requests make distances of any length, and six sparse
 * minutes have a period by chance in 4 of 100 cases (one of n distances: the sum of g to the power of -n, for g from 2 on).
 */
const OF_REQUESTS = 5;

/** Most minutes have no event: eleven of them have a period by chance in 1 of 1,000 cases. */
const OF_EVENTS = 10;

/**
 * What is wrong with the times of one metric or one guardrail's rows, in epoch seconds: a period of five minutes would be read as the counts
 * of one minute, and four without traffic. Undefined when nothing is, or when there are too few to tell.
 */
export function periodProblem(times: Iterable<number>, of: 'requests' | 'events'): string | undefined {
  const all = [...times];
  const period = periodOf(all);
  if (period <= 60 || all.length - 1 < (of === 'requests' ? OF_REQUESTS : OF_EVENTS)) return undefined;
  return rule(period, all.length);
}

/** Of both sides together two minutes tell: traffic of which every second minute has neither is no release's. */
export function assertMinutes(...recordings: readonly Recording[]): void {
  const minutes = new Set(
    recordings.flatMap((each) => [...each.values()].flatMap((guardrail) => [...guardrail.keys()])),
  );
  const period = periodOf([...minutes]);
  if (period > 60) throw new OperationError(`both sides: ${rule(period, minutes.size)}`);
}

function rule(period: number, times: number): string {
  return (
    `counts must be those of single minutes, got ${times} times that are ${period} s apart, or a multiple of it; ` +
    'export a period of 60 seconds, and write 0 for minutes without requests'
  );
}

/** Greatest number of seconds of which all distances are multiples; 0 for fewer than two times. */
function periodOf(times: readonly number[]): number {
  const whole = times.map(Math.round);
  return whole.reduce((period, time) => greatestCommonDivisor(period, Math.abs(time - whole[0])), 0);
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}
