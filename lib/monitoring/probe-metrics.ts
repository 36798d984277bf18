import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { EnvironmentName, PROBE_NAMESPACE, ProbeDimension, ProbeMetric, ProbeSpec } from '../contract/index';
import { periodsOf } from '../core/probe';

/** Shortest period of an alarm that an interval of 10 s fills (CloudWatch user guide, "High-resolution alarms"). */
const PERIOD = Duration.seconds(10);

/** What the prober measures of one environment. */
export class ProbeMetrics {
  constructor(
    private readonly modelName: string,
    private readonly environment: EnvironmentName,
    readonly spec: ProbeSpec,
  ) {}

  /** Periods that an alarm has to look at. */
  get evaluationPeriods(): number {
    return periodsOf(this.spec, PERIOD.toSeconds());
  }

  /** Failed share of the probes in percent; 0 in periods without any. */
  failedPercent(): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({
      expression: 'IF(FILL(probes,0) > 0, 100*FILL(failed,0)/FILL(probes,0), 0)',
      usingMetrics: { probes: this.metric(ProbeMetric.PROBES), failed: this.metric(ProbeMetric.FAILED) },
      label: 'failed probes (%)',
      period: PERIOD,
    });
  }

  private metric(metricName: string): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: PROBE_NAMESPACE,
      metricName,
      dimensionsMap: {
        [ProbeDimension.MODEL]: this.modelName,
        [ProbeDimension.ENVIRONMENT]: this.environment,
      },
      statistic: 'Sum',
      period: PERIOD,
    });
  }
}
