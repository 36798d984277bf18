import { MetricData } from '../aws/cloudwatch/metric-store';
import { RouteGroup } from '../aws/routing';
import { Distribution } from './latency';

/** The load balancer's CloudWatch namespace (guide, "CloudWatch metrics for your Application Load Balancer"). */
const NAMESPACE = 'AWS/ApplicationELB';

const STATUS_CLASSES = [2, 3, 4, 5] as const;

/** What one target group did in one minute. */
export interface GroupMinute {
  /** Requests for which a target was chosen. */
  readonly requests: number;
  /** Answers of targets by status class: 2, 3, 4, 5. */
  readonly statuses: Readonly<Record<(typeof STATUS_CLASSES)[number], number>>;
  readonly connectionErrors: number;
  /** Real milliseconds until the head of the target's answer. */
  readonly responseTimes: Distribution;
}

/** The metrics of a group's minute, under both sets of dimensions that ALB publishes. Counts of 0 are not published. */
export function groupMetrics(group: RouteGroup, minute: GroupMinute, at: number, delayMs: number): MetricData[] {
  const loadBalancer = { LoadBalancer: group.loadBalancerFullName };
  const dimensionSets = [{ TargetGroup: group.fullName, ...loadBalancer }, loadBalancer];
  const { values, counts } = minute.responseTimes;
  const named = [
    ones('RequestCount', minute.requests),
    ...STATUS_CLASSES.map((each) => ones(`HTTPCode_Target_${each}XX_Count`, minute.statuses[each])),
    ones('TargetConnectionErrorCount', minute.connectionErrors),
    { metricName: 'TargetResponseTime', values: values.map((ms) => ms / 1000), counts }, // published in seconds
  ].filter((metric) => metric.counts.length > 0);
  return dimensionSets.flatMap((dimensions) =>
    named.map((metric) => ({ namespace: NAMESPACE, dimensions, at, delayMs, ...metric })),
  );
}

/** Answers that the load balancer gave itself. */
export function loadBalancerMetrics(loadBalancer: string, count5xx: number, at: number, delayMs: number): MetricData[] {
  const metric = ones('HTTPCode_ELB_5XX_Count', count5xx);
  if (metric.counts.length === 0) return [];
  return [{ namespace: NAMESPACE, dimensions: { LoadBalancer: loadBalancer }, at, delayMs, ...metric }];
}

/** A count as ALB publishes it: each event with the value 1, so that Sum and SampleCount agree. */
function ones(metricName: string, count: number) {
  return count === 0 ? { metricName, values: [], counts: [] } : { metricName, values: [1], counts: [count] };
}
