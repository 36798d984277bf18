import { JUDGE_SIGNAL, PROBE_SIGNAL } from '../contract/index';
import { BAD_ROUNDS } from '../core/probe';
import { AlarmTiming, AlarmWitness } from '../core/detection/timings';
import { secondsOf } from '../private/validation';
import { ResolvedThresholds } from './alarm-thresholds';
import { EndpointMetrics } from './endpoint-metrics';
import { EnvironmentMetrics } from './environment-metrics';
import { GatewayMetrics } from './gateway-metrics';
import { JudgeMetrics } from './judge-metrics';
import { latencySignals, endpointSignal, minuteSignals } from './minute-signals';
import { ProbeMetrics } from './probe-metrics';
import { ENDPOINT_SIGNAL, FAST_SIGNALS, LATENCY_SIGNALS, PROTECTED_SIGNAL, Signal, SIGNALS } from './signal';

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

/**
 * Two bad periods of five: one bad one of ten seconds may be a garbage collection or a deploy elsewhere. The newest three may be
 * late, because the metrics come by the log, and count as good until they are there (inference: 5 s until a container's lines are
 * sent, and as much until their metrics can be read).
 */
const FAST = { datapointsToAlarm: 2, evaluationPeriods: 5 };

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
