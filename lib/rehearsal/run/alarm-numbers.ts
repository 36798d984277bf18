import { GatewayMetric } from '../../contract/gateway';
import type { AlarmChange } from '../aws/cloudwatch/alarm/alarm';
import { breachTest } from '../aws/cloudwatch/alarm/evaluator';

/** The numbers for which an alarm changed its state. */
export interface AlarmNumbers {
  /** What the datapoints are, as the alarm's metric is labelled: `failed requests (%)`. */
  readonly label: string;
  readonly threshold: number;
  readonly datapointsToAlarm: number;
  /** Length of a datapoint's period, virtual milliseconds. */
  readonly periodMs: number;
  /** Datapoints beyond the threshold, newest first. */
  readonly breaches: readonly { readonly at: number; readonly value: number }[];
  /** Whether they are response times in seconds. */
  readonly isResponseTime: boolean;
}

/** Metrics whose values a machine that can't keep up makes worse: the load balancer's, and the gateways'. */
const RESPONSE_TIMES: readonly string[] = ['TargetResponseTime', GatewayMetric.LATENCY];

/** Undefined for a composite alarm, and for a state that was set by hand. */
export function alarmNumbers({ alarm: { definition }, current }: AlarmChange): AlarmNumbers | undefined {
  if (definition.kind !== 'metric' || current.reasonData === undefined) return undefined;
  const { threshold, datapointsToAlarm, periodSeconds, operator, queries, single, metrics, watchedId } = definition;
  const { evaluatedDatapoints = [] } = JSON.parse(current.reasonData) as {
    readonly evaluatedDatapoints?: readonly { readonly timestamp: string; readonly value: number }[];
  };
  const breaks = breachTest(operator, threshold);
  return {
    label: metrics?.find(({ Id }) => Id === watchedId)?.Label ?? single?.metricName ?? definition.name,
    threshold,
    datapointsToAlarm,
    periodMs: periodSeconds * 1000,
    breaches: evaluatedDatapoints
      .filter(({ value }) => breaks(value))
      .map(({ timestamp, value }) => ({ at: Date.parse(timestamp), value })),
    isResponseTime: queries.metrics.some(({ metric }) => RESPONSE_TIMES.includes(metric.metricName)),
  };
}
