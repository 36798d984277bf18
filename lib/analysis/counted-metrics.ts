import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { MetricValue } from '../contract/index';
import { metricValue } from './metric-value';

/** Statistics that are numbers of things. An expression may make such a number of others: that is the team's own matter. */
const COUNTS = /^(sum|samplecount|tc\(.*\))$/i;

/** A metric that counts, as the watch function asks for it. Throws for a statistic that is no number of things. */
export function countedMetric(guardrail: string, metric: cloudwatch.IMetric): MetricValue {
  const value = metricValue(guardrail, metric);
  if ('expression' in value || COUNTS.test(value.statistic)) return value;
  throw new Error(
    `guardrail ${guardrail} must count, got the statistic ${value.statistic} of ${value.name}; ` +
      "give statistic: 'Sum', 'SampleCount' or 'TC(...)', or an expression",
  );
}

/** Throws when two metrics of a guardrail that must not be the same are. */
export function assertDistinct(guardrail: string, metrics: Readonly<Record<string, MetricValue>>): void {
  const names = new Map<string, string>();
  for (const [name, value] of Object.entries(metrics)) {
    const text = JSON.stringify(value);
    const twin = names.get(text);
    if (twin !== undefined) {
      throw new Error(
        `guardrail ${guardrail} must have metrics of their own, got the same one as ${twin} and ${name}; ` +
          'nothing would be compared: look at names and dimensions',
      );
    }
    names.set(text, name);
  }
}
