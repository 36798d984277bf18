import { Duration } from 'aws-cdk-lib';
import type { BlueGreenModel } from '../../model/blue-green-model';
import { PredictionSource } from './prediction-source';
import { QualityAlarmProps } from './quality-alarm-props';
import { QualityTask } from './quality-task';

/** Properties of `PredictionQuality`. */
export interface PredictionQualityProps {
  /** The model, of the same stack. It may have one of these only. */
  readonly model: BlueGreenModel;

  /** What it predicts. */
  readonly task: QualityTask;

  /** Where predictions come from. */
  readonly predictions: PredictionSource;

  /**
   * How long after its window the label of a prediction may come, 1 minute to 30 days in whole minutes. A window is measured when this is
   * over, and a minute: all versions get the same time, and labels that come later are missing. Take what 95 of 100 labels keep. Only
   * what is measured within the standby time can roll a release back: a longer delay is a warning at synth.
   */
  readonly labelDelay: Duration;

  /**
   * Predictions of this time are measured together, 1 to 60 minutes, a divisor of 60. Longer windows have more labels, and tell later.
   *
   * @default Duration.minutes(1)
   */
  readonly window?: Duration;

  /**
   * How long predictions and labels are kept, in whole days: longer than `labelDelay` and `window` together, up to a year.
   *
   * @default - 7 days more than `labelDelay`
   */
  readonly retention?: Duration;

  /**
   * Whether the function that takes labels has an HTTPS address, too, for callers that are no AWS SDK: `POST`, with the body that a direct call
   * has, signed with AWS credentials (Signature Version 4, service `lambda`) of a principal that `grantFeedback` was called for. It is reachable
   * from the internet; Lambda refuses whatever is not signed so.
   *
   * @default false
   */
  readonly feedbackUrl?: boolean;

  /**
   * Limits whose breach rolls a release back.
   *
   * @default - nothing but metrics, and alarms that tell of failing functions
   */
  readonly alarms?: QualityAlarmProps;
}
