import { Duration } from 'aws-cdk-lib';
import { ModelGuardrails } from '../analysis/model-guardrails';
import { MeasurementPlan, ReleasePlan, ShiftStep } from '../contract/index';
import { heldSeconds, planErrors, PlanLimits } from '../core/plan';
import { HostedModel } from '../hosting/hosted-model';
import { Problems, secondsOf } from '../private/validation';
import { TrafficShift } from '../traffic/traffic-shift';
import { MAX_EVENTS, eventsOf, longestPause, MoreEvents, sufficientInterval } from '../workflow/event-history';
import { MAX_WAIT } from '../workflow/release-trigger';
import { OnInsufficientData } from './bake-measurement';
import { BlueGreenModelProps } from './blue-green-model-props';
import { JudgedBy, plannedAnalysis, validateJudge } from './model-analysis';
import { ReleaseWait } from './release-wait';
import { modelThresholds } from './thresholds';
import { validateAnswerTime } from './validate-answer-time';
import { validateProbe } from './validate-probe';

/** Fargate tasks take a minute or so to start: looking more often gains nothing. */
const POLL_SECONDS = 15;

/** The plan that the model declares, in seconds. */
export function releasePlan(props: BlueGreenModelProps, judgedBy?: JudgedBy): ReleasePlan {
  const plan = basePlan(props);
  const analysis = plannedAnalysis(props, plan, secondsToPromotion(plan), judgedBy);
  return withPause(props, analysis === undefined ? plan : { ...plan, analysis });
}

/** With the guardrails that were added until now: what the template ships, and what is said of it at synth. */
export function judgedPlan(
  props: BlueGreenModelProps,
  { gateway }: Pick<HostedModel, 'gateway'>,
  guardrails: ModelGuardrails | undefined,
): ReleasePlan {
  if (guardrails === undefined) return releasePlan(props);
  return releasePlan(props, { guardrails: guardrails.list, measuredByGateways: gateway !== undefined });
}

function basePlan(props: BlueGreenModelProps): ReleasePlan {
  const bake = props.bakeTime ?? Duration.minutes(30);
  const standby = props.standbyTime ?? Duration.seconds(Math.max(3600, secondsOf(bake)));
  const { steps, ...traffic } = trafficOf(props)._plan();
  return {
    ...traffic,
    steps: [...stepOfCohort(props), ...steps],
    bakeSeconds: secondsOf(bake),
    measurement: measurementPlan(props, secondsOf(bake)),
    standbySeconds: secondsOf(standby),
    watchIntervalSeconds: secondsOf(props.watchInterval ?? Duration.minutes(1)),
    pollIntervalSeconds: POLL_SECONDS,
    provisionTimeoutSeconds: secondsOf(props.provisionTimeout ?? Duration.minutes(15)),
    failedEnvironmentRetentionSeconds: secondsOf(props.failedEnvironmentRetention ?? Duration.seconds(30)),
  };
}

function withPause(props: BlueGreenModelProps, plan: ReleasePlan): ReleasePlan {
  const { pauseTimeout } = props;
  const pauseTimeoutSeconds =
    pauseTimeout === undefined ? longestPause(plan, moreEvents(props)) : secondsOf(pauseTimeout);
  return { ...plan, pauseTimeoutSeconds };
}

function trafficOf({ traffic }: BlueGreenModelProps): TrafficShift {
  return traffic ?? TrafficShift.allAtOnce();
}

function timeOfChecks({ checks = [] }: BlueGreenModelProps): { readonly seconds: number; readonly looks: number } {
  const times = checks.map((check) => check._time());
  const sum = (member: 'seconds' | 'looks') => times.reduce((total, time) => total + time[member], 0);
  return { seconds: sum('seconds'), looks: sum('looks') };
}

/** Without a time of its own the cohort goes with the first weight. */
function stepOfCohort({ cohort }: BlueGreenModelProps): readonly ShiftStep[] {
  const bakeSeconds = cohort === undefined ? 0 : secondsOf(cohort._bakeTime);
  return bakeSeconds === 0 ? [] : [{ percent: 0, bakeSeconds, isCohortOnly: true }];
}

