import { DeployedVersion, ErrorName, Verdict } from '../../contract';
import { returnPlan } from '../plan';
import { refusal } from '../refusal';
import { StartReturnCommand } from './command';
import { ActiveRelease, Ledger } from './ledger';
import { reasonNotToTakeLock, takeLock } from './lock';
import { reasonOfReturn } from './reason-of-return';
import { reasonNotToReturn } from './return';
import { changed, refusedBecause, Transition, unchanged } from './transition';

/**
 * Gives the lock to a return. Neither a change freeze nor an alarm speaks against it, because rolling back is always allowed; whether
 * the copy is still there, the environment says before it starts it.
 */
export function startReturn(ledger: Ledger, command: StartReturnCommand, now: string): Transition {
  if (ledger.release?.executionArn === command.executionArn)
    return unchanged(ledger, 'the release holds the lock already');
  const held = reasonNotToTakeLock(ledger, command);
  if (held !== undefined) return refusedBecause(held);
  const { free, tookOver, ending } = takeLock(ledger, command.releaseId, now);
  const obstacle = reasonNotToReturn(free) ?? reasonOfAnotherOrder(free, command);
  if (obstacle !== undefined) return refusedBecause(refusal(ErrorName.RELEASE_REFUSED, obstacle));
  const { live, before } = free as Required<Ledger>; // without one of them there is a reason not to return
  const release = { ...newReturn(live, before, command, now), ...tookOver };
  const { version, contentHash, image, environment, copyArn } = before;
  return changed(
    { ...free, release },
    {
      releaseId: command.releaseId,
      kind: 'start',
      at: now,
      reason: reasonOfReturn(release),
      evidence: {
        trigger: 'operator',
        requestedBy: command.requestedBy,
        ...{ environment, version, contentHash, image, copyArn },
        leaves: release.returning.left,
        skippedChecks: command.skippedChecks,
        ...tookOver,
      },
    },
    ending,
  );
}

/** Meanwhile another version may have become live, by another return for example: nobody asked to leave that one. */
function reasonOfAnotherOrder({ live, before }: Ledger, { leaves, version }: StartReturnCommand): string | undefined {
  if (live?.releaseId === leaves && before?.version === version) return undefined;
  return (
    `the return was asked for from release ${leaves} to version "${version}", but by now "${live?.version}" is live by release ` +
    `${live?.releaseId} and "${before?.version}" is the version before; look at the status, and ask again if it is still needed`
  );
}

function newReturn(
  live: DeployedVersion,
  before: DeployedVersion,
  { releaseId, executionArn, reason, plan, skippedChecks, requestedBy }: StartReturnCommand,
  now: string,
) {
  const { version, contentHash, image, environment, copyArn } = before;
  return {
    ...{ version, contentHash, image, releaseId, executionArn, environment, requestedBy },
    returning: { copyArn, left: { version: live.version, releaseId: live.releaseId }, reason },
    plan: returnPlan(plan),
    phase: 'preparing',
    startedAt: now,
    phaseSince: now,
    forced: false,
    trafficMayHaveMoved: false,
    promoted: false,
    verdicts: skippedChecks.map(skipped),
  } as const satisfies ActiveRelease;
}

/** Not a pass: nothing was measured. The version was proven when it was released, and time counts. */
function skipped(check: string): Verdict {
  return {
    check,
    status: 'INSUFFICIENT_DATA',
    reason: 'skipped: return to a version that was live',
    evidence: { skipped: true },
  };
}
