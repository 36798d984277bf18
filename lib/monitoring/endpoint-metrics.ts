import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** SageMaker publishes once a minute (developer guide, "Monitor Amazon SageMaker with Amazon CloudWatch"). */
const PERIOD = Duration.minutes(1);

/**
 * What SageMaker measures of the endpoint of one environment. By endpoint and variant, whose names never change: the config's name,
 * which SageMaker publishes by too, is another one in each release.
 */
export class EndpointMetrics {
  constructor(
    private readonly endpointName: string,
    private readonly variantName: string,
  ) {}

  /**
   * Share of the invocations in percent that the model failed: 5xx, no answer, an invalid one, a timeout; whoever invoked it, also
   * past the gateways. `InvocationModelErrors` is all that is not 2xx, so what the model refused with 4xx is taken off; should
   * SageMaker count its own refusals among those too, the 5xx alone remain. 0 in minutes without enough invocations.
   */
  errorRatePercent(minimumRequests: number): cloudwatch.MathExpression {
    const unrefused = 'FILL(failed,0)-FILL(refused,0)';
    const errors = `IF(${unrefused} > FILL(errors,0), ${unrefused}, FILL(errors,0))`;
    return new cloudwatch.MathExpression({
      expression: `IF(FILL(requests,0) >= ${minimumRequests}, 100*${errors}/FILL(requests,0), 0)`,
      usingMetrics: {
        requests: this.sum('Invocations'),
        failed: this.sum('InvocationModelErrors'),
        refused: this.sum('Invocation4XXErrors'),
        errors: this.sum('Invocation5XXErrors'),
      },
      label: 'failed invocations (%)',
      period: PERIOD,
    });
  }

  private sum(metricName: string): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/SageMaker',
      metricName,
      dimensionsMap: { EndpointName: this.endpointName, VariantName: this.variantName },
      statistic: 'Sum',
      period: PERIOD,
    });
  }
}
