import { ErrorName } from '../../contract';
import { ActiveRelease } from '../../core/ledger/ledger';
import { secondsBetween } from '../../core/time';
import { ReleaseError } from './errors';

/**
 * Throws when the environment should have been ready by now: ProvisionFailed for a version that never was; NotEnoughCapacity for one that
 * was, and lacks tasks before a step, which may be for want of room in AWS. `remedy` says where to look.
 *
 * @param since when the wait before a step began: hours may have passed since the phase did
 */
export function assertInTime(
  release: ActiveRelease,
  { since, now }: { readonly since?: string; readonly now: Date },
  waitingFor: string,
  remedy: string,
): void {
  const waited = secondsBetween(since ?? release.phaseSince, now);
  const limit = release.plan.provisionTimeoutSeconds;
  if (waited <= limit) return;
  throw new ReleaseError(
    since === undefined ? ErrorName.PROVISION_FAILED : ErrorName.NOT_ENOUGH_CAPACITY,
    `${release.environment} must be ready within ${limit} s, after ${Math.round(waited)} s: ${waitingFor}; ${remedy}`,
  );
}
