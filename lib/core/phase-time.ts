import { ActiveRelease } from './ledger/ledger';
import { secondsBetween } from './time';

/** Seconds until the step, the bake time or the standby time is over; negative when it is. */
export function secondsLeft(release: ActiveRelease, now: string): number {
  switch (release.phase) {
    case 'shifting':
      // A step that was not read back has not begun to count.
      if (release.stepIndex === undefined || release.stepSince === undefined) return Number.POSITIVE_INFINITY;
      return release.plan.steps[release.stepIndex].bakeSeconds - secondsBetween(release.stepSince, now);
    case 'baking':
      return release.plan.bakeSeconds - secondsBetween(release.phaseSince, now);
    case 'standby':
      return release.plan.standbySeconds - secondsBetween(release.phaseSince, now);
    default:
      return Number.POSITIVE_INFINITY;
  }
}
