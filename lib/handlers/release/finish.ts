import { FinishEvent, FinishResult, RolledBackEvent } from '../../contract';
import { ownRelease } from '../../core/guard';
import { Ledger } from '../../core/ledger/ledger';
import { outcomeOf } from '../../core/ledger/outcome';
import { detailOf } from '../shared/release-event';
import { endedDetail, ReleaseContext } from './context';

/** Rejects the version if it is to blame, and tells people why traffic went back. Harmless when the release is over. */
export async function recordRollback(context: ReleaseContext, event: RolledBackEvent): Promise<FinishResult> {
  const { ledger } = await context.store.apply({ kind: 'record-rollback', releaseId: event.releaseId });
  const release = ownRelease(ledger, event.releaseId);
  if (release?.rollback === undefined) return resultOf(ledger, event.releaseId);
  const outcome = outcomeOf(release) ?? 'rolled-back';
  const { reason, evidence, trigger } = release.rollback;
  await context.notifier.notify(
    detailOf(ledger, release, { phase: outcome, reason, evidence: { ...evidence, trigger } }, context.now()),
  );
  return { outcome, reason };
}

/** Ends the release, frees the lock, tells people. */
export async function finish(context: ReleaseContext, event: FinishEvent): Promise<FinishResult> {
  const before = await context.store.read();
  const { ledger } = await context.store.apply({ kind: 'finish', releaseId: event.releaseId }, before);
  const ended = ledger.ended.find(({ releaseId }) => releaseId === event.releaseId);
  if (ended === undefined) return resultOf(ledger, event.releaseId);
  // A rollback is told when it is recorded, long before the failed environment is gone; only a lost record is made up for.
  const recordLost = ownRelease(before, event.releaseId)?.phase === 'rolling-back';
  if (ended.outcome === 'promoted' || recordLost) await context.notifier.notify(endedDetail(ledger, ended));
  return { outcome: ended.outcome, reason: ended.reason };
}

function resultOf(ledger: Ledger, releaseId: string): FinishResult {
  const ended = ledger.ended.find((known) => known.releaseId === releaseId);
  if (ended !== undefined) return { outcome: ended.outcome, reason: ended.reason };
  if (ownRelease(ledger, releaseId)?.promoted === true) {
    return { outcome: 'promoted', reason: 'the version stays live: there is no version to go back to' };
  }
  return { outcome: 'refused', reason: `release ${releaseId} never held the lock of model ${ledger.modelName}` };
}
