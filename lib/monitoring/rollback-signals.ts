import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { PROBE_SIGNAL } from '../contract/index';
import { BAD_ROUNDS } from '../core/probe';
import { AlarmTiming, AlarmWitness } from '../core/detection/timings';
import { secondsOf } from '../private/validation';
import { ResolvedThresholds } from './alarm-thresholds';
import { EndpointMetrics } from './endpoint-metrics';
import { EnvironmentMetrics } from './environment-metrics';
import { GatewayMetrics } from './gateway-metrics';
import { JudgeMetrics } from './judge-metrics';
import { ProbeMetrics } from './probe-metrics';

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
  /** Present when callers speak to a load balancer. */
  readonly loadBalancer?: EnvironmentMetrics;
  /** Present when requests pass gateways. */
  readonly gateways?: GatewayMetrics;
  /** Present when those have the other environment answer what the model fails, which only they see then. */
  readonly protectsCallers?: boolean;
  /** Present when SageMaker runs the environment. */
  readonly endpoint?: EndpointMetrics;
  /** Present when versions are probed. */
  readonly probes?: ProbeMetrics;
  /** Present when a release is compared with the live version. */
  readonly judge?: JudgeMetrics;
}

/** Signals of an environment; names are derived from them before the alarms exist. */
const SIGNALS = ['errors', 'unanswered', 'latency-p99', 'latency-p90', 'unhealthy'] as const;

/** Signals of ten seconds each, which gateways add. */
const FAST_SIGNALS = ['fast-errors', 'fast-latency'] as const;

/** What gateways add when the load balancer sees no failures of the model any more: its `errors`, for models with little traffic too. */
const PROTECTED_SIGNAL = 'gateway-errors';

/**
 * What SageMaker adds. Of its latencies none: the load balancer's and the gateways' hold the model's, and for an answer that streams
 * the model's is the time of the whole stream.
 */
const ENDPOINT_SIGNAL = 'model-errors';

/** Fires on what the judge has proven, for a release whose execution does not act on it any more. */
const JUDGE_SIGNAL = 'judge';

/** What SageMaker is asked besides when it is the only witness. */
const LATENCY_SIGNALS = ['latency-p99', 'latency-p90'] as const;

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
export function signalNames(witnesses: { readonly [K in keyof Witnesses]?: unknown }): readonly string[] {
  const { loadBalancer, gateways, protectsCallers, endpoint, probes, judge } = witnesses;
  return [
    ...(loadBalancer === undefined ? LATENCY_SIGNALS : SIGNALS),
    ...(gateways === undefined ? [] : FAST_SIGNALS),
    ...(protectsCallers === true ? [PROTECTED_SIGNAL] : []),
    ...(endpoint === undefined ? [] : [ENDPOINT_SIGNAL]),
    ...(probes === undefined ? [] : [PROBE_SIGNAL]),
    ...(judge === undefined ? [] : [JUDGE_SIGNAL]),
  ];
}

/** The signals of one environment. */
export function signals(witnesses: Witnesses, thresholds: ResolvedThresholds): readonly Signal[] {
  return witnessed(witnesses, thresholds).flatMap(([, own]) => own);
}

/** How soon the alarms of an environment fire. */
export function alarmTimings(witnesses: Witnesses, thresholds: ResolvedThresholds): readonly AlarmTiming[] {
  return witnessed(witnesses, thresholds).flatMap(([witness, own]) =>
    own.map(({ name: signal, metric, datapointsToAlarm }) => {
      const { mathExpression, metricStat } = metric.toMetricConfig();
      const periodSeconds = mathExpression?.period ?? metricStat?.period.toSeconds() ?? 60;
      return { signal, witness, periodSeconds, datapointsToAlarm };
    }),
  );
}

function witnessed(
  { loadBalancer, gateways, protectsCallers, endpoint, probes, judge }: Witnesses,
  thresholds: ResolvedThresholds,
): readonly (readonly [AlarmWitness, readonly Signal[]])[] {
  return [
    ['load-balancer', loadBalancer === undefined ? [] : minuteSignals(loadBalancer, thresholds)],
    ['endpoint', loadBalancer === undefined && endpoint !== undefined ? latencySignals(endpoint, thresholds) : []],
    ['gateway', gateways === undefined ? [] : fastSignals(gateways, thresholds)],
    ['gateway', gateways === undefined || protectsCallers !== true ? [] : [protectedSignal(gateways, thresholds)]],
    ['endpoint', endpoint === undefined ? [] : [endpointSignal(endpoint, thresholds)]],
    ['probe', probes === undefined ? [] : [probeSignal(probes)]],
    ['judge', judge === undefined ? [] : [judgeSignal(judge, thresholds)]],
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

function protectedSignal(metrics: GatewayMetrics, thresholds: ResolvedThresholds): Signal {
  const { errorRatePercent, minimumRequests, datapointsToAlarm, evaluationPeriods } = thresholds;
  return {
    name: PROTECTED_SIGNAL,
    metric: metrics.errorRatePercentOfMinute(minimumRequests),
    threshold: errorRatePercent,
    meaning: `the model fails more than ${errorRatePercent} % of the requests, by the gateways, whatever callers get`,
    ...{ datapointsToAlarm, evaluationPeriods },
  };
}

function latencySignals(metrics: EndpointMetrics, thresholds: ResolvedThresholds): readonly Signal[] {
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

function probeSignal(metrics: ProbeMetrics): Signal {
  const { count, maxFailedPercent } = metrics.spec;
  return {
    name: PROBE_SIGNAL,
    metric: metrics.failedPercent(),
    threshold: maxFailedPercent,
    meaning: `more than ${maxFailedPercent} % of ${count} probes fail, twice`,
    datapointsToAlarm: BAD_ROUNDS,
    evaluationPeriods: metrics.evaluationPeriods,
  };
}

/** One value is enough: each holds all minutes so far, and the bound is for every one of them. */
function judgeSignal(metrics: JudgeMetrics, { alphaRollback }: ResolvedThresholds): Signal {
  return {
    name: JUDGE_SIGNAL,
    metric: metrics.logE(),
    threshold: Number((-Math.log(alphaRollback)).toFixed(6)),
    meaning: `the version is proven to be worse than the live one (chance of an error: ${100 * alphaRollback} % at most)`,
    datapointsToAlarm: 1,
    evaluationPeriods: 1,
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
