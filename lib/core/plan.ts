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
  /** Weights of a rule are 0 to 999: 1 of 1000 is the smallest share. */
  MIN_PERCENT: 0.1,
  /** More than half would make a canary of the version that is live. */
  MAX_HOLDBACK_PERCENT: 50,
  /** Longest that a load balancer remembers a caller (aws-facts 4.2). */
  MAX_STICKINESS_SECONDS: 7 * 24 * 60 * 60,
  /** Above, one minute of a busy model would not count. */
  MAX_MINIMUM_REQUESTS: 1_000_000,
} as const;

/** Everything that is wrong with a plan, in the user's words; empty when it is valid. */
export function planErrors(plan: ReleasePlan): readonly string[] {
  return [
    ...stepErrors(plan.steps),
    ...holdbackErrors(plan),
    ...(plan.stickinessSeconds === undefined
      ? []
      : secondsErrors('stickinessSeconds', plan.stickinessSeconds, 1, PlanLimits.MAX_STICKINESS_SECONDS)),
    ...secondsErrors('bakeSeconds', plan.bakeSeconds, 0, PlanLimits.MAX_WATCH_SECONDS),
    ...measurementErrors(plan.measurement),
    ...secondsErrors('pauseTimeoutSeconds', plan.pauseTimeoutSeconds ?? 0, 0, PlanLimits.MAX_WATCH_SECONDS),
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
 * Times in which the weights share the traffic between both versions, with a holdback the bake too. The cohort's own step is none: its
 * callers are chosen, so that nothing compares them with the others, and the judge's clock starts after it.
 */
export function sharedSteps({
  steps,
  holdbackPercent,
  bakeSeconds,
}: Pick<ReleasePlan, 'steps' | 'holdbackPercent' | 'bakeSeconds'>): readonly ShiftStep[] {
  const baked = holdbackPercent === undefined ? [] : [{ percent: shareBeside(holdbackPercent), bakeSeconds }];
  return [...steps, ...baked].filter(({ percent }) => percent > 0 && percent < 100);
}

/** Seconds of those: what the judge has anyway. */
export function judgedSeconds(plan: Pick<ReleasePlan, 'steps' | 'holdbackPercent' | 'bakeSeconds'>): number {
  return sharedSteps(plan).reduce((sum, { bakeSeconds }) => sum + bakeSeconds, 0);
}

/**
 * True for a step in which the traffic stays for a while: for its own time, or until the judge lets go of the last one with traffic on both
 * versions, whatever its time.
 */
export function lasts(plan: ReleasePlan, step: ShiftStep): boolean {
  return step.bakeSeconds > 0 || (judgeHoldOf(plan) > 0 && step === sharedSteps(plan).at(-1));
}

/** Seconds that the judge may hold the traffic beyond those. */
export function judgeHoldOf(plan: ReleasePlan): number {
  if (plan.analysis === undefined) return 0;
  return Math.max(0, plan.analysis.settings.maxDurationSeconds - judgedSeconds(plan));
}

/** Seconds that a release may be held by both: with a holdback they hold the same bake, at the same time. */
export function heldSeconds(plan: ReleasePlan): number {
  const [bake, judge] = [holdOf(plan), judgeHoldOf(plan)];
  return plan.holdbackPercent === undefined ? bake + judge : Math.max(bake, judge);
}

/**
 * The plan of a model's first release: nothing is live, so a smaller share would send the rest of the traffic nowhere, and there is nothing
 * to compare with.
 */
export function firstReleasePlan(plan: ReleasePlan): ReleasePlan {
  return allAtOncePlan(plan);
}

/**
 * The plan of a return: one switch of all traffic, and nobody compares with the version that is left. Too little traffic in the bake
 * does not lead back to that one either; alarms and bad minutes do.
 */
export function returnPlan(plan: ReleasePlan): ReleasePlan {
  return { ...allAtOncePlan(plan), measurement: { ...plan.measurement, otherwise: 'promote' } };
}

function allAtOncePlan(plan: ReleasePlan): ReleasePlan {
  const steps = [{ percent: 100, bakeSeconds: 0 }];
  return { ...plan, steps, holdbackPercent: undefined, stickinessSeconds: undefined, analysis: undefined };
}

/** Index of the step that the bake follows: the last, or with a holdback the one before it. */
export function bakeStepIndex({ steps, holdbackPercent }: Pick<ReleasePlan, 'steps' | 'holdbackPercent'>): number {
  return steps.length - (holdbackPercent === undefined ? 1 : 2);
}

/** True for a share that weights from 0 to 999 can say. */
export function isShare(percent: number): boolean {
  return percent >= PlanLimits.MIN_PERCENT && percent <= 100 && Math.round(percent * 10) / 10 === percent;
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
    if (isStepOfCohort(step, index)) {
      errors.push(...secondsErrors('cohort.bakeSeconds', step.bakeSeconds, 0, PlanLimits.MAX_WATCH_SECONDS));
      return;
    }
    if (!isShare(step.percent)) {
      errors.push(
        `steps[${index}].percent must be ${PlanLimits.MIN_PERCENT} to 100 with one decimal at most, got ${step.percent}; leave out a step of 0`,
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

/** The first step may be the cohort's alone. */
function isStepOfCohort({ percent, isCohortOnly }: ShiftStep, index: number): boolean {
  return index === 0 && isCohortOnly === true && percent === 0;
}

function holdbackErrors({ steps, holdbackPercent: percent, bakeSeconds }: ReleasePlan): string[] {
  if (percent === undefined) return [];
  const errors: string[] = [];
  if (!isShare(percent) || percent < 1 || percent > PlanLimits.MAX_HOLDBACK_PERCENT) {
    errors.push(
      `holdbackPercent must be 1 to ${PlanLimits.MAX_HOLDBACK_PERCENT} with one decimal at most, got ${percent}; leave it out to bake with all traffic`,
    );
  }
  if (bakeSeconds === 0) errors.push('holdbackPercent needs bakeSeconds above 0, got 0; nothing would be compared');
  const baked = shareBeside(percent);
  if (steps.at(-1)?.percent !== 100 || steps.at(-2)?.percent !== baked) {
    errors.push(
      `the last two steps must have ${baked} and 100 % with a holdback of ${percent} %, got ${steps.map((step) => step.percent).join(', ')}; ` +
        'the bake comes between them',
    );
  }
  return errors;
}

/** What is left of all traffic beside a share, without the noise of floating point numbers. */
export function shareBeside(percent: number): number {
  return Math.round((100 - percent) * 10) / 10;
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
