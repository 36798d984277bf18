import { DeployedVersion } from '../../contract';
import { ActiveRelease, Ledger } from './ledger';

/**
 * The version that traffic goes back to when the active release fails: the live one, or after the promotion the version
 * before it. Undefined when there is none (a first release): then nothing proven exists beside the release itself.
 */
export function stableVersion(ledger: Ledger): DeployedVersion | undefined {
  return ledger.release?.promoted === true ? ledger.standby : ledger.live;
}

/** Why this release can't be rolled back any more, or undefined when it can. */
export function reasonNotToRollBack(ledger: Ledger, release: ActiveRelease): string | undefined {
  if (release.phase === 'retiring') {
    return 'the standby time is over and the version before is being retired; when that is done, bluegreen rollback brings it back';
  }
  if (release.promoted && ledger.standby === undefined) {
    return 'the promoted version is the first one of the model: there is nothing to go back to';
  }
  return undefined;
}

/** True when production traffic is known to be off the release's side: it never moved, or was read back on the stable side. */
export function trafficIsSafe(release: ActiveRelease): boolean {
  return !release.trafficMayHaveMoved || release.trafficRestoredAt !== undefined;
}

/** True when nothing is left to do about the traffic: it is off the release's side, or the version is promoted and keeps it. */
export function trafficIsSettled(release: ActiveRelease): boolean {
  return release.promoted ? release.rollback === undefined : trafficIsSafe(release);
}
