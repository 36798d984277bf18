import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { TrafficMetrics } from './traffic-metrics';

/** Load balancer metrics have one value a minute (ELB user guide, "CloudWatch metrics"). */
const PERIOD = Duration.minutes(1);

/** A metric that is 0 in minutes without enough requests, so that a handful of them decides nothing. */
const ENOUGH = (minimumRequests: number) => `FILL(requests,0)+FILL(refused,0) >= ${minimumRequests}`;

/** What the load balancer measures of one environment. */
export class EnvironmentMetrics implements TrafficMetrics {
  constructor(private readonly targetGroup: elbv2.ApplicationTargetGroup) {}

  requests(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.targetGroup.metrics.requestCount({ period: PERIOD, statistic: 'Sum', ...options });
  }

  /** Answers with status 5xx by the model server. */
  serverErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    const code = elbv2.HttpCodeTarget.TARGET_5XX_COUNT;
    return this.targetGroup.metrics.httpCodeTarget(code, { period: PERIOD, statistic: 'Sum', ...options });
  }

  /** Answers of the model server with a status of this class. */
  private answers(code: elbv2.HttpCodeTarget): cloudwatch.Metric {
    return this.targetGroup.metrics.httpCodeTarget(code, { period: PERIOD, statistic: 'Sum' });
  }

  /** Connections that the tasks did not accept: a crashed server shows here, not in its 5xx answers. */
  refused(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.targetGroup.metrics.targetConnectionErrorCount({ period: PERIOD, statistic: 'Sum', ...options });
  }

  /** Time from the request's leaving the load balancer to the answer's start, in seconds. */
  latency(statistic: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.targetGroup.metrics.targetResponseTime({ period: PERIOD, statistic, ...options });
  }

  unhealthyTargets(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.targetGroup.metrics.unhealthyHostCount({ period: PERIOD, statistic: 'Maximum', ...options });
  }

  /** Failed share of the requests in percent. */
  errorRatePercent(minimumRequests: number): cloudwatch.MathExpression {
    const failed = 'FILL(errors,0)+FILL(refused,0)';
    const all = 'FILL(requests,0)+FILL(refused,0)';
    return new cloudwatch.MathExpression({
      expression: `IF(${ENOUGH(minimumRequests)}, 100*(${failed})/(${all}), 0)`,
      usingMetrics: { requests: this.requests(), errors: this.serverErrors(), refused: this.refused() },
      label: 'failed requests (%)',
      period: PERIOD,
    });
  }

  /**
   * Share of the requests that the model server took and never answered, in percent: it closed the connection, it was too slow for
   * the load balancer's idle timeout, or the caller gave up. The load balancer's own 502 and 504 for them have no target group.
   */
  unansweredPercent(minimumRequests: number): cloudwatch.MathExpression {
    const answered = 'FILL(ok,0)+FILL(moved,0)+FILL(rejected,0)+FILL(errors,0)+FILL(refused,0)';
    const all = 'FILL(requests,0)+FILL(refused,0)';
    return new cloudwatch.MathExpression({
      expression: `IF(${ENOUGH(minimumRequests)}, 100*(FILL(requests,0)-(${answered}))/(${all}), 0)`,
      usingMetrics: {
        requests: this.requests(),
        ok: this.answers(elbv2.HttpCodeTarget.TARGET_2XX_COUNT),
        moved: this.answers(elbv2.HttpCodeTarget.TARGET_3XX_COUNT),
        rejected: this.answers(elbv2.HttpCodeTarget.TARGET_4XX_COUNT),
        errors: this.serverErrors(),
        refused: this.refused(),
      },
      label: 'unanswered requests (%)',
      period: PERIOD,
    });
  }

  /** Percentile of the answer time in seconds, in minutes with enough requests. */
  latencyUnderTraffic(statistic: 'p99' | 'p90', minimumRequests: number): cloudwatch.MathExpression {
    return this.underTraffic(`${statistic} (s)`, this.latency(statistic), minimumRequests);
  }

  /** Unhealthy tasks in minutes with enough requests: tasks that are still starting take none. */
  unhealthyUnderTraffic(minimumRequests: number): cloudwatch.MathExpression {
    return this.underTraffic('unhealthy tasks', this.unhealthyTargets(), minimumRequests);
  }

  private underTraffic(label: string, metric: cloudwatch.IMetric, minimumRequests: number): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({
      expression: `IF(${ENOUGH(minimumRequests)}, FILL(metric,0), 0)`,
      usingMetrics: { requests: this.requests(), refused: this.refused(), metric },
      label,
      period: PERIOD,
    });
  }
}
