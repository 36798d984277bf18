import { MeasurementPlan, ReleasePlan, ShiftStep } from '../contract/index';

/** Bounds of a plan, in seconds. A day for what is watched, as ECS and SageMaker allow (bake 0 to 1440 minutes). */
export const PlanLimits = {
  MAX_WATCH_SECONDS: 24 * 60 * 60,
  /** A failed environment may be kept for a week for somebody to look at it. */
  MAX_RETENTION_SECONDS: 7 * 24 * 60 * 60,
  /** An ECS rollout that takes longer than 3 h never ends (inference: the circuit breaker gives up much earlier). */
  MAX_PROVISION_SECONDS: 3 * 60 * 60,
  MAX_INTERVAL_SECONDS: 3600,
  MAX_STEPS: 100,
  /** Above, one minute of a busy model would not count. */
  MAX_MINIMUM_REQUESTS: 1_000_000,
} as const;

/** Everything that is wrong with a plan, in the user's words; empty when it is valid. */
export function planErrors(plan: ReleasePlan): readonly string[] {
  return [
    ...stepErrors(plan.steps),
    ...secondsErrors('bakeSeconds', plan.bakeSeconds, 0, PlanLimits.MAX_WATCH_SECONDS),
    ...measurementErrors(plan.measurement),
    ...secondsErrors('standbySeconds', plan.standbySeconds, 0, PlanLimits.MAX_WATCH_SECONDS),
    ...secondsErrors('watchIntervalSeconds', plan.watchIntervalSeconds, 1, PlanLimits.MAX_INTERVAL_SECONDS),
    ...secondsErrors('pollIntervalSeconds', plan.pollIntervalSeconds, 1, PlanLimits.MAX_INTERVAL_SECONDS),
    ...secondsErrors('provisionTimeoutSeconds', plan.provisionTimeoutSeconds, 1, PlanLimits.MAX_PROVISION_SECONDS),
    ...secondsErrors(
      'failedEnvironmentRetentionSeconds',
      plan.failedEnvironmentRetentionSeconds,
      0,
      PlanLimits.MAX_RETENTION_SECONDS,
    ),
  ];
}

/** Seconds that a bake may be held beyond its time. */
export function holdOf({ bakeSeconds, measurement }: Pick<ReleasePlan, 'bakeSeconds' | 'measurement'>): number {
  return bakeSeconds === 0 || measurement.otherwise === 'promote' ? 0 : measurement.holdSeconds;
}

/**
 * The plan of a model's first release: nothing is live, so a smaller share would send the rest of the traffic nowhere, and there is nothing
 * to compare with.
 */
export function firstReleasePlan({ analysis: _, ...plan }: ReleasePlan): ReleasePlan {
  return { ...plan, steps: [{ percent: 100, bakeSeconds: 0 }] };
}

/** The same plan with a last step of 100 %. Throws an error that names everything that is wrong with it. */
export function normalisePlan(plan: ReleasePlan): ReleasePlan {
  const errors = planErrors(plan);
  if (errors.length > 0) throw new Error(`invalid release plan: ${errors.join('; ')}`);
  const last = plan.steps.at(-1);
  if (last?.percent === 100) return plan;
  return { ...plan, steps: [...plan.steps, { percent: 100, bakeSeconds: 0 }] };
}

function stepErrors(steps: readonly ShiftStep[]): string[] {
  const errors: string[] = [];
  if (steps.length > PlanLimits.MAX_STEPS) {
    errors.push(`steps must be ${PlanLimits.MAX_STEPS} at most, got ${steps.length}; use fewer and larger steps`);
  }
  steps.forEach((step, index) => {
    if (!Number.isInteger(step.percent) || step.percent < 1 || step.percent > 100) {
      errors.push(
        `steps[${index}].percent must be a whole number from 1 to 100, got ${step.percent}; leave out a step of 0`,
      );
    }
    const previous = steps[index - 1]?.percent ?? 0;
    if (step.percent <= previous) {
      errors.push(
        `steps[${index}].percent must be above the step before (${previous}), got ${step.percent}; sort the steps`,
      );
    }
    errors.push(...secondsErrors(`steps[${index}].bakeSeconds`, step.bakeSeconds, 0, PlanLimits.MAX_WATCH_SECONDS));
  });
  return errors;
}

function measurementErrors({ minimumRequests, minutes, holdSeconds }: MeasurementPlan): string[] {
  const maxMinutes = PlanLimits.MAX_WATCH_SECONDS / 60;
  return [
    ...wholeErrors('measurement.minimumRequests', minimumRequests, 1, PlanLimits.MAX_MINIMUM_REQUESTS),
    ...wholeErrors('measurement.minutes', minutes, 1, maxMinutes),
    ...secondsErrors('measurement.holdSeconds', holdSeconds, 0, PlanLimits.MAX_WATCH_SECONDS),
  ];
}

function wholeErrors(name: string, value: number, min: number, max: number): string[] {
  if (Number.isInteger(value) && value >= min && value <= max) return [];
  return [`${name} must be a whole number from ${min} to ${max}, got ${value}; give one in that range`];
}

function secondsErrors(name: string, value: number, min: number, max: number): string[] {
  if (Number.isInteger(value) && value >= min && value <= max) return [];
  return [`${name} must be whole seconds from ${min} to ${max}, got ${value}; give a duration in that range`];
}
