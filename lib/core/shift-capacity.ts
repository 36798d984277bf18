import { desiredCapacity, targetsNeeded } from './capacity';
import { ActiveRelease, Ledger } from './ledger/ledger';
import { stepToTake } from './operator-wishes';
import { HealthyTargets } from './traffic/emergency';

/** What the size of both sides is judged by. */
export interface SizeOfSides {
  readonly healthy: HealthyTargets;
  /** True when a version says itself how large it must be, however large the live one is. */
  readonly isSizedAlone?: boolean;
  /** True when a cohort goes to the new side, too. Nobody knows how many of the requests are theirs, so it must be able to take all. */
  readonly hasCohort?: boolean;
}

/** What a step needs of the release's environment, and what is there. */
export interface StepCapacity {
  readonly isEnough: boolean;
  /** For people: what is needed and what is there. */
  readonly reason: string;
}

/**
 * Whether a step may be taken. The shift and the poll that waits for it both ask this: a poll that was content with less would send
 * the workflow round between the two for ever. The live side may have grown since the environment was filled: what it has now is what
 * the traffic needs.
 */
export function stepCapacity(
  ledger: Ledger,
  release: ActiveRelease,
  stepIndex: number,
  { healthy, isSizedAlone = false, hasCohort = false }: SizeOfSides,
): StepCapacity {
  const percent = hasCohort ? 100 : release.plan.steps[stepIndex].percent;
  const { environment, desiredCount = 0 } = release;
  const live = ledger.live?.environment;
  const liveHealthy = live === undefined || isSizedAlone ? 0 : healthy[live];
  const needed = Math.max(1, targetsNeeded(desiredCapacity(desiredCount, liveHealthy), percent));
  return {
    isEnough: healthy[environment] >= needed,
    reason: `${hasCohort ? 'a cohort of unknown size' : `${percent} % of the traffic`} needs ${needed} healthy targets in ${environment}, got ${healthy[environment]}`,
  };
}

/** Step that the release takes next: the one that it declared and did not read back, or the one after the last that it took. */
export function nextStepIndex(release: ActiveRelease): number {
  const { stepIndex, stepSince, plan } = release;
  if (stepIndex === undefined) return stepToTake(release, 0);
  return stepSince === undefined ? stepIndex : stepToTake(release, Math.min(stepIndex + 1, plan.steps.length - 1));
}

/** True while a step may follow: with a holdback one follows the bake, too. */
export function isMovingTraffic({ phase }: ActiveRelease): boolean {
  return phase === 'shifting' || phase === 'baking';
}
