import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { MetricValue } from '../contract/index';

/** Minutes are asked for; five of them are what the CDK says of a metric when nobody says anything. */
const PERIODS_SECONDS: readonly number[] = [60, 300];

/** A metric or an expression as the watch function asks for it, in values of a minute. Throws when it can't be asked so. */
export function metricValue(guardrail: string, metric: cloudwatch.IMetric): MetricValue {
  const { metricStat, mathExpression } = metric.toMetricConfig();
  if (mathExpression !== undefined) {
    const { expression, usingMetrics, searchAccount, searchRegion } = mathExpression;
    if (searchAccount !== undefined || searchRegion !== undefined) throw foreign(guardrail, `expression ${expression}`);
    const using = Object.entries(usingMetrics).map(([id, used]) => [id, metricValue(guardrail, used)] as const);
    return { expression, using: Object.fromEntries(using) };
  }
  if (metricStat === undefined) {
    throw new Error(`guardrail ${guardrail} must have metrics or expressions, got neither; give a cloudwatch.Metric`);
  }
  const { namespace, metricName, dimensions = [], statistic, account, region, period } = metricStat;
  if (account !== undefined || region !== undefined) throw foreign(guardrail, `metric ${metricName}`);
  if (!PERIODS_SECONDS.includes(period.toSeconds())) {
    throw new Error(
      `guardrail ${guardrail} must have metrics with a value a minute, got ${metricName} with a period of ${period.toSeconds()} s; ` +
        'publish it each minute and give a period of 60 s',
    );
  }
  const values = dimensions.map(({ name, value }) => [name, String(value)] as const);
  return { namespace, name: metricName, dimensions: Object.fromEntries(values), statistic };
}

function foreign(guardrail: string, what: string): Error {
  return new Error(
    `guardrail ${guardrail} must be measured in the model's account and region, got ${what} of another; publish it there, too`,
  );
}
