import { ReleasePlan } from '../contract/index';
import { holdOf, judgeHoldOf, PlanLimits } from '../core/plan';

/** An execution ends as failed at its 25,001st event (Step Functions quotas, "Maximum execution history size"). */
export const MAX_EVENTS = 25_000;

/** One look: wait (entered, exited), task (entered, scheduled, started, succeeded, exited), choice (entered, exited). */
const EVENTS_PER_LOOK = 9;

/** One round of a wait for capacity, besides its look: the poll and its choice. */
const EVENTS_PER_POLL = 7;

/** The stable side is kept as large as the new one after a look: one task. */
const EVENTS_PER_MATCH = 5;

/**
 * The change to a step besides its looks: a Pass, a wait of gateways (2 each), and the look, the shift, the poll, each with its choice
 * (7 each), with one more round of poll, wait and shift (16) for a side that grew meanwhile.
 */
const EVENTS_PER_STEP = 2 + 2 + 3 * 7 + 16;

/** Every other state of a release once, checks that are over at once included, with the whole way back behind them. */
const OTHER_EVENTS = 1_000;

/** Three more (failed, scheduled, started) for each look that is tried again, which a tenth of them may be. */
const EVENTS_PER_TEN_LOOKS_RETRIED = 3;

/** A probe takes the place of a wait: a task (entered, scheduled, started, succeeded, exited), or one that failed, and the wait after it. */
const EVENTS_PER_PROBE = 5;

/** What else is counted beside the plan's own looks. */
export interface MoreEvents {
  /** Looks at checks that take time; each has a wait, a task and a choice too. */
  readonly looks?: number;
  /** Whether versions are probed between two looks. */
  readonly probed?: boolean;
}

/** Events that a release with this plan can come to. */
export function eventsOf(plan: ReleasePlan, { looks: checkLooks = 0, probed = false }: MoreEvents = {}): number {
  const { watchIntervalSeconds: interval } = plan;
  const ofSteps = plan.steps.map(({ bakeSeconds }) => bakeSeconds);
  const { pauseTimeoutSeconds: paused = 0 } = plan;
  const judged = judgeHoldOf(plan);
  const held = [...(judged > 0 ? [judged] : []), ...(paused > 0 ? [paused] : [])];
  const beforePromotion = looksIn([plan.bakeSeconds + holdOf(plan), ...ofSteps, ...held], interval);
  const matched = beforePromotion + looksIn([plan.standbySeconds], interval);
  const polled = looksIn([plan.provisionTimeoutSeconds], plan.pollIntervalSeconds);
  // Before each step the live side may have grown, or a task have died: the new one gets the same time again.
  const awaited = plan.steps.length * looksIn([plan.provisionTimeoutSeconds], interval);
  const looks = matched + polled + awaited + checkLooks;
  return (
    OTHER_EVENTS +
    plan.steps.length * EVENTS_PER_STEP +
    looks * EVENTS_PER_LOOK +
    Math.ceil((looks * EVENTS_PER_TEN_LOOKS_RETRIED) / 10) +
    awaited * EVENTS_PER_POLL +
    matched * EVENTS_PER_MATCH +
    (probed ? (beforePromotion + awaited) * EVENTS_PER_PROBE : 0)
  );
}

/** The shortest watch interval in whole seconds with which the plan fits; undefined when none does. */
export function sufficientInterval(plan: ReleasePlan, more: MoreEvents = {}): number | undefined {
  for (let seconds = plan.watchIntervalSeconds; seconds <= 3600; seconds++) {
    if (eventsOf({ ...plan, watchIntervalSeconds: seconds }, more) <= MAX_EVENTS) return seconds;
  }
  return undefined;
}

/** Longest time, in whole minutes up to a day, that pauses may hold a release with this plan without filling its history. */
export function longestPause(plan: ReleasePlan, more: MoreEvents = {}): number {
  const room = MAX_EVENTS - eventsOf({ ...plan, pauseTimeoutSeconds: 0 }, more);
  const probe = more.probed === true ? EVENTS_PER_PROBE : 0;
  const looks = room / (EVENTS_PER_LOOK + EVENTS_PER_MATCH + probe + EVENTS_PER_TEN_LOOKS_RETRIED / 10) - 1;
  const minutes = Math.floor((looks * plan.watchIntervalSeconds) / 60);
  return Math.min(PlanLimits.MAX_WATCH_SECONDS, Math.max(0, minutes * 60));
}

/** One look more than intervals fit: the first is at once. */
function looksIn(times: readonly number[], interval: number): number {
  return times.reduce((sum, seconds) => sum + Math.ceil(seconds / interval) + 1, 0);
}
