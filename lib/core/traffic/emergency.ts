import { AlarmEvent, EnvironmentName, ENVIRONMENTS, OwnAlarmNames } from '../../contract';
import { reasonNotToHeedJudge } from '../analysis/judge-alarm';
import { ActiveRelease, Ledger } from '../ledger/ledger';
import { reasonOfReturn } from '../ledger/reason-of-return';
import { reasonNotToRollBack, stableVersion } from '../ledger/stable';

/** Healthy targets of both environments, as just read. */
export type HealthyTargets = Readonly<Record<EnvironmentName, number>>;

/** What to do about an alarm or an operator's emergency call. */
export type EmergencyDecision =
  | { readonly kind: 'roll-back'; readonly stable: EnvironmentName | undefined; readonly reason: string }
  | { readonly kind: 'hold'; readonly stable: EnvironmentName; readonly reason: string }
  | { readonly kind: 'ignore'; readonly reason: string };

/** Why an alarm says nothing about the active release, or undefined when it does. One that is not ours counts for both environments. */
export function reasonToIgnoreAlarm(
  ledger: Ledger,
  alarm: AlarmEvent['alarmData'],
  own: OwnAlarmNames,
): string | undefined {
  if (alarm.state.value !== 'ALARM') return `alarm ${alarm.alarmName} is in state ${alarm.state.value}`;
  const release = ledger.release;
  if (release === undefined) return 'no release is active';
  const watched = ENVIRONMENTS.find((environment) => own[environment].includes(alarm.alarmName));
  if (watched !== undefined && watched !== release.environment) {
    return `alarm ${alarm.alarmName} watches ${watched}, the release is in ${release.environment}`;
  }
  return reasonNotToHeedJudge(alarm.alarmName, ledger, release);
}

/**
 * Why an operator's call does not count, or undefined when it does. Two people on call both ask for a return: once its traffic has moved,
 * the call of the second one would put it back on the version that they flee. So that call has to name the version that it leaves.
 */
export function reasonToIgnoreCall(ledger: Ledger, from: string | undefined): string | undefined {
  const { modelName, release } = ledger;
  if (from !== undefined) return reasonNotToLeave(ledger, from);
  if (release === undefined || !hasComeBack(release)) return undefined;
  const { version, stepSince, startedAt } = release;
  const traffic = stepSince === undefined ? `is just moving to ${version}` : `is on ${version} by now`;
  return (
    `${reasonOfReturn(release)}; that was at ${startedAt}, and traffic ${traffic}; to leave ${version}, name it: ` +
    `bluegreen rollback ${modelName} --from ${version} --reason …`
  );
}

/** True when a return has moved the traffic, and nobody has decided yet that it goes back to the version that was left. */
function hasComeBack({ returning, trafficMayHaveMoved, rollback }: ActiveRelease): boolean {
  return returning !== undefined && trafficMayHaveMoved && rollback === undefined;
}

function reasonNotToLeave(ledger: Ledger, from: string): string | undefined {
  const leaves = versionToLeave(ledger);
  if (from === leaves) return undefined;
  const rule = leaves === undefined ? 'no version is live' : `it must be ${leaves}, which a rollback would leave now`;
  return `version ${from} can't be left: ${rule}; look at bluegreen status ${ledger.modelName}`;
}

/** A release's own version, except that a return which has not moved traffic yet is the way to leave the live one. */
function versionToLeave({ live, release }: Ledger): string | undefined {
  if (release === undefined) return live?.version;
  const { returning, trafficMayHaveMoved, version } = release;
  return returning !== undefined && !trafficMayHaveMoved ? returning.left.version : version;
}

/** Decides from what was read just now, whoever asks. Called again when the ledger changed meanwhile. */
export function decideEmergency(ledger: Ledger, healthy: HealthyTargets): EmergencyDecision {
  const release = ledger.release;
  if (release === undefined) return { kind: 'ignore', reason: 'no release is active' };
  if (!release.trafficMayHaveMoved) return { kind: 'ignore', reason: 'the release has not moved traffic yet' };
  const obstacle = release.rollback === undefined ? reasonNotToRollBack(ledger, release) : undefined;
  if (obstacle !== undefined) return { kind: 'ignore', reason: obstacle };
  return decideDirection(ledger, healthy);
}

/**
 * Where traffic goes when it must go back. A stable side without a single healthy target can't take it: then it is held
 * where it is until one is healthy, because ALB has no failover between weighted groups (aws-facts 4.1).
 */
export function decideDirection(ledger: Ledger, healthy: HealthyTargets): EmergencyDecision {
  const stable = stableVersion(ledger)?.environment;
  if (stable === undefined) {
    return { kind: 'roll-back', stable, reason: 'no version was live before: the rule answers 503 again' };
  }
  const target = `${stable} with ${healthy[stable]} healthy targets`;
  if (healthy[stable] > 0) return { kind: 'roll-back', stable, reason: `traffic goes to ${target}` };
  return { kind: 'hold', stable, reason: `traffic stays where it is: the stable side is ${target}; start its tasks` };
}
