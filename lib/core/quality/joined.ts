import { EnvironmentName, QualityLabel } from '../../contract';
import { knownAt, LabelHistory } from './label-history';

/** What an environment predicted. */
export interface Prediction {
  readonly inferenceId: string;
  readonly environment: EnvironmentName;
  readonly version?: string;
  /** Milliseconds since 1970; of one that is kept, the start of its minute. */
  readonly at: number;
  readonly prediction: QualityLabel;
  /** Probability of the positive class. */
  readonly score?: number;
  /** Of the request, by their names. */
  readonly features?: Readonly<Record<string, number>>;
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
  labels: ReadonlyMap<string, LabelHistory>,
  closesAt: number,
): readonly JoinedPrediction[] {
  return predictions.map((prediction) => {
    const known = knownAt(labels.get(prediction.inferenceId) ?? [], closesAt);
    return known === undefined ? prediction : { ...prediction, label: known.label };
  });
}
