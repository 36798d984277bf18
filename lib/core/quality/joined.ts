import { EnvironmentName, QualityLabel } from '../../contract';

/** What an environment predicted. */
export interface Prediction {
  readonly inferenceId: string;
  readonly environment: EnvironmentName;
  readonly version?: string;
  readonly prediction: QualityLabel;
  /** Probability of the positive class. */
  readonly score?: number;
}

/** What came true, and when that was known, milliseconds since 1970. */
export interface KnownLabel {
  readonly label: QualityLabel;
  readonly at: number;
}

/** A prediction with what came true, if that was known in time. */
export interface JoinedPrediction extends Prediction {
  readonly label?: QualityLabel;
}

/**
 * Predictions of one window with their labels. A label that came after `closesAt` is missing, even if it is here by now: else a window
 * that is measured late would know more than the others, and versions could not be compared.
 */
export function joinLabels(
  predictions: readonly Prediction[],
  labels: ReadonlyMap<string, KnownLabel>,
  closesAt: number,
): readonly JoinedPrediction[] {
  return predictions.map((prediction) => {
    const known = labels.get(prediction.inferenceId);
    return known === undefined || known.at > closesAt ? prediction : { ...prediction, label: known.label };
  });
}
