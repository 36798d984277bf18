import { ErrorName, RollbackReason } from '../../contract';
import { ActiveRelease, Ledger, RejectedVersion } from './ledger';
import { outcomeOf } from './outcome';
import { reasonOfReturn } from './reason-of-return';

const MAX_REJECTED = 20;

/** What a version is known by: its content, as far as it was told. */
type Known = Pick<ActiveRelease, 'version' | 'contentHash' | 'image' | 'byHand'>;

/** The rejection that speaks against a version, if there is one. */
export function rejectionOf(ledger: Ledger, wanted: Known): RejectedVersion | undefined {
  return ledger.rejected.find((rejected) => isSame(rejected, wanted));
}

/**
 * Two deploys are compared by all that they declare: other content under the same version string is another version. The hash of a
 * release by hand covers no more than version and image, so it is compared by these two, with whatever way the other one came.
 */
export function isSame(one: Known, other: Known): boolean {
  if (one.contentHash === other.contentHash) return true;
  if (one.byHand !== true && other.byHand !== true) return false;
  // No image means the candidate's, which only the environment will tell.
  const sameImage = one.image === '' || other.image === '' || one.image === other.image;
  return one.version === other.version && sameImage;
}

/**
 * The rejected versions after a release: its own is added, newest first, if it was rolled back and is to blame, and taken out if it was
 * promoted. A promoted return adds the version that it left, because an operator said so.
 */
export function rejectedAfter(ledger: Ledger, release: ActiveRelease, now: string): readonly RejectedVersion[] {
  const { version, contentHash, image, byHand, releaseId, rollback } = release;
  if (rollback === undefined) return withLeftVersion(ledger, release, now);
  if (outcomeOf(release) !== 'rolled-back' || !isToBlame(release, rollback)) return ledger.rejected;
  if (ledger.rejected.some((known) => known.releaseId === releaseId)) return ledger.rejected;
  return withRejected(ledger.rejected, {
    ...{ version, contentHash, image, byHand, releaseId },
    ...{ reason: rollback.reason, at: now },
  });
}

function withLeftVersion(
  { rejected, standby }: Ledger,
  release: ActiveRelease,
  at: string,
): readonly RejectedVersion[] {
  const others = rejected.filter((known) => !isSame(known, release));
  if (release.returning === undefined || standby === undefined) return others;
  const { version, contentHash, image } = standby;
  const { releaseId } = release;
  return withRejected(others, { version, contentHash, image, releaseId, reason: reasonOfReturn(release), at });
}

function withRejected(rejected: readonly RejectedVersion[], own: RejectedVersion): readonly RejectedVersion[] {
  return [own, ...rejected.filter(({ contentHash }) => contentHash !== own.contentHash)].slice(0, MAX_REJECTED);
}

/**
 * A return that did not get as far as the traffic says nothing about its version, which was live: it may be tried again. Nor do alarms about
 * any version that had no traffic yet: they may still tell of the one before, in the same environment.
 */
function isToBlame({ returning, trafficMayHaveMoved }: ActiveRelease, rollback: RollbackReason): boolean {
  if (trafficMayHaveMoved) return blamesVersion(rollback);
  return returning === undefined && blamesVersion(rollback) && !isByAlarm(rollback);
}

function isByAlarm({ evidence: { alarm, firing } }: RollbackReason): boolean {
  return says(alarm) || says(firing);
}

/**
 * True when the version itself is to blame, so that it is not released again unless forced: by an alarm that fired, by its targets, its
 * checks or its rollout, or because an operator says so. Whatever else ended the release may happen to any version.
 */
export function blamesVersion({ trigger, evidence }: Pick<RollbackReason, 'trigger' | 'evidence'>): boolean {
  switch (trigger) {
    case 'alarm':
    case 'watch':
      return lookBlamesVersion(evidence);
    case 'judge':
    case 'check':
      // A check or an analysis that measured nothing does not let a version pass, but has not found it wrong either.
      return evidence.status !== 'INSUFFICIENT_DATA';
    case 'operator':
      return true;
    case 'error':
      return evidence.error === ErrorName.PROVISION_FAILED;
    case 'abort':
    case 'execution-died':
      return false;
    default: {
      const never: never = trigger;
      return never;
    }
  }
}

/**
 * An alarm that called by itself names itself; a look names those that it found firing, and fails a bake by its numbers. Alarms that are missing or unreadable, a rule
 * that somebody changed, a bake with too little traffic and a pause that nobody ended say nothing about the version, even if its targets were counted too.
 */
function lookBlamesVersion(evidence: RollbackReason['evidence']): boolean {
  const { alarm, firing, missing, error, recorded, live, status, pausedBy, healthyTargets } = evidence;
  if (says(alarm) || says(firing) || status === 'FAIL') return true;
  return ![missing, error, recorded, live, status, pausedBy].some(says) && says(healthyTargets);
}

/** False for a member that is absent, or a list of nothing. */
function says(member: unknown): boolean {
  return Array.isArray(member) ? member.length > 0 : member !== undefined;
}