/** Events beside those of the plan's looks. */
function moreEvents(props: BlueGreenModelProps): MoreEvents {
  return { looks: timeOfChecks(props).looks, probed: props.probe !== undefined };
}

/** Enough that one lucky minute proves nothing, and few enough for the shortest bakes that are of use. */
const MEASURED_MINUTES = 3;

function measurementPlan(props: BlueGreenModelProps, bakeSeconds: number): MeasurementPlan {
  const { bakeMeasurement = {} } = props;
  const thresholds = modelThresholds(props);
  const { minimumRequests, datapointsToAlarm } = thresholds;
  const minutesOfBake = Math.max(1, Math.floor(bakeSeconds / 60));
  return {
    minimumRequests,
    minutes: bakeMeasurement.minutes ?? Math.max(datapointsToAlarm, Math.min(MEASURED_MINUTES, minutesOfBake)),
    holdSeconds: secondsOf(bakeMeasurement.hold ?? Duration.minutes(5)),
    otherwise: bakeMeasurement.onInsufficientData === OnInsufficientData.PROMOTE ? 'promote' : 'roll-back',
    limits: {
      errorRatePercent: thresholds.errorRatePercent,
      p99Seconds: secondsOf(thresholds.latencyP99),
      p90Seconds: secondsOf(thresholds.latencyP90),
      badMinutes: datapointsToAlarm,
      ofMinutes: thresholds.evaluationPeriods,
    },
  };
}

/** Adds everything that is wrong with the durations of a model. */
export function validatePlan(props: BlueGreenModelProps, problems: Problems): void {
  if (!isKnown(props, problems)) return;
  problems.duration('bakeTime', props.bakeTime, 0, PlanLimits.MAX_WATCH_SECONDS);
  problems.duration('pauseTimeout', props.pauseTimeout, 0, PlanLimits.MAX_WATCH_SECONDS);
  problems.duration('standbyTime', props.standbyTime, 0, PlanLimits.MAX_WATCH_SECONDS);
  problems.duration('watchInterval', props.watchInterval, 1, PlanLimits.MAX_INTERVAL_SECONDS);
  problems.duration('provisionTimeout', props.provisionTimeout, 1, PlanLimits.MAX_PROVISION_SECONDS);
  problems.duration(
    'failedEnvironmentRetention',
    props.failedEnvironmentRetention,
    0,
    PlanLimits.MAX_RETENTION_SECONDS,
  );
  validateMeasurement(props, problems);
  validateTraffic(props, problems);
  const base = basePlan(props);
  if (planErrors(withPause(props, base)).length > 0) return; // said above, in the words of the props
  if (!validateJudge(props, base, secondsToPromotion(base), problems)) return;
  const plan = releasePlan(props);
  if (plan.standbySeconds < plan.bakeSeconds) {
    problems.add(
      `standbyTime must be bakeTime (${plan.bakeSeconds} s) or more, got ${plan.standbySeconds} s; ` +
        'what needs that long to show would come after the way back is gone',
    );
  }
  if (plan.bakeSeconds > 0 && plan.watchIntervalSeconds > plan.bakeSeconds) {
    problems.add(
      `watchInterval must be bakeTime (${plan.bakeSeconds} s) or less, got ${plan.watchIntervalSeconds} s; ` +
        'the bake time would be over before the first look',
    );
  }
  validateWait(
    secondsToPromotion(plan) + timeOfChecks(props).seconds,
    props.waitFor ?? ReleaseWait.PROMOTION,
    problems,
  );
  validateMinutes(plan, problems);
  validateProbe(props, plan, problems);
  validateAnswerTime(props, plan, problems);
  validateHistory(plan, moreEvents(props), problems);
}

