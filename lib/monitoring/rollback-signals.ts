import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { secondsOf } from '../private/validation';
import { ResolvedThresholds } from './alarm-thresholds';
import { EndpointMetrics } from './endpoint-metrics';
import { EnvironmentMetrics } from './environment-metrics';
import { GatewayMetrics } from './gateway-metrics';

/** One rollback alarm: what it measures, where it fires, and what that means. */
export interface Signal {
  readonly name: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  readonly meaning: string;
  /** Bad periods that it needs, and of how many. */
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
}

/** Who measures one environment. */
export interface Witnesses {
  readonly loadBalancer: EnvironmentMetrics;
  /** Present when requests pass gateways. */
  readonly gateways?: GatewayMetrics;
  /** Present when the environment is a SageMaker endpoint. */
  readonly endpoint?: EndpointMetrics;
}

/** Signals of an environment; names are derived from them before the alarms exist. */
const SIGNALS = ['errors', 'unanswered', 'latency-p99', 'latency-p90', 'unhealthy'] as const;

/** Signals of ten seconds each, which gateways add. */
const FAST_SIGNALS = ['fast-errors', 'fast-latency'] as const;

/**
 * What SageMaker adds. Of its latencies none: the load balancer's and the gateways' hold the model's, and for an answer that streams
 * the model's is the time of the whole stream.
 */
const ENDPOINT_SIGNAL = 'model-errors';

/**
 * Two bad periods of five: one bad one of ten seconds may be a garbage collection or a deploy elsewhere. The newest three may be
 * late, because the metrics come by the log, and count as good until they are there (inference: 5 s until a container's lines are
 * sent, and as much until their metrics can be read).
 */
const FAST = { datapointsToAlarm: 2, evaluationPeriods: 5 };

/**
 * Bad minutes that a signal needs beyond the others when it subtracts metrics: one whose newest minute came before the other's looks
 * like lost answers until that is there too.
 */
const UNSETTLED_MINUTES = 1;

/** Names of an environment's signals. */
export function signalNames({ gateways, endpoint }: { readonly [K in keyof Witnesses]?: unknown }): readonly string[] {
  return [
    ...SIGNALS,
    ...(gateways === undefined ? [] : FAST_SIGNALS),
    ...(endpoint === undefined ? [] : [ENDPOINT_SIGNAL]),
  ];
}

/** The signals of one environment. */
export function signals(
  { loadBalancer, gateways, endpoint }: Witnesses,
  thresholds: ResolvedThresholds,
): readonly Signal[] {
  return [
    ...minuteSignals(loadBalancer, thresholds),
    ...(gateways === undefined ? [] : fastSignals(gateways, thresholds)),
    ...(endpoint === undefined ? [] : [endpointSignal(endpoint, thresholds)]),
  ];
}

function minuteSignals(metrics: EnvironmentMetrics, thresholds: ResolvedThresholds): readonly Signal[] {
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

/** What gateways add, with the same limits: a period of ten seconds needs as many requests to count as a minute. */
function fastSignals(metrics: GatewayMetrics, thresholds: ResolvedThresholds): readonly Signal[] {
  const { errorRatePercent, latencyP99, minimumRequests } = thresholds;
  const [errors, latency] = FAST_SIGNALS;
  return [
    {
      name: errors,
      metric: metrics.errorRatePercent(minimumRequests),
      threshold: errorRatePercent,
      meaning: `more than ${errorRatePercent} % of the requests fail, by the gateways`,
      ...FAST,
    },
    {
      name: latency,
      metric: metrics.latencyP99(minimumRequests),
      threshold: secondsOf(latencyP99),
      meaning: `1 % of the requests take longer than ${secondsOf(latencyP99)} s, by the gateways`,
      ...FAST,
    },
  ];
}

function endpointSignal(metrics: EndpointMetrics, thresholds: ResolvedThresholds): Signal {
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
