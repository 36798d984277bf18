/** Healthy targets that an environment needs before it may take `percent` of the traffic: its share of the full size, rounded up. */
export function targetsNeeded(desiredCount: number, percent: number): number {
  return Math.ceil((desiredCount * percent) / 100);
}

/** Size that the idle environment gets: what the live one runs now, and never less than the declared minimum. */
export function desiredCapacity(minCapacity: number, liveDesired: number): number {
  return Math.max(minCapacity, liveDesired);
}

/**
 * True when fewer than half of the targets that the share needs are healthy (0 always counts). A single replaced task is
 * left to the `unhealthy` alarm, which knows how long it lasts.
 */
export function isCollapsing(healthyTargets: number, desiredCount: number, percent: number): boolean {
  return healthyTargets < Math.ceil(targetsNeeded(desiredCount, percent) / 2);
}
