import { ErrorName } from '../../contract';
import { ActiveRelease } from '../../core/ledger/ledger';
import { secondsBetween } from '../../core/time';
import { ReleaseError } from './errors';

/**
 * Throws ProvisionFailed when the environment should have been ready by now; `remedy` says where to look.
 *
 * @param since when the wait began: before a step, hours may have passed since the phase did
 */
export function assertInTime(
  release: ActiveRelease,
  { since = release.phaseSince, now }: { readonly since?: string; readonly now: Date },
  waitingFor: string,
  remedy: string,
): void {
  const waited = secondsBetween(since, now);
  const limit = release.plan.provisionTimeoutSeconds;
  if (waited <= limit) return;
  throw new ReleaseError(
    ErrorName.PROVISION_FAILED,
    `${release.environment} must be ready within ${limit} s, after ${Math.round(waited)} s: ${waitingFor}; ${remedy}`,
  );
}
