import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ANALYSIS_NAMESPACE, AnalysisDimension, EnvironmentName, LOG_E_METRIC } from '../contract/index';

/** What the judge publishes of one environment at each look, while a release fills it. */
export class JudgeMetrics {
  constructor(
    private readonly modelName: string,
    private readonly environment: EnvironmentName,
  ) {}

  /** Natural logarithm of the evidence that the version is worse than the live one. */
  logE(): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: ANALYSIS_NAMESPACE,
      metricName: LOG_E_METRIC,
      dimensionsMap: { [AnalysisDimension.MODEL]: this.modelName, [AnalysisDimension.ENVIRONMENT]: this.environment },
      statistic: 'Maximum',
      period: Duration.minutes(1),
    });
  }
}
