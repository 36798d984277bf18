/** Healthy targets that an environment needs before it may take `percent` of the traffic: its share of the full size, rounded up. */
export function targetsNeeded(desiredCount: number, percent: number): number {
  return Math.ceil((desiredCount * percent) / 100);
}

/**
 * Size of an environment that may have to take all traffic over from the other one: as large as that is by any count of it, and never
 * less than `own`, its declared minimum or the size that it has.
 */
export function desiredCapacity(own: number, ...other: readonly number[]): number {
  return Math.max(own, ...other);
}

/**
 * True when fewer than half of the targets that the share needs are healthy (0 always counts). A single replaced task is
 * left to the `unhealthy` alarm, which knows how long it lasts.
 */
export function isCollapsing(healthyTargets: number, desiredCount: number, percent: number): boolean {
  return healthyTargets < Math.ceil(targetsNeeded(desiredCount, percent) / 2);
}
