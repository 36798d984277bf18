import { ActiveRelease } from './ledger/ledger';
import { Instant, secondsBetween } from './time';

/** How long a started execution may be unknown to DescribeExecution, whose answers may be old: minutes where seconds are usual. */
const UNKNOWN_AT_MOST_SECONDS = 180;

/**
 * True when the execution that holds the lock does not run any more. One that Step Functions does not know may have been deleted, or
 * just been started: it counts as alive for three minutes after the last phase change, which it made.
 */
export function isDead(status: string | undefined, holder: ActiveRelease, now: Instant): boolean {
  if (status === undefined) return secondsBetween(holder.phaseSince, now) > UNKNOWN_AT_MOST_SECONDS;
  return status !== 'RUNNING';
}
