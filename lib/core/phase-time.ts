import { ActiveRelease } from './ledger/ledger';
import { secondsBetween } from './time';

/** True between the intent of a step and its read-back: what was begun is written to its end, whoever pauses the release meanwhile. */
export function isBeingWritten({ phase, stepIndex, stepSince }: ActiveRelease): boolean {
  return (phase === 'shifting' || phase === 'baking') && stepIndex !== undefined && stepSince === undefined;
}

/** Seconds until the step, the bake time or the standby time is over; negative when it is. */
export function secondsLeft(release: ActiveRelease, now: string): number {
  switch (release.phase) {
    case 'shifting':
      // Nothing is waited for before the first step, nor before one that was begun is read back.
      if (release.stepIndex === undefined) return -secondsBetween(release.phaseSince, now);
      if (release.stepSince === undefined) return 0;
      return release.plan.steps[release.stepIndex].bakeSeconds - secondsBetween(release.stepSince, now);
    case 'baking':
      return release.plan.bakeSeconds - secondsBetween(release.phaseSince, now);
    case 'standby':
      return release.plan.standbySeconds - secondsBetween(release.phaseSince, now);
    default:
      return Number.POSITIVE_INFINITY;
  }
}
