import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** Options of `PredictionQuality.drift()`. */
export interface DriftOptions extends cloudwatch.MetricOptions {
  /**
   * Name of a feature of the requests, as the source of the predictions has it.
   *
   * @default - drift of the predictions
   */
  readonly feature?: string;
}
