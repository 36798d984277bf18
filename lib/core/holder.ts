import { ActiveRelease } from './ledger/ledger';
import { Instant, secondsBetween } from './time';

/** How long a started execution may be unknown to DescribeExecution, whose answers may be old: minutes where seconds are usual. */
const UNKNOWN_AT_MOST_SECONDS = 180;

/**
 * True when the execution that holds the lock does not run any more. One that Step Functions does not know may have been deleted, or
 * just been started: it counts as alive for three minutes after it took the lock and after the last phase change, which it made. A
 * recovery takes the lock without a change of phase, because the times of a phase, as of the standby, go on.
 */
export function isDead(status: string | undefined, { phaseSince, heldSince }: ActiveRelease, now: Instant): boolean {
  if (status !== undefined) return status !== 'RUNNING';
  const ages = [phaseSince, heldSince ?? phaseSince].map((since) => secondsBetween(since, now));
  return Math.min(...ages) > UNKNOWN_AT_MOST_SECONDS;
}
