import { Phase, PhaseEvent, PromoteEvent } from '../../contract';
import { ownRelease } from '../../core/guard';
import { withRollForward } from '../../core/roll-forward';
import { detailOf } from '../shared/release-event';
import { ReleaseContext } from './context';

/** The phase that the release is in after the action. */
export interface PhaseResult {
  readonly phase: Phase;
}

/** Enters a phase and tells people. A repeated call tells them again rather than not at all. */
export async function enterPhase(context: ReleaseContext, event: PhaseEvent): Promise<PhaseResult> {
  const applied = await context.store.apply({ kind: 'enter-phase', releaseId: event.releaseId, phase: event.phase });
  const release = ownRelease(applied.ledger, event.releaseId);
  if (release !== undefined) {
    const reason = withRollForward(`the release is in phase ${event.phase}`, release.verdicts);
    await context.notifier.notify(
      detailOf(applied.ledger, release, { phase: event.phase, reason, evidence: {} }, context.now()),
    );
  }
  return { phase: release?.phase ?? event.phase };
}

/** Makes the new version the live one, unless an abort or a rollback came first. */
export async function promote(context: ReleaseContext, event: PromoteEvent): Promise<PhaseResult> {
  const applied = await context.store.apply({ kind: 'promote', releaseId: event.releaseId });
  const release = ownRelease(applied.ledger, event.releaseId);
  if (release !== undefined) {
    const reason = withRollForward(`version ${release.version} is live in ${release.environment}`, release.verdicts);
    const evidence = { standby: applied.ledger.standby?.version, verdicts: release.verdicts };
    await context.notifier.notify(
      detailOf(applied.ledger, release, { phase: 'standby', reason, evidence }, context.now()),
    );
  }
  return { phase: release?.phase ?? 'standby' };
}
