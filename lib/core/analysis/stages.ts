import { ActiveRelease } from '../ledger/ledger';

/** Phases in which minutes are read: from the first step until the way back is closed. */
export function isJudged({ plan, phase, rollback, abort }: ActiveRelease): boolean {
  if (plan.analysis === undefined || rollback !== undefined || abort !== undefined) return false;
  return phase === 'shifting' || phase === 'baking' || phase === 'standby';
}

/**
 * True in the last stage in which some traffic is still on the live version: what comes after it can't be compared with anything, so the
 * proof has to be there before.
 */
export function isGate({ plan, phase, stepIndex }: ActiveRelease): boolean {
  if (plan.analysis === undefined || phase !== 'shifting' || stepIndex === undefined) return false;
  const next = plan.steps[stepIndex + 1];
  return plan.steps[stepIndex].percent < 100 && next !== undefined && next.percent === 100;
}
