import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { EnvironmentName, GATEWAY_NAMESPACE, GatewayDimension, GatewayMetric } from '../contract/index';

/** Shortest period of an alarm that all metrics of high resolution fill (CloudWatch user guide, "High-resolution alarms"). */
const PERIOD = Duration.seconds(10);

const MINUTE = Duration.minutes(1);

/** What the gateways of one environment measure, all of its tasks together. */
export class GatewayMetrics {
  constructor(
    private readonly modelName: string,
    private readonly environment: EnvironmentName,
  ) {}

  /** Share of the requests in percent that failed: 5xx, no connection, cut off, timed out, overloaded. */
  errorRatePercent(minimumRequests: number): cloudwatch.MathExpression {
    return this.errorRate(minimumRequests, PERIOD);
  }

  /** The same of a whole minute. */
  errorRatePercentOfMinute(minimumRequests: number): cloudwatch.MathExpression {
    return this.errorRate(minimumRequests, MINUTE);
  }

  private errorRate(minimumRequests: number, period: Duration): cloudwatch.MathExpression {
    const expression = '100*FILL(metric,0)/FILL(requests,0)';
    const metric = this.metric(GatewayMetric.ERRORS, 'Sum', period);
    return this.underTraffic('failed requests (%)', expression, minimumRequests, { metric }, period);
  }

  /** 99th percentile of the answer time in seconds. */
  latencyP99(minimumRequests: number): cloudwatch.MathExpression {
    return this.underTraffic('p99 (s)', 'FILL(metric,0)/1000', minimumRequests, {
      metric: this.metric(GatewayMetric.LATENCY, 'p99'),
    });
  }

  /** 0 in periods without enough requests, so that a handful of them decides nothing. */
  private underTraffic(
    label: string,
    expression: string,
    minimumRequests: number,
    metrics: Record<string, cloudwatch.IMetric>,
    period = PERIOD,
  ): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({
      expression: `IF(FILL(requests,0) >= ${minimumRequests}, ${expression}, 0)`,
      usingMetrics: { requests: this.metric(GatewayMetric.REQUESTS, 'Sum', period), ...metrics },
      label,
      period,
    });
  }

  private metric(metricName: string, statistic: string, period = PERIOD): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: GATEWAY_NAMESPACE,
      metricName,
      dimensionsMap: {
        [GatewayDimension.MODEL]: this.modelName,
        [GatewayDimension.ENVIRONMENT]: this.environment,
      },
      statistic,
      period,
    });
  }
}
