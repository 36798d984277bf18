import { RollbackReason } from '../../contract';
import { ActiveRelease, Ledger, RejectedVersion } from './ledger';
import { outcomeOf } from './outcome';

const MAX_REJECTED = 20;

/** The rejected versions after the release's rollback: its own is added, newest first, if it is to blame. Adding twice is once. */
export function rejectedAfter(ledger: Ledger, release: ActiveRelease, now: string): readonly RejectedVersion[] {
  const { version, contentHash, image, releaseId, rollback } = release;
  if (rollback === undefined || outcomeOf(release) !== 'rolled-back' || !blamesVersion(rollback))
    return ledger.rejected;
  if (ledger.rejected.some((known) => known.releaseId === releaseId)) return ledger.rejected;
  const others = ledger.rejected.filter((known) => known.contentHash !== contentHash);
  return [{ version, contentHash, image, releaseId, reason: rollback.reason, at: now }, ...others].slice(
    0,
    MAX_REJECTED,
  );
}

/**
 * True when the version itself is to blame, so that it is not released again unless forced. An abort and a dead execution
 * say nothing about the version; neither does an error, unless it is the version's rollout that failed.
 */
function blamesVersion(reason: RollbackReason): boolean {
  switch (reason.trigger) {
    case 'watch':
      // Too little traffic says nothing about the version either.
      return reason.evidence.status !== 'INSUFFICIENT_DATA';
    case 'alarm':
    case 'check':
    case 'operator':
      return true;
    case 'error':
      return reason.evidence.error === 'ProvisionFailed';
    case 'abort':
    case 'execution-died':
      return false;
    default: {
      const never: never = reason.trigger;
      return never;
    }
  }
}
