/**
 * What is measured of a window of predictions. The first four are counts that add up over time; all others are of the labelled predictions
 * of one window.
 */
export enum QualityMeasure {
  /** Predictions. */
  PREDICTIONS = 'Predictions',
  /** Predictions whose label came in time. */
  LABELLED = 'Labelled',
  /** Predictions whose label did not come in time: nothing is known of them. */
  MISSING_LABELS = 'MissingLabels',
  /** Labelled predictions that were wrong. */
  WRONG = 'Wrong',
  /** Share of right classes, 0 to 1. */
  ACCURACY = 'Accuracy',
  /** Share of the positive predictions that came true, 0 to 1. */
  PRECISION = 'Precision',
  /** Share of what came true that was predicted, 0 to 1. */
  RECALL = 'Recall',
  /** Harmonic mean of precision and recall, 0 to 1. */
  F1 = 'F1',
  /** Area under the ROC curve, 0 to 1; 0.5 is chance. */
  AUC = 'AUC',
  /** Mean of -ln of the probability that was given to what came true, 0 or more. */
  LOG_LOSS = 'LogLoss',
  /** Mean square of the distance between scores and what came true, 0 to 1. */
  BRIER = 'Brier',
  /** Mean distance between scores and what came true in ten bins, 0 to 1. */
  CALIBRATION_ERROR = 'CalibrationError',
  /** Mean absolute error. */
  MAE = 'MAE',
  /** Root of the mean square error. */
  RMSE = 'RMSE',
  /** Share of the variance that is explained, 1 at most. */
  R2 = 'R2',
}
