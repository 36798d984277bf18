import { Outcome, RollbackReason } from '../../contract';
import { ActiveRelease } from './ledger';

/** How the release would end now, or undefined while it can end either way. */
export function outcomeOf(release: ActiveRelease): Outcome | undefined {
  if (release.rollback !== undefined) return wasRefused(release) ? 'refused' : 'rolled-back';
  return release.promoted ? 'promoted' : undefined;
}

/** Alarms spoke against the release before it had touched anything. */
function wasRefused(release: ActiveRelease): boolean {
  return release.rollback?.evidence.beforeStart === true && release.taskDefinitionArn === undefined;
}

/**
 * True when the version itself is to blame, so that it is not released again unless forced. An abort and a dead execution
 * say nothing about the version; neither does an error, unless it is the version's rollout that failed.
 */
export function blamesVersion(reason: RollbackReason): boolean {
  switch (reason.trigger) {
    case 'alarm':
    case 'watch':
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
