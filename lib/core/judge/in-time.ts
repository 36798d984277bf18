import { JudgeSettings } from '../../contract/judge';
import { Effort } from './planner';
import { MINUTE } from './state';

/** More than any model gets: what is not decided with so many requests a minute never is. */
const MOST_REQUESTS = 10_000_000;

/**
 * Minutes from the first step on in which what is counted can still decide: to the judge's deadline, or to the end of the comparison when
 * that is later, and what is read comes late by the judge's lag.
 */
export function minutesToDecide(
  { maxDurationSeconds, lagSeconds }: Pick<JudgeSettings, 'maxDurationSeconds' | 'lagSeconds'>,
  comparedSeconds = 0,
): number {
  return Math.max(1, (Math.max(maxDurationSeconds, comparedSeconds) - lagSeconds) / MINUTE);
}

/** The measure of whatever is said of traffic ahead or afterwards: 19 of 20 releases are decided in so many minutes. */
export function isInTime(effort: Effort | null | undefined, minutes: number): boolean {
  return effort !== undefined && effort !== null && effort.unluckyMinutes <= minutes;
}

/** Requests of both sides a minute, to about a hundredth, with which all efforts are in time; undefined when no traffic suffices. */
export function sufficientRequests(
  effortsWith: (requestsPerMinute: number) => readonly (Effort | undefined)[],
  minutes: number,
): number | undefined {
  const isEnough = (requests: number) => effortsWith(requests).every((effort) => isInTime(effort, minutes));
  if (!isEnough(MOST_REQUESTS)) return undefined;
  let [low, high] = [0, MOST_REQUESTS];
  while (high - low > Math.max(1, high / 100)) {
    const middle = Math.ceil((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
