/** What the constructs, the functions and the gateways of prediction quality share. */

/** What the keys of objects with predictions and with labels begin with. */
export const QualityPrefix = { PREDICTIONS: 'predictions/', LABELS: 'labels/' } as const;

/** Header in which a caller names its prediction, by which a label finds it; without it `x-request-id` counts. */
export const INFERENCE_ID_HEADER = 'x-inference-id';

/** Partition of the table that holds how far the windows are measured, by labels and by drift. */
export const QUALITY_CURSOR = 'CURSOR';

export const QUALITY_NAMESPACE = 'cdk-model-bluegreen/quality';

export const QualityDimension = { MODEL: 'Model', ENVIRONMENT: 'Environment', OF: 'Of' } as const;

/**
 * Names of the metrics: published when the time for labels of a window is over, under the minute of that moment. The first four are
 * sums that add up over windows; the others are of the labelled predictions of one window, and missing when there are none.
 */
export const QualityMetric = {
  /** Predictions of the window. */
  PREDICTIONS: 'Predictions',
  /** Those whose label came in time. */
  LABELLED: 'Labelled',
  /** Those whose label did not: nothing is known of them, so that they are neither right nor wrong. */
  MISSING_LABELS: 'MissingLabels',
  /** Labelled ones that were wrong: another class, or further off than `wrongAbove`. */
  WRONG: 'Wrong',
  ACCURACY: 'Accuracy',
  PRECISION: 'Precision',
  RECALL: 'Recall',
  F1: 'F1',
  AUC: 'AUC',
  LOG_LOSS: 'LogLoss',
  BRIER: 'Brier',
  /** Mean distance between scores and what came true in ten bins of the score, weighted by their sizes. */
  CALIBRATION_ERROR: 'CalibrationError',
  MAE: 'MAE',
  RMSE: 'RMSE',
  R2: 'R2',
} as const;

/**
 * Names of the metrics of drift, published under the environment of the newer version while two versions predict. `QualityDimension.OF`
 * says of what: `prediction`, or `input.<name>`.
 */
export const DriftMetric = {
  /** Population stability index. */
  PSI: 'DriftPSI',
  /** What chance alone keeps the index below in 19 of 20 cases, of so few predictions. */
  PSI_NOISE: 'DriftPSINoise',
  /** Jensen-Shannon distance. */
  JS: 'DriftJS',
  /** Kolmogorov-Smirnov distance; not of classes. */
  KS: 'DriftKS',
} as const;

/** Value of `QualityDimension.OF`: of a feature of the requests, or of the predictions. */
export function driftOf(feature?: string): string {
  return feature === undefined ? 'prediction' : `input.${feature}`;
}

export type DriftMetricName = (typeof DriftMetric)[keyof typeof DriftMetric];

export type QualityMetricName = (typeof QualityMetric)[keyof typeof QualityMetric];

/** What the predictions are. */
export type QualityTaskSpec = ClassificationTask | RegressionTask;

export interface ClassificationTask {
  readonly kind: 'classification';
  /** Label of the positive class, against which all others are one; left out, there are several classes, and scores say nothing. */
  readonly positive?: QualityLabel;
  /** Score from which on a prediction that has nothing but a score is positive. */
  readonly threshold?: number;
}

export interface RegressionTask {
  readonly kind: 'regression';
  /** A prediction further off than this is wrong; left out, none is counted as wrong. */
  readonly wrongAbove?: number;
}

/** A class, or the value of a regression. */
export type QualityLabel = string | number | boolean;

/** Value of `Env.QUALITY`. */
export interface QualitySpec {
  readonly task: QualityTaskSpec;
  /** Minutes of predictions that are judged together. */
  readonly windowMinutes: number;
  /** Minutes after its window in which a prediction's label may come. */
  readonly labelDelayMinutes: number;
  /** Days until predictions and labels are forgotten. */
  readonly retentionDays: number;
  /** Where a captured answer has its prediction, and its score; one of them at least. */
  readonly predictionPath?: string;
  readonly scorePath?: string;
  /** Features of the requests whose drift is measured, and where a captured request has them. */
  readonly features?: Readonly<Record<string, string>>;
}

/** One line of an object below `predictions/`, and member of a direct call. Written by gateways, too. */
export interface PredictionRecord {
  readonly inferenceId: string;
  readonly environment: 'blue' | 'green';
  readonly version?: string;
  /** May be left out beside a score: then the task's threshold decides. */
  readonly prediction?: QualityLabel;
  /** Probability of the positive class, 0 to 1. */
  readonly score?: number;
  /** Features of the request by their names, numbers; others than those of `QualitySpec.features` are left out. */
  readonly features?: Readonly<Record<string, number>>;
  /** ISO time. Left out: when the object was put, or the call came; sent again in another minute, it is another prediction then. */
  readonly at?: string;
}

/** One line of an object below `labels/`, and member of a direct call. */
export interface LabelRecord {
  readonly inferenceId: string;
  readonly label: QualityLabel;
  /** ISO time at which the label was known; of several the latest counts. Left out: when the object was put, or the call came, again each time. */
  readonly at?: string;
}

/** A direct call of the ingest function: the feedback API. */
export interface FeedbackEvent {
  readonly predictions?: readonly PredictionRecord[];
  readonly labels?: readonly LabelRecord[];
}

/** How many records were taken, and how many were not. */
export interface FeedbackResult {
  readonly predictions: number;
  readonly labels: number;
  /** Records that say nothing: no id, no prediction, not the shape. */
  readonly unusable: number;
  /** Predictions of a window that is closed already: they are measured nowhere. */
  readonly late: number;
}

/** What EventBridge sends when S3 has a new object (only the members that we read). */
export interface ObjectCreatedEvent {
  readonly source: 'aws.s3';
  readonly time: string;
  readonly detail: { readonly bucket: { readonly name: string }; readonly object: { readonly key: string } };
}

/** What the schedule sends. */
export interface MeasureEvent {
  readonly action: 'measure';
}

/** What became of the windows whose time is over. */
export interface MeasureResult {
  /** Windows that were measured now. */
  readonly windows: number;
  readonly predictions: number;
  /** Predictions of versions that the environments run no more, which are left out. */
  readonly ofOtherVersions: number;
  readonly labelled: number;
}
