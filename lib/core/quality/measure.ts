import {
  ClassificationTask,
  EnvironmentName,
  ENVIRONMENTS,
  QualityMetric,
  QualityMetricName,
  QualityTaskSpec,
  RegressionTask,
} from '../../contract';
import { labelText } from '../compare/label-text';
import { classPairs, scoredOutcomes } from './class-pairs';
import { binaryScores, ClassPair, multiclassScores } from './classification';
import { JoinedPrediction } from './joined';
import { numberOf } from './number-of';
import { areaUnderRoc, brierScore, calibrationError, logLoss } from './probability';
import { ValuePair, valueScores } from './regression';

/** Values by the names of the metrics; what can't be said of a window is missing. */
export type QualityValues = { readonly [Name in QualityMetricName]?: number };

/** What is said of each environment that predicted anything. */
export function measure(
  task: QualityTaskSpec,
  joined: readonly JoinedPrediction[],
): ReadonlyMap<EnvironmentName, QualityValues> {
  const of = (environment: EnvironmentName) => joined.filter((prediction) => prediction.environment === environment);
  const measured = ENVIRONMENTS.map((environment) => [environment, of(environment)] as const);
  return new Map(
    measured
      .filter(([, predictions]) => predictions.length > 0)
      .map(([environment, predictions]) => [environment, valuesOf(task, predictions)]),
  );
}

function valuesOf(task: QualityTaskSpec, predictions: readonly JoinedPrediction[]): QualityValues {
  const { labelled, ...values } =
    task.kind === 'classification' ? ofClasses(task, predictions) : ofNumbers(task, predictions);
  return present({
    [QualityMetric.PREDICTIONS]: predictions.length,
    [QualityMetric.LABELLED]: labelled,
    [QualityMetric.MISSING_LABELS]: predictions.length - labelled,
    ...values,
  });
}

type Scores = { readonly labelled: number } & { readonly [Name in QualityMetricName]?: number | undefined };

function ofClasses({ positive }: ClassificationTask, predictions: readonly JoinedPrediction[]): Scores {
  const pairs = classPairs(predictions);
  const labelled = pairs.length;
  if (positive === undefined) return { labelled, ...named(multiclassScores(pairs)) };
  const isPositive = (text: string) => text === labelText(positive);
  const outcomes = scoredOutcomes(pairs, positive);
  const sides = pairs.map(({ predicted, actual }): ClassPair => ({
    predicted: String(isPositive(predicted)),
    actual: String(isPositive(actual)),
  }));
  return {
    labelled,
    ...named(binaryScores(sides, 'true')),
    [QualityMetric.AUC]: areaUnderRoc(outcomes),
    [QualityMetric.LOG_LOSS]: logLoss(outcomes),
    [QualityMetric.BRIER]: brierScore(outcomes),
    [QualityMetric.CALIBRATION_ERROR]: calibrationError(outcomes),
  };
}

function named({ wrong, accuracy, precision, recall, f1 }: ReturnType<typeof binaryScores>) {
  return {
    [QualityMetric.WRONG]: wrong,
    [QualityMetric.ACCURACY]: accuracy,
    [QualityMetric.PRECISION]: precision,
    [QualityMetric.RECALL]: recall,
    [QualityMetric.F1]: f1,
  };
}

function ofNumbers({ wrongAbove }: RegressionTask, predictions: readonly JoinedPrediction[]): Scores {
  const pairs = predictions.flatMap(({ prediction, label }): ValuePair[] => {
    const [predicted, actual] = [numberOf(prediction), numberOf(label)];
    return predicted === undefined || actual === undefined ? [] : [{ predicted, actual }];
  });
  const { wrong, mae, rmse, r2 } = valueScores(pairs, wrongAbove);
  return {
    labelled: pairs.length,
    [QualityMetric.WRONG]: wrongAbove === undefined ? undefined : wrong,
    [QualityMetric.MAE]: mae,
    [QualityMetric.RMSE]: rmse,
    [QualityMetric.R2]: r2,
  };
}

function present(values: { readonly [Name in QualityMetricName]?: number | undefined }): QualityValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
