import { ErrorName, JUDGE_VERDICT, otherEnvironment, Verdict, VersionRef } from '../../contract';
import { firstReleasePlan } from '../plan';
import { Refusal, refusal } from '../refusal';
import { reasonToIgnoreEvent } from './registry-event';
import { StartCommand } from './command';
import { ActiveRelease, Ledger } from './ledger';
import { reasonNotToTakeLock, takeLock } from './lock';
import { isSame, rejectionOf } from './rejection';
import { changed, refusedBecause, Transition, unchanged } from './transition';

/** A first release has nothing to be compared with: its verdict says so, instead of there being none. */
const NOT_JUDGED: Verdict = {
  check: JUDGE_VERDICT,
  status: 'INSUFFICIENT_DATA',
  reason: 'not judged: it is the first version of the model, and no live one is there to compare it with',
  evidence: {},
};

/** Gives the lock to a new release, or says why it may not start. */
export function start(ledger: Ledger, command: StartCommand, now: string): Transition {
  if (ledger.release?.executionArn === command.executionArn)
    return unchanged(ledger, 'the release holds the lock already');
  const ignored = reasonToIgnoreEvent(ledger, command);
  if (ignored !== undefined) return unchanged(ledger, ignored);
  if (isLive(ledger, command)) return unchanged(ledger, `version ${command.version} is live already`);
  const cause = reasonNotToStart(ledger, command);
  if (cause !== undefined) return refusedBecause(cause);
  const { free, tookOver, ending } = takeLock(ledger, command.releaseId, now);
  const release = { ...newRelease(free, command, now), ...tookOver };
  return changed(
    { ...free, release },
    {
      releaseId: command.releaseId,
      kind: 'start',
      at: now,
      reason: `version ${command.version} goes to the ${release.environment} environment`,
      evidence: {
        environment: release.environment,
        contentHash: command.contentHash,
        image: command.image,
        forced: command.force,
        requestedBy: command.requestedBy,
        ...(command.frozenBecause.length === 0 ? {} : { overrode: command.frozenBecause }),
        ...tookOver,
      },
    },
    ending,
  );
}

/**
 * A release by hand wants no more than version string and image, so it is content with whatever has both. A deploy declares more: it
 * is not answered that its content is live when a release by hand, which did not tell it, made the version live.
 */
function isLive({ live }: Ledger, command: StartCommand): boolean {
  if (live?.version !== command.version) return false;
  return command.byHand === true ? isSame(live, command) : live.contentHash === command.contentHash;
}

function reasonNotToStart(ledger: Ledger, command: StartCommand): Refusal | undefined {
  const live = ledger.live;
  if (live?.version === command.version) {
    return refusal(
      ErrorName.RELEASE_REFUSED,
      `version "${command.version}" is live with other content (${difference(live, command)}); ` +
        'give changed content a new version',
    );
  }
  const held = reasonNotToTakeLock(ledger, command);
  if (held !== undefined) return held;
  const [freeze] = command.frozenBecause;
  if (freeze !== undefined && !command.force) {
    return refusal(
      ErrorName.RELEASE_REFUSED,
      `no release may start now: ${command.frozenBecause.join('; ')}; wait, or force the release, which is recorded`,
    );
  }
  const rejected = rejectionOf(ledger, command);
  if (rejected !== undefined && !command.force) {
    return refusal(
      ErrorName.RELEASE_REFUSED,
      `version "${command.version}" was rejected by release ${rejected.releaseId} at ${rejected.at} (${rejected.reason}); ` +
        'give changed content a new version, or force the release',
    );
  }
  return undefined;
}

function difference(live: VersionRef, { byHand, image, contentHash }: StartCommand): string {
  if (byHand === true) return `image ${live.image}, now ${image}`;
  return `hash ${live.contentHash.slice(0, 12)}, now ${contentHash.slice(0, 12)}`;
}

function newRelease(ledger: Ledger, command: StartCommand, now: string): ActiveRelease {
  const live = ledger.live;
  return {
    version: command.version,
    contentHash: command.contentHash,
    image: command.image,
    releaseId: command.releaseId,
    executionArn: command.executionArn,
    ...(command.byHand === true ? { byHand: true } : {}),
    environment: live === undefined ? 'blue' : otherEnvironment(live.environment),
    ...(command.candidateArn === undefined ? {} : { candidateArn: command.candidateArn }),
    plan: live === undefined ? firstReleasePlan(command.plan) : command.plan,
    phase: 'preparing',
    startedAt: now,
    phaseSince: now,
    forced: command.force,
    requestedBy: command.requestedBy,
    trafficMayHaveMoved: false,
    promoted: false,
    verdicts: live === undefined && command.plan.analysis !== undefined ? [NOT_JUDGED] : [],
  };
}
