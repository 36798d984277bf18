import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** What is measured of an environment's traffic, whoever measures it. */
export interface TrafficMetrics {
  requests(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
  /** Answers with status 5xx by the model server. */
  serverErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
  latency(statistic: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}
