import { CheckResult, ShadowSpec, StopMirroringEvent, StopMirroringResult, otherEnvironment } from '../../contract';
import { ownRelease } from '../../core/guard';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { nothingToCompareWith, shadowVerdict } from '../../core/shadow';
import { nextStep, pendingVerdict, progressOf, withMirror, withoutMirror } from '../../core/shadow-stages';
import { atOnce, CheckContext } from './context';
import { readCounts } from './shadow-counts';

/**
 * One look at a shadow check: has the gateways mirror what the check's stage asks for, or judges what they counted. How far the check
 * is stands in the ledger as its PENDING verdict, so that a look that died is simply done again.
 */
export async function checkShadow(
  context: CheckContext,
  ledger: Ledger,
  release: ActiveRelease,
  spec: ShadowSpec,
): Promise<CheckResult> {
  if (ledger.live === undefined) return { ...nothingToCompareWith(spec), waitSeconds: 0, exempt: true };
  const known = release.verdicts.find(({ check }) => check === spec.name);
  if (known !== undefined && known.status !== 'PENDING') return atOnce(known);
  const now = context.now();
  const idle = release.environment;
  const step = nextStep(spec, idle, known === undefined ? undefined : progressOf(known), now.toISOString());
  if (step.kind === 'wait') {
    await context.gatewaySettings().update((settings) => withMirror(settings, step.mirror, spec, release.releaseId));
    return { ...pendingVerdict(spec, step.progress), waitSeconds: step.waitSeconds, exempt: false };
  }
  const counts = await readCounts(context.cloudwatch, {
    modelName: context.store.modelName,
    environment: otherEnvironment(idle),
    progress: step.progress,
    until: now,
    slices: spec.slices,
  });
  return atOnce(shadowVerdict(spec, counts));
}

/** The release goes back. Leaves alone what another release does, if this one has lost the lock. */
export async function stopMirroring(context: CheckContext, event: StopMirroringEvent): Promise<StopMirroringResult> {
  const release = ownRelease(await context.store.read(), event.releaseId);
  if (release === undefined) return { stopped: false };
  return { stopped: await context.gatewaySettings().update(withoutMirror) };
}
