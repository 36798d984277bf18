/**
 * When the alarms of prediction quality fire. Each limit makes one alarm for each environment. One that fires rolls back the release that is
 * to blame, as long as there is a version to go back to: until the end of the standby time; and it tells the model's notification topic,
 * then and after. Windows with few labels count as good: give limits that a healthy version keeps, and `minimumLabels` with which chance
 * can't break them.
 */
export interface QualityAlarmProps {
  /**
   * Least share of right classes, above 0 to 1.
   *
   * @default - no such alarm
   */
  readonly minimumAccuracy?: number;

  /**
   * Least precision, above 0 to 1.
   *
   * @default - no such alarm
   */
  readonly minimumPrecision?: number;

  /**
   * Least recall, above 0 to 1.
   *
   * @default - no such alarm
   */
  readonly minimumRecall?: number;

  /**
   * Least F1, above 0 to 1.
   *
   * @default - no such alarm
   */
  readonly minimumF1?: number;

  /**
   * Least area under the ROC curve, above 0 to 1. Needs scores.
   *
   * @default - no such alarm
   */
  readonly minimumAuc?: number;

  /**
   * Largest log loss, above 0. Needs scores.
   *
   * @default - no such alarm
   */
  readonly maximumLogLoss?: number;

  /**
   * Largest Brier score, above 0, below 1. Needs scores.
   *
   * @default - no such alarm
   */
  readonly maximumBrier?: number;

  /**
   * Largest mean absolute error, above 0.
   *
   * @default - no such alarm
   */
  readonly maximumMae?: number;

  /**
   * Largest root of the mean square error, above 0.
   *
   * @default - no such alarm
   */
  readonly maximumRmse?: number;

  /**
   * Least R², up to 1.
   *
   * @default - no such alarm
   */
  readonly minimumR2?: number;

  /**
   * Most labels that may be missing, above 0, below 100 percent of the predictions. This alarm rolls nothing back, it tells the topic: without
   * labels the other alarms are blind.
   *
   * @default - no such alarm
   */
  readonly maximumMissingLabelsPercent?: number;

  /**
   * Labels, and predictions for `maximumMissingLabelsPercent`, that a window needs before it counts.
   *
   * @default 50
   */
  readonly minimumLabels?: number;

  /**
   * Windows that must be bad, 1 to `evaluationPeriods`.
   *
   * @default 2
   */
  readonly datapointsToAlarm?: number;

  /**
   * Windows that an alarm looks at, up to 60, and with windows of 30 minutes to 48: a day is the most. One more than you would think: the newest counts as good until it is there.
   *
   * @default 4
   */
  readonly evaluationPeriods?: number;
}
