import { Duration, Token } from 'aws-cdk-lib';
import { MeasurementPlan, ReleasePlan } from '../contract/index';
import { holdOf, planErrors, PlanLimits } from '../core/plan';
import { Problems, secondsOf } from '../private/validation';
import { TrafficShift } from '../traffic/traffic-shift';
import { MAX_EVENTS, eventsOf, MoreEvents, sufficientInterval } from '../workflow/event-history';
import { MAX_WAIT } from '../workflow/release-trigger';
import { OnInsufficientData } from './bake-measurement';
import { BlueGreenModelProps } from './blue-green-model-props';
import { ReleaseWait } from './release-wait';
import { modelThresholds } from './thresholds';
import { validateProbe } from './validate-probe';

/** Fargate tasks take a minute or so to start: looking more often gains nothing. */
const POLL_SECONDS = 15;

/** The plan that the model declares, in seconds. */
export function releasePlan(props: BlueGreenModelProps): ReleasePlan {
  const bake = props.bakeTime ?? Duration.minutes(30);
  const standby = props.standbyTime ?? Duration.seconds(Math.max(3600, secondsOf(bake)));
  return {
    steps: (props.traffic ?? TrafficShift.allAtOnce())._steps(),
    bakeSeconds: secondsOf(bake),
    measurement: measurementPlan(props, secondsOf(bake)),
    standbySeconds: secondsOf(standby),
    watchIntervalSeconds: secondsOf(props.watchInterval ?? Duration.minutes(1)),
    pollIntervalSeconds: POLL_SECONDS,
    provisionTimeoutSeconds: secondsOf(props.provisionTimeout ?? Duration.minutes(15)),
    failedEnvironmentRetentionSeconds: secondsOf(props.failedEnvironmentRetention ?? Duration.seconds(30)),
  };
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
  problems.duration('bakeTime', props.bakeTime, 0, PlanLimits.MAX_WATCH_SECONDS);
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
  const plan = releasePlan(props);
  if (planErrors(plan).length > 0) return; // said above, in the words of the props
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
  const times = (props.checks ?? []).map((check) => check._time());
  const sum = (member: 'seconds' | 'looks') => times.reduce((total, time) => total + time[member], 0);
  validateWait(secondsToPromotion(plan) + sum('seconds'), props.waitFor ?? ReleaseWait.PROMOTION, problems);
  validateProbe(props, plan, problems);
  validateHistory(plan, { looks: sum('looks'), probed: props.probe !== undefined }, problems);
}

function validateMeasurement({ alarms, bakeMeasurement = {} }: BlueGreenModelProps, problems: Problems): void {
  problems.integer('bakeMeasurement.minutes', bakeMeasurement.minutes, 1, 1440, 'give minutes of the bake');
  problems.duration('bakeMeasurement.hold', bakeMeasurement.hold, 0, PlanLimits.MAX_WATCH_SECONDS);
  // The plan is text of the template's own, written at synth.
  for (const [name, value] of Object.entries(alarms ?? {})) {
    const isToken = value instanceof Duration ? value.isUnresolved() : Token.isUnresolved(value);
    if (isToken) problems.add(`alarms.${name} must be known at synth, got a token; give the value itself`);
  }
}

/** Longest time from the start of a release to its promotion, without checks; those that take long say how long. */
export function secondsToPromotion({ steps, bakeSeconds, measurement, provisionTimeoutSeconds }: ReleasePlan): number {
  const ofSteps = steps.reduce((sum, step) => sum + step.bakeSeconds, 0);
  return provisionTimeoutSeconds + ofSteps + bakeSeconds + holdOf({ bakeSeconds, measurement });
}

function validateWait(seconds: number, waitFor: ReleaseWait, problems: Problems): void {
  if (waitFor !== ReleaseWait.PROMOTION || seconds <= MAX_WAIT.toSeconds()) return;
  problems.add(
    `provisionTimeout, checks that take time, traffic, bakeTime and bakeMeasurement.hold must be ${MAX_WAIT.toSeconds()} s together at most when a deploy waits for the promotion, ` +
      `got ${seconds} s; shorten them, or use waitFor: ReleaseWait.START`,
  );
}

function validateHistory(plan: ReleasePlan, more: MoreEvents, problems: Problems): void {
  const events = eventsOf(plan, more);
  if (events <= MAX_EVENTS) return;
  const interval = sufficientInterval(plan, more);
  const remedy =
    interval === undefined
      ? 'shorten bakeTime, standbyTime and the checks that wait (approval, shadow)'
      : `use ${interval} s or more`;
  problems.add(
    `watchInterval must keep an execution below ${MAX_EVENTS} events, got ${plan.watchIntervalSeconds} s, which makes ${events}; ${remedy}`,
  );
}
