/** Tasks of a service, without those that are stopping already. */
export interface TaskCounts {
  /** Starting or running. */
  readonly total: number;
  /** Running and, behind a load balancer, with a healthy target. Never more than `total`. */
  readonly healthy: number;
}

export interface RolloutState {
  readonly desired: number;
  /** Lower limit on healthy tasks, percent of desired, rounded up. */
  readonly minimumHealthyPercent: number;
  /** Upper limit on starting and running tasks, percent of desired, rounded down. */
  readonly maximumPercent: number;
  readonly primary: TaskCounts;
  /** Tasks of all earlier deployments together. */
  readonly old: TaskCounts;
  /** A failed deployment starts nothing any more. */
  readonly primaryFailed: boolean;
}

/** What one look at a service leads to. */
export interface RolloutMoves {
  /** Tasks of the primary deployment to start. */
  readonly start: number;
  /** Tasks of the primary deployment to stop (scale-in). */
  readonly stopPrimary: number;
  /** Old tasks that are not healthy, to stop first. */
  readonly stopOldUnready: number;
  readonly stopOldHealthy: number;
}

/**
 * One step of ECS's rolling update: starts what fits under the upper limit, stops old tasks that new ones have replaced or
 * whose room they need, and never takes a healthy task away below the lower limit. AWS does not publish its order of moves;
 * this one keeps the documented limits and stops no old task earlier than needed (inference).
 */
export function planRollout(state: RolloutState): RolloutMoves {
  const lower = Math.ceil((state.desired * state.minimumHealthyPercent) / 100);
  const upper = Math.floor((state.desired * state.maximumPercent) / 100);
  const total = state.primary.total + state.old.total;
  const missing = Math.max(0, state.desired - state.primary.total);
  const start = state.primaryFailed ? 0 : Math.max(0, Math.min(missing, upper - total));
  const stopPrimary = Math.max(0, state.primary.total - state.desired);
  const stopOldUnready = state.primaryFailed && state.desired > 0 ? 0 : state.old.total - state.old.healthy;
  return {
    start,
    stopPrimary,
    stopOldUnready,
    stopOldHealthy: oldHealthyToStop(state, lower, missing - start - stopOldUnready),
  };
}

/** @param needed tasks that could start if old ones made room */
function oldHealthyToStop(state: RolloutState, lower: number, needed: number): number {
  const spare = state.primary.healthy + state.old.healthy - lower;
  const replaced = state.primary.healthy + state.old.healthy - state.desired;
  const wanted = state.primaryFailed ? replaced : Math.max(replaced, needed);
  return Math.max(0, Math.min(state.old.healthy, spare, wanted));
}
