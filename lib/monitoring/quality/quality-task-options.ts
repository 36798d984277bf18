/** Options of `QualityTask.classification()`. */
export interface ClassificationOptions {
  /**
   * Label of the positive class, however it is written: `"1"` is 1, `"true"` is true. All other labels together are the negative class.
   *
   * @default - several classes, of which none is special; scores say nothing then
   */
  readonly positive?: string;

  /**
   * Score from which on a prediction is positive that has nothing but a score, between 0 and 1.
   *
   * @default 0.5
   */
  readonly threshold?: number;
}

/** Options of `QualityTask.regression()`. */
export interface RegressionOptions {
  /**
   * Predictions further off than this count as wrong, in the unit of the predictions, 0 or more. Take what the version that is live stays
   * below nine times of ten, and leave it: versions can be compared by it only while it stays.
   *
   * @default - no prediction counts as wrong
   */
  readonly wrongAbove?: number;
}
