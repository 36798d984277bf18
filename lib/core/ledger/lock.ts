import { ErrorName } from '../../contract';
import { Refusal, refusal } from '../refusal';
import { endDeadRelease } from './finish';
import { Ledger } from './ledger';
import { trafficIsSettled } from './stable';
import { Ending } from './transition';

/** The ledger with its lock free for a release. */
export interface FreeLock {
  readonly free: Ledger;
  /** What the new release remembers of the dead one whose lock it takes, if it takes one. */
  readonly tookOver: { readonly tookOverFrom?: string };
  readonly ending: Ending | undefined;
}

/**
 * Why the lock can't be taken: its holder lives, or has moved traffic that is not settled.
 *
 * @param deadExecutionArn execution that was seen not to run any more
 */
export function reasonNotToTakeLock(
  { release: holder }: Ledger,
  { deadExecutionArn }: { readonly deadExecutionArn?: string },
): Refusal | undefined {
  if (holder === undefined) return undefined;
  if (holder.executionArn !== deadExecutionArn) {
    return refusal(
      ErrorName.RELEASE_REFUSED,
      `release ${holder.releaseId} (version "${holder.version}") is in phase ${holder.phase}; wait for its end or abort it`,
    );
  }
  if (trafficIsSettled(holder)) return undefined;
  return refusal(
    ErrorName.RELEASE_REFUSED,
    `release ${holder.releaseId} died while it moved traffic and its recovery has not read the traffic back yet; ` +
      'try again when the recovery is over, or roll back by hand',
  );
}

/** Ends what still holds the lock: by now that is a release of a dead execution whose traffic is settled. */
export function takeLock(ledger: Ledger, releaseId: string, now: string): FreeLock {
  const dead = ledger.release;
  if (dead === undefined) return { free: ledger, tookOver: {}, ending: undefined };
  const { free, ending } = endDeadRelease(ledger, dead, releaseId, now);
  return { free, tookOver: { tookOverFrom: dead.releaseId }, ending };
}