/** The plan is text of the template's own, written at synth, and nothing can be said of one with a token. */
function isKnown(props: BlueGreenModelProps, problems: Problems): boolean {
  const { bakeTime, pauseTimeout, standbyTime, watchInterval, provisionTimeout, failedEnvironmentRetention } = props;
  const within = (name: string, members: object = {}) =>
    Object.entries(members).map(([member, value]): [string, unknown] => [`${name}.${member}`, value]);
  const values = [
    ...Object.entries({ bakeTime, pauseTimeout, standbyTime, watchInterval, provisionTimeout }),
    ...Object.entries({ failedEnvironmentRetention, 'cohort.bakeTime': props.cohort?._bakeTime }),
    ...within('bakeMeasurement', props.bakeMeasurement),
    ...within('alarms', props.alarms),
  ];
  return values.map(([name, value]) => problems.known(name, value)).every((known) => known);
}

function validateTraffic(props: BlueGreenModelProps, problems: Problems): void {
  const traffic = trafficOf(props);
  traffic._validate(problems, props.bakeTime === undefined ? Number.POSITIVE_INFINITY : secondsOf(props.bakeTime));
  if (traffic._plan().stickinessSeconds === undefined || props.hosting._keepsCallers) return;
  problems.add(
    'traffic.stickiness needs callers who come by a load balancer, got SageMakerRouting.variantWeights(); ' +
      'leave the stickiness out, or route by the gateway',
  );
}

function validateMeasurement({ bakeMeasurement = {} }: BlueGreenModelProps, problems: Problems): void {
  problems.integer('bakeMeasurement.minutes', bakeMeasurement.minutes, 1, 1440, 'give minutes of the bake');
  problems.duration('bakeMeasurement.hold', bakeMeasurement.hold, 0, PlanLimits.MAX_WATCH_SECONDS);
}

/** Longest time from the start of a release to its promotion, without checks; those that take long say how long. */
export function secondsToPromotion(plan: ReleasePlan): number {
  const ofSteps = plan.steps.reduce((sum, step) => sum + step.bakeSeconds, 0);
  return plan.provisionTimeoutSeconds + ofSteps + plan.bakeSeconds + heldSeconds(plan);
}

function validateWait(seconds: number, waitFor: ReleaseWait, problems: Problems): void {
  if (waitFor !== ReleaseWait.PROMOTION || seconds <= MAX_WAIT.toSeconds()) return;
  problems.add(
    `provisionTimeout, checks that take time, cohort, traffic, analysis.maxDuration, bakeTime and bakeMeasurement.hold must be ${MAX_WAIT.toSeconds()} s together at most when a deploy waits for the promotion, ` +
      `got ${seconds} s; shorten them, or use waitFor: ReleaseWait.START`,
  );
}

/** Whole minutes of the bake are read, and of its hold, and no others. */
function validateMinutes({ bakeSeconds, measurement }: ReleasePlan, problems: Problems): void {
  const { minutes, holdSeconds, otherwise } = measurement;
  const most = Math.floor((bakeSeconds + holdSeconds) / 60);
  if (bakeSeconds === 0 || otherwise === 'promote' || minutes <= most) return;
  problems.add(
    `bakeMeasurement.minutes (alarms.datapointsToAlarm at least) must be ${most} or less with bakeTime and hold of ${bakeSeconds + holdSeconds} s together, ` +
      `got ${minutes}; every release would go back: lengthen bakeTime or bakeMeasurement.hold, or ask for fewer minutes`,
  );
}

function validateHistory(plan: ReleasePlan, more: MoreEvents, problems: Problems): void {
  const events = eventsOf(plan, more);
  if (events <= MAX_EVENTS) return;
  const interval = sufficientInterval(plan, more);
  const remedy =
    interval === undefined
      ? 'shorten bakeTime, standbyTime, pauseTimeout, the steps of traffic and the checks that wait (approval, shadow)'
      : `use ${interval} s or more`;
  problems.add(
    `watchInterval must keep an execution below ${MAX_EVENTS} events, got ${plan.watchIntervalSeconds} s, which makes ${events}; ${remedy}`,
  );
}
