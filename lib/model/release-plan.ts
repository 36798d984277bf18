import { Duration } from 'aws-cdk-lib';
import { ReleasePlan } from '../contract/index';
import { planErrors, PlanLimits } from '../core/plan';
import { Problems, secondsOf } from '../private/validation';
import { TrafficShift } from '../traffic/traffic-shift';
import { MAX_EVENTS, eventsOf, sufficientInterval } from '../workflow/event-history';
import { MAX_WAIT } from '../workflow/release-trigger';
import { BlueGreenModelProps } from './blue-green-model-props';
import { ReleaseWait } from './release-wait';

/** Fargate tasks take a minute or so to start: looking more often gains nothing. */
const POLL_SECONDS = 15;

/** The plan that the model declares, in seconds. */
export function releasePlan(props: BlueGreenModelProps): ReleasePlan {
  const bake = props.bakeTime ?? Duration.minutes(30);
  const standby = props.standbyTime ?? Duration.seconds(Math.max(3600, secondsOf(bake)));
  return {
    steps: (props.traffic ?? TrafficShift.allAtOnce())._steps(),
    bakeSeconds: secondsOf(bake),
    standbySeconds: secondsOf(standby),
    watchIntervalSeconds: secondsOf(props.watchInterval ?? Duration.minutes(1)),
    pollIntervalSeconds: POLL_SECONDS,
    provisionTimeoutSeconds: secondsOf(props.provisionTimeout ?? Duration.minutes(15)),
    failedEnvironmentRetentionSeconds: secondsOf(props.failedEnvironmentRetention ?? Duration.seconds(30)),
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
  const plan = releasePlan(props);
  if (planErrors(plan).length > 0) return; // said above, in the words of the props
  if (plan.standbySeconds < plan.bakeSeconds) {
    problems.add(
      `standbyTime must be bakeTime (${plan.bakeSeconds} s) or more, got ${plan.standbySeconds} s; ` +
        'what needs that long to show would come after the way back is gone',
    );
  }
  validateWait(plan, props.waitFor ?? ReleaseWait.PROMOTION, problems);
  validateHistory(plan, problems);
}

/** Longest time from the start of a release to its promotion, without checks. */
export function secondsToPromotion({ steps, bakeSeconds, provisionTimeoutSeconds }: ReleasePlan): number {
  return provisionTimeoutSeconds + steps.reduce((sum, step) => sum + step.bakeSeconds, 0) + bakeSeconds;
}

function validateWait(plan: ReleasePlan, waitFor: ReleaseWait, problems: Problems): void {
  const seconds = secondsToPromotion(plan);
  if (waitFor !== ReleaseWait.PROMOTION || seconds <= MAX_WAIT.toSeconds()) return;
  problems.add(
    `provisionTimeout, traffic and bakeTime must be ${MAX_WAIT.toSeconds()} s together at most when a deploy waits for the promotion, ` +
      `got ${seconds} s; shorten them, or use waitFor: ReleaseWait.START`,
  );
}

function validateHistory(plan: ReleasePlan, problems: Problems): void {
  const events = eventsOf(plan);
  if (events <= MAX_EVENTS) return;
  const interval = sufficientInterval(plan);
  const remedy = interval === undefined ? 'shorten bakeTime and standbyTime' : `use ${interval} s or more`;
  problems.add(
    `watchInterval must keep an execution below ${MAX_EVENTS} events, got ${plan.watchIntervalSeconds} s, which makes ${events}; ${remedy}`,
  );
}
