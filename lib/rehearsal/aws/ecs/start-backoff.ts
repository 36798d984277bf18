const FIRST_DELAY_MS = 10_000;
/** Longest wait between restarts: 27 min (developer guide, "Amazon ECS service throttle logic"). */
const LONGEST_DELAY_MS = 27 * 60_000;

/**
 * Virtual milliseconds to wait before a service tries again to start a task, after so many tasks in a row failed. The first
 * replacement comes at once. AWS documents only that the wait grows up to 27 min; doubling from 10 s is ours (inference).
 */
export function restartDelayMs(consecutiveFailures: number): number {
  if (consecutiveFailures <= 1) return 0;
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (consecutiveFailures - 2));
}
