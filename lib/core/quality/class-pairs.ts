import { QualityLabel } from '../../contract';
import { labelText } from '../compare/label-text';
import { ClassPair } from './classification';
import { JoinedPrediction } from './joined';
import { ScoredOutcome } from './probability';

/** A prediction of a class with what came true. */
export interface ScoredPair extends ClassPair {
  readonly score?: number;
}

/** Predictions whose label is known. A label that is no label (`""` can't come here) is missing, too. */
export function classPairs(predictions: readonly JoinedPrediction[]): readonly ScoredPair[] {
  return predictions.flatMap(({ prediction, label, score }): ScoredPair[] => {
    const [predicted, actual] = [labelText(prediction), labelText(label)];
    if (predicted === undefined || actual === undefined) return [];
    return [{ predicted, actual, ...(score === undefined ? {} : { score }) }];
  });
}

/** Those that have a score. */
export function scoredOutcomes(pairs: readonly ScoredPair[], positive: QualityLabel): readonly ScoredOutcome[] {
  return pairs.flatMap(({ actual, score }): ScoredOutcome[] =>
    score === undefined ? [] : [{ score, positive: actual === labelText(positive) }],
  );
}
