import { stepToTake } from '../operator-wishes';
import { bakeStepIndex } from '../plan';
import { ActiveRelease } from '../ledger/ledger';

/** Phases in which minutes are read: from the first step until the way back is closed. */
export function isJudged({ plan, phase, rollback, abort }: ActiveRelease): boolean {
  if (plan.analysis === undefined || rollback !== undefined || abort !== undefined) return false;
  return phase === 'shifting' || phase === 'baking' || phase === 'standby';
}

/**
 * True in the last stage in which some traffic is still on the live version: what comes after it can't be compared with anything, so the
 * proof has to be there before. With a holdback that is the bake; otherwise the step before the one with all traffic, to which an
 * operator's promote-full may lead from any.
 */
export function isGate(release: ActiveRelease): boolean {
  const { plan, phase, stepIndex } = release;
  if (plan.analysis === undefined || stepIndex === undefined || plan.steps[stepIndex].percent === 100) return false;
  if (phase === 'baking') return true;
  const isBeforeBake = stepIndex === bakeStepIndex(plan);
  return phase === 'shifting' && !isBeforeBake && plan.steps[stepToTake(release, stepIndex + 1)].percent === 100;
}
