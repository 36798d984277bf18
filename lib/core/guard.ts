import { ErrorName } from '../contract';
import { ActiveRelease, Ledger } from './ledger/ledger';
import { refusal, Refusal } from './refusal';

/** The release that holds the lock, if it is this one. */
export function ownRelease(ledger: Ledger, releaseId: string): ActiveRelease | undefined {
  return ledger.release?.releaseId === releaseId ? ledger.release : undefined;
}

/**
 * May this release still go forward? Every action before the rollback path asks this first, so that an abort or an emergency
 * rollback wins in every state. Undefined means yes.
 */
export function mayGoOn(ledger: Ledger, releaseId: string): Refusal | undefined {
  const release = ownRelease(ledger, releaseId);
  if (release === undefined) {
    const holder = ledger.release?.releaseId ?? 'nobody';
    return refusal(
      ErrorName.RELEASE_ABORTED,
      `release "${releaseId}" does not hold the lock of model "${ledger.modelName}" (held by ${holder}); start a new release`,
    );
  }
  if (release.rollback !== undefined) {
    return refusal(
      ErrorName.RELEASE_ROLLED_BACK,
      `release "${releaseId}" is being rolled back since ${release.rollback.at}: ${release.rollback.reason}`,
    );
  }
  if (release.abort !== undefined) {
    return refusal(
      ErrorName.RELEASE_ABORTED,
      `${release.abort.by} asked to abort release "${releaseId}" at ${release.abort.at}: ${release.abort.reason}`,
    );
  }
  return undefined;
}
