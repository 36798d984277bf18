import { Outcome } from '../../contract';
import { ActiveRelease } from './ledger';

/** How the release would end now, or undefined while it can end either way. */
export function outcomeOf(release: ActiveRelease): Outcome | undefined {
  if (release.rollback !== undefined) return wasRefused(release) ? 'refused' : 'rolled-back';
  return release.promoted ? 'promoted' : undefined;
}

/** Alarms spoke against the release before it had touched anything. */
function wasRefused(release: ActiveRelease): boolean {
  return release.rollback?.evidence.beforeStart === true && release.copyArn === undefined;
}
