import { ErrorName } from '../../contract';
import { ActiveRelease } from '../../core/ledger/ledger';
import { secondsBetween } from '../../core/time';
import { ReleaseError } from './errors';

/** Throws ProvisionFailed when the environment should have been ready by now; `remedy` says where to look. */
export function assertInTime(release: ActiveRelease, now: Date, waitingFor: string, remedy: string): void {
  const waited = secondsBetween(release.phaseSince, now);
  const limit = release.plan.provisionTimeoutSeconds;
  if (waited <= limit) return;
  throw new ReleaseError(
    ErrorName.PROVISION_FAILED,
    `${release.environment} must be ready within ${limit} s, after ${Math.round(waited)} s: ${waitingFor}; ${remedy}`,
  );
}
