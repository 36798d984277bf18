import { allOn, ErrorName, RollbackReason, Weights } from '../../contract';
import { ownRelease } from '../guard';
import { DecideRollbackCommand, RecordRollbackCommand, RequestAbortCommand, TrafficRestoredCommand } from './command';
import { Ledger } from './ledger';
import { rejectedAfter } from './rejection';
import { reasonNotToRollBack, stableVersion, trafficIsSafe } from './stable';
import { changed, refused, Transition, unchanged, withRelease } from './transition';

/** Notes an operator's wish to abort. The first one stays; one that comes too late is harmless. */
export function requestAbort(ledger: Ledger, command: RequestAbortCommand, now: string): Transition {
  const release = ledger.release;
  if (release === undefined || (command.releaseId !== undefined && command.releaseId !== release.releaseId)) {
    return unchanged(ledger, `release ${command.releaseId ?? 'of the model'} is not active: nothing to abort`);
  }
  if (release.abort !== undefined) return unchanged(ledger, `${release.abort.by} asked to abort already`);
  if (release.rollback !== undefined) return unchanged(ledger, 'the release is being rolled back already');
  if (release.promoted && command.unlessPromoted === true) return unchanged(ledger, 'the version is promoted already');
  const { reason, by } = command;
  return changed(withRelease(ledger, release, { abort: { reason, by, at: now } }), {
    releaseId: release.releaseId,
    kind: 'abort',
    at: now,
    reason: `${by} asked to abort: ${reason}`,
    evidence: { phase: release.phase },
  });
}

/** Decides that traffic goes back. The first reason stays. Accepted in every phase in which there is a way back. */
export function decideRollback(ledger: Ledger, command: DecideRollbackCommand, now: string): Transition {
  const release = ownRelease(ledger, command.releaseId);
  if (release === undefined) return unchanged(ledger, `release ${command.releaseId} is not active`);
  if (release.rollback !== undefined) return unchanged(ledger, `decided already at ${release.rollback.at}`);
  const obstacle = reasonNotToRollBack(ledger, release);
  if (obstacle !== undefined) return unchanged(ledger, obstacle);
  const rollback: RollbackReason = { ...command.reason, at: now };
  return changed(withRelease(ledger, release, { phase: 'rolling-back', phaseSince: now, rollback }), {
    releaseId: release.releaseId,
    kind: 'decide-rollback',
    at: now,
    reason: rollback.reason,
    evidence: { trigger: rollback.trigger, phase: release.phase, ...rollback.evidence },
  });
}

/** Records that the stable side has all traffic; after a promotion the version before becomes the live one again. */
export function trafficRestored(ledger: Ledger, command: TrafficRestoredCommand, now: string): Transition {
  const release = ownRelease(ledger, command.releaseId);
  if (release === undefined) return unchanged(ledger, `release ${command.releaseId} is not active`);
  if (release.rollback === undefined) {
    return refused(
      ErrorName.INVALID_INPUT,
      `release ${release.releaseId} is not being rolled back; decide the rollback first`,
    );
  }
  if (release.trafficRestoredAt !== undefined)
    return unchanged(ledger, `restored already at ${release.trafficRestoredAt}`);
  const stable = stableVersion(ledger);
  if (stable?.environment !== command.environment) {
    return refused(
      ErrorName.WEIGHTS_NOT_APPLIED,
      `traffic must be on ${stable?.environment ?? 'no environment'}, got ${command.environment ?? 'none'}; write the weights again`,
    );
  }
  const weights: Weights = command.environment === undefined ? { blue: 0, green: 0 } : allOn(command.environment);
  const restored = { ...withRelease(ledger, release, { trafficRestoredAt: now, promoted: false }), weights };
  return changed(release.promoted ? { ...restored, live: ledger.standby, standby: undefined } : restored, {
    releaseId: release.releaseId,
    kind: 'traffic-restored',
    at: now,
    reason:
      stable === undefined
        ? 'no version is live, the rule answers 503'
        : `all traffic is on ${stable.environment}, read back`,
    evidence: { from: ledger.weights, to: weights, demoted: release.promoted },
  });
}

/** Rejects a version that failed by its own fault, once traffic is known to be off it. */
export function recordRollback(ledger: Ledger, command: RecordRollbackCommand, now: string): Transition {
  const release = ownRelease(ledger, command.releaseId);
  if (release === undefined) return unchanged(ledger, `release ${command.releaseId} is over`);
  const rollback = release.rollback;
  if (rollback === undefined)
    return unchanged(ledger, reasonNotToRollBack(ledger, release) ?? 'no rollback was decided');
  if (release.phase === 'retiring-failed') return unchanged(ledger, 'the rollback is recorded already');
  if (!trafficIsSafe(release)) {
    return refused(
      ErrorName.WEIGHTS_NOT_APPLIED,
      `traffic of release ${release.releaseId} was not read back on the stable side yet; roll back first`,
    );
  }
  const rejected = rejectedAfter(ledger, release, now);
  const moved = withRelease(ledger, release, { phase: 'retiring-failed', phaseSince: now });
  return changed(
    { ...moved, rejected },
    {
      releaseId: release.releaseId,
      kind: 'record-rollback',
      at: now,
      reason: rollback.reason,
      evidence: { trigger: rollback.trigger, rejected: rejected !== ledger.rejected },
    },
  );
}
