import { Annotations, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems, secondsOf } from '../../private/validation';
import { validateLimits } from './limits';
import { PredictionQualityProps } from './prediction-quality-props';

const MINUTE = 60;
const DAY = 86_400;

/** Refuses what can't work, all of it at once. */
export function validateQuality(scope: Construct, props: PredictionQualityProps): void {
  const { model, task, predictions, labelDelay, window, retention, alarms = {} } = props;
  const problems = new Problems();
  const spec = task._spec();
  problems.duration('labelDelay', labelDelay, MINUTE, 30 * DAY);
  problems.duration('window', window, MINUTE, 60 * MINUTE);
  for (const [name, duration] of Object.entries({ labelDelay, window })) {
    if (duration?.isUnresolved() === true) problems.add(`${name} must be known at synth, got a token; give a duration`);
    else if (duration !== undefined && secondsOf(duration) % MINUTE !== 0) {
      problems.add(`${name} must be whole minutes, got ${secondsOf(duration)} s; give Duration.minutes`);
    }
  }
  if (window !== undefined && !window.isUnresolved() && 60 % (secondsOf(window) / MINUTE) !== 0) {
    problems.add(
      `window must divide an hour, got ${secondsOf(window) / MINUTE} minutes; use 1, 2, 5, 10, 15, 20, 30 or 60`,
    );
  }
  if (retention !== undefined) {
    problems.duration('retention', retention, secondsOf(labelDelay) + secondsOf(window ?? labelDelay), 366 * DAY);
    if (secondsOf(retention) % DAY !== 0) {
      problems.add(`retention must be whole days, got ${secondsOf(retention)} s; give Duration.days`);
    }
  }
  validateLimits(alarms, spec, problems);
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
  problems.throwIfAny(`prediction quality of model "${model.modelName}"`);
}

/** What comes after the standby time is an alert and nothing more. */
export function warnOfLateLabels(
  scope: Construct,
  { model, labelDelay, window, alarms }: PredictionQualityProps,
): void {
  const { standbySeconds, bakeSeconds } = model._attachment().plan;
  const late = secondsOf(labelDelay) + 2 * (window === undefined ? MINUTE : secondsOf(window)) + 3 * MINUTE;
  if (alarms === undefined || late <= bakeSeconds + standbySeconds) return;
  Annotations.of(scope).addWarningV2(
    'cdk-model-bluegreen:lateLabels',
    `alarms of prediction quality fire ${Math.round(late / MINUTE)} minutes after the traffic shift at the earliest, and the version before ` +
      `is gone after ${Math.round((bakeSeconds + standbySeconds) / MINUTE)}: they only tell people; lengthen standbyTime, or shorten labelDelay`,
  );
}
