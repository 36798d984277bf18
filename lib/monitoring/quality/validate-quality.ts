import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { BlueGreenModel } from '../../model/blue-green-model';
import { Problems, secondsOf } from '../../private/validation';
import { periodsOf, validateLimits } from './limits';
import { PredictionQualityProps } from './prediction-quality-props';

const MINUTE = 60;
const DAY = 86_400;

/** A second one would have alarms of the same names, and tell the gateways to write elsewhere. */
const MEASURED = new WeakSet<BlueGreenModel>();

/** Refuses what can't work, all of it at once. */
export function validateQuality(scope: Construct, props: PredictionQualityProps): void {
  const { model, task, predictions, alarms = {} } = props;
  const problems = new Problems();
  const spec = task._spec();
  if (validateTimes(props, problems)) validateLimits(alarms, spec, windowOf(props), problems);
  if (predictions._kind === 'gateway' && model._attachment().gateway === undefined) {
    problems.add(
      `predictions must come from elsewhere for model "${model.modelName}", which has no gateways; give its hosting gateway: {}, or use ` +
        'PredictionSource.own() or dataCapture()',
    );
  }
  const { predictionPath } = predictions._capture;
  if (predictionPath === undefined && (spec.kind !== 'classification' || spec.positive === undefined)) {
    problems.add(
      'predictionPath must be given, got a score alone; only with a positive class does a score say the prediction',
    );
  }
  if (Stack.of(scope) !== Stack.of(model)) {
    problems.add(
      `it must be in the stack of its model, got stacks ${Stack.of(scope).stackName} and ${Stack.of(model).stackName}; declare it beside the model`,
    );
  }
  if (MEASURED.has(model)) {
    problems.add(`model "${model.modelName}" must have one PredictionQuality, got a second; leave this one out`);
  }
  problems.throwIfAny(`prediction quality of model "${model.modelName}"`);
  MEASURED.add(model);
}

/** Adds what is wrong with the times; false when one of them is not known. */
function validateTimes({ labelDelay, window, retention }: PredictionQualityProps, problems: Problems): boolean {
  const times = Object.entries({ labelDelay, window, retention });
  if (!times.map(([name, time]) => problems.known(name, time)).every((known) => known)) return false;
  problems.duration('labelDelay', labelDelay, MINUTE, 30 * DAY);
  problems.duration('window', window, MINUTE, 60 * MINUTE);
  for (const [name, duration] of Object.entries({ labelDelay, window })) {
    if (duration !== undefined && secondsOf(duration) % MINUTE !== 0) {
      problems.add(`${name} must be whole minutes, got ${secondsOf(duration)} s; give Duration.minutes`);
    }
  }
  if (window !== undefined && 60 % (secondsOf(window) / MINUTE) !== 0) {
    problems.add(
      `window must divide an hour, got ${secondsOf(window) / MINUTE} minutes; use 1, 2, 5, 10, 15, 20, 30 or 60`,
    );
  }
  if (retention !== undefined) {
    problems.duration('retention', retention, secondsOf(labelDelay) + secondsOf(windowOf({ window })), 366 * DAY);
    if (secondsOf(retention) % DAY !== 0) {
      problems.add(`retention must be whole days, got ${secondsOf(retention)} s; give Duration.days`);
    }
  }
  return true;
}

/** Predictions of this time are measured together. */
export function windowOf({ window }: Pick<PredictionQualityProps, 'window'>): Duration {
  return window ?? Duration.minutes(1);
}

/** What comes after the standby time is an alert and nothing more. */
export function warnOfLateLabels(
  scope: Construct,
  { model, labelDelay, window, alarms }: PredictionQualityProps,
): void {
  const { standbySeconds, bakeSeconds } = model._attachment().plan;
  const badWindows = periodsOf(alarms).datapointsToAlarm;
  const late = secondsOf(labelDelay) + badWindows * secondsOf(windowOf({ window })) + 3 * MINUTE;
  if (alarms === undefined || late <= bakeSeconds + standbySeconds) return;
  Annotations.of(scope).addWarningV2(
    'cdk-model-bluegreen:lateLabels',
    `alarms of prediction quality fire ${Math.round(late / MINUTE)} minutes after the traffic shift at the earliest, and the version before ` +
      `is gone after ${Math.round((bakeSeconds + standbySeconds) / MINUTE)}: they only tell people; lengthen standbyTime, or shorten labelDelay`,
  );
}
