import { secondsOf } from '../private/validation';
import { ResolvedThresholds } from './alarm-thresholds';
import { EndpointMetrics } from './endpoint-metrics';
import { EnvironmentMetrics } from './environment-metrics';
import { ENDPOINT_SIGNAL, LATENCY_SIGNALS, Signal, SIGNALS } from './signal';

/**
 * Bad minutes that a signal needs beyond the others when it subtracts metrics: one whose newest minute came before the other's looks
 * like lost answers until that is there too.
 */
const UNSETTLED_MINUTES = 1;

/** What the load balancer sees. */
export function minuteSignals(metrics: EnvironmentMetrics, thresholds: ResolvedThresholds): readonly Signal[] {
  const { errorRatePercent, latencyP99, latencyP90, unhealthyTargets, minimumRequests } = thresholds;
  const [errors, unanswered, p99, p90, unhealthy] = SIGNALS;
  const { datapointsToAlarm, evaluationPeriods } = thresholds;
  const minutes = { datapointsToAlarm, evaluationPeriods };
  return [
    {
      name: errors,
      metric: metrics.errorRatePercent(minimumRequests),
      threshold: errorRatePercent,
      meaning: `more than ${errorRatePercent} % of the requests fail`,
      ...minutes,
    },
    {
      name: unanswered,
      metric: metrics.unansweredPercent(minimumRequests),
      threshold: errorRatePercent,
      meaning: `more than ${errorRatePercent} % of the requests get no answer`,
      ...unsettled(thresholds),
    },
    {
      name: p99,
      metric: metrics.latencyUnderTraffic('p99', minimumRequests),
      threshold: secondsOf(latencyP99),
      meaning: `1 % of the requests take longer than ${secondsOf(latencyP99)} s`,
      ...minutes,
    },
    {
      name: p90,
      metric: metrics.latencyUnderTraffic('p90', minimumRequests),
      threshold: secondsOf(latencyP90),
      meaning: `10 % of the requests take longer than ${secondsOf(latencyP90)} s`,
      ...minutes,
    },
    {
      name: unhealthy,
      metric: metrics.unhealthyUnderTraffic(minimumRequests),
      threshold: unhealthyTargets,
      meaning: `more than ${unhealthyTargets} tasks fail their health checks under traffic`,
      ...minutes,
    },
  ];
}

/** Answer times by SageMaker, when it is the only witness. */
export function latencySignals(metrics: EndpointMetrics, thresholds: ResolvedThresholds): readonly Signal[] {
  const { latencyP99, latencyP90, minimumRequests, datapointsToAlarm, evaluationPeriods } = thresholds;
  const [p99, p90] = LATENCY_SIGNALS;
  const minutes = { datapointsToAlarm, evaluationPeriods };
  return [
    {
      name: p99,
      metric: metrics.latencyUnderTraffic('p99', minimumRequests),
      threshold: secondsOf(latencyP99),
      meaning: `the model takes longer than ${secondsOf(latencyP99)} s for 1 % of its invocations, by SageMaker`,
      ...minutes,
    },
    {
      name: p90,
      metric: metrics.latencyUnderTraffic('p90', minimumRequests),
      threshold: secondsOf(latencyP90),
      meaning: `the model takes longer than ${secondsOf(latencyP90)} s for 10 % of its invocations, by SageMaker`,
      ...minutes,
    },
  ];
}

/** Failures by SageMaker, whoever else looks. */
export function endpointSignal(metrics: EndpointMetrics, thresholds: ResolvedThresholds): Signal {
  const { errorRatePercent, minimumRequests } = thresholds;
  return {
    name: ENDPOINT_SIGNAL,
    metric: metrics.errorRatePercent(minimumRequests),
    threshold: errorRatePercent,
    meaning: `the model fails more than ${errorRatePercent} % of its invocations, by SageMaker`,
    ...unsettled(thresholds),
  };
}

function unsettled({
  datapointsToAlarm,
  evaluationPeriods,
}: ResolvedThresholds): Pick<Signal, 'datapointsToAlarm' | 'evaluationPeriods'> {
  return {
    datapointsToAlarm: datapointsToAlarm + UNSETTLED_MINUTES,
    evaluationPeriods: evaluationPeriods + UNSETTLED_MINUTES,
  };
}
