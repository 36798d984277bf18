import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { driftOf, EnvironmentName, QUALITY_NAMESPACE, QualityDimension } from '../../contract/index';
import { DriftMeasure } from './drift-measure';
import { QualityMeasure } from './quality-measure';

const COUNTS: readonly QualityMeasure[] = [
  QualityMeasure.PREDICTIONS,
  QualityMeasure.LABELLED,
  QualityMeasure.MISSING_LABELS,
  QualityMeasure.WRONG,
];

/** The metrics of a model's prediction quality. */
export class QualityMetrics {
  constructor(
    private readonly modelName: string,
    private readonly period: Duration,
  ) {}

  of(measure: QualityMeasure, environment: EnvironmentName, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: QUALITY_NAMESPACE,
      metricName: measure,
      dimensionsMap: { [QualityDimension.MODEL]: this.modelName, [QualityDimension.ENVIRONMENT]: environment },
      period: this.period,
      statistic: COUNTS.includes(measure) ? 'Sum' : 'Average',
      ...options,
    });
  }

  /** Of the predictions, or of a feature of the requests. */
  drift(
    measure: DriftMeasure,
    environment: EnvironmentName,
    feature: string | undefined,
    options: cloudwatch.MetricOptions,
  ): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: QUALITY_NAMESPACE,
      metricName: measure,
      dimensionsMap: {
        [QualityDimension.MODEL]: this.modelName,
        [QualityDimension.ENVIRONMENT]: environment,
        [QualityDimension.OF]: driftOf(feature),
      },
      period: this.period,
      ...options,
    });
  }

  /** The measure where enough labels came, else `good`: nothing is decided by a handful of labels. */
  underLabels(
    measure: QualityMeasure,
    environment: EnvironmentName,
    { minimumLabels, good }: { readonly minimumLabels: number; readonly good: number },
  ): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({
      expression: `IF(FILL(labelled,0) >= ${minimumLabels}, FILL(measured,${good}), ${good})`,
      usingMetrics: {
        labelled: this.of(QualityMeasure.LABELLED, environment),
        measured: this.of(measure, environment),
      },
      label: measure,
      period: this.period,
    });
  }

  /** Share of the predictions without a label in percent, where there are enough predictions. */
  missingPercent(environment: EnvironmentName, minimumPredictions: number): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({
      expression: `IF(FILL(predictions,0) >= ${minimumPredictions}, 100*FILL(missing,0)/FILL(predictions,0), 0)`,
      usingMetrics: {
        predictions: this.of(QualityMeasure.PREDICTIONS, environment),
        missing: this.of(QualityMeasure.MISSING_LABELS, environment),
      },
      label: 'missing labels (%)',
      period: this.period,
    });
  }
}
