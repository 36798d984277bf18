import { ReleasePlan } from '../contract/index';
import { holdOf } from '../core/plan';

/** An execution ends as failed at its 25,001st event (Step Functions quotas, "Maximum execution history size"). */
export const MAX_EVENTS = 25_000;

/** One look: wait (entered, exited), task (entered, scheduled, started, succeeded, exited), choice (entered, exited). */
const EVENTS_PER_LOOK = 9;

/** Every other state of a release once, checks included, with the whole way back behind them. */
const OTHER_EVENTS = 1_000;

/** A tenth of the looks may be tried again once: three more events (failed, scheduled, started) for each. */
const RETRY_SHARE = 0.1 * 3;

/** Events that a release with this plan can come to. */
export function eventsOf(plan: ReleasePlan): number {
  return OTHER_EVENTS + Math.ceil(looksOf(plan, plan.watchIntervalSeconds) * (EVENTS_PER_LOOK + RETRY_SHARE));
}

/** The shortest watch interval in whole seconds with which the plan fits; undefined when none does. */
export function sufficientInterval(plan: ReleasePlan): number | undefined {
  for (let seconds = plan.watchIntervalSeconds; seconds <= 3600; seconds++) {
    if (eventsOf({ ...plan, watchIntervalSeconds: seconds }) <= MAX_EVENTS) return seconds;
  }
  return undefined;
}

function looksOf(plan: ReleasePlan, interval: number): number {
  const bake = plan.bakeSeconds + holdOf(plan);
  const watched = [...plan.steps.map(({ bakeSeconds }) => bakeSeconds), bake, plan.standbySeconds];
  // One look more than intervals fit: the first is at once.
  const watches = watched.reduce((sum, seconds) => sum + Math.ceil(seconds / interval) + 1, 0);
  return watches + Math.ceil(plan.provisionTimeoutSeconds / plan.pollIntervalSeconds) + 1;
}
