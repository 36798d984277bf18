import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmNames, EnvironmentName, ENVIRONMENTS, Names } from '../contract/index';
import { secondsOf } from '../private/validation';
import { alarmArn } from '../private/arns';
import { TrafficFunction } from '../private/functions/traffic-function';
import { ResolvedThresholds } from './alarm-thresholds';
import { EnvironmentMetrics } from './environment-metrics';
import { GatewayMetrics } from './gateway-metrics';

export interface RollbackAlarmsProps {
  readonly modelName: string;
  readonly thresholds: ResolvedThresholds;
  readonly metrics: Readonly<Record<EnvironmentName, EnvironmentMetrics>>;
  /** Present when requests pass gateways. */
  readonly gatewayMetrics?: Readonly<Record<EnvironmentName, GatewayMetrics>>;
  readonly traffic: TrafficFunction;
  readonly runbookUrl?: string;
}

/** One rollback alarm: what it measures, where it fires, and what that means. */
interface Signal {
  readonly name: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  readonly meaning: string;
  /** Bad periods that it needs, and of how many. */
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
}

/** Signals of an environment; names are derived from them before the alarms exist. */
const SIGNALS = ['errors', 'unanswered', 'latency-p99', 'latency-p90', 'unhealthy'] as const;

/** Signals of ten seconds each, which gateways add. */
const FAST_SIGNALS = ['fast-errors', 'fast-latency'] as const;

/**
 * Two bad periods of five: one bad one of ten seconds may be a garbage collection or a deploy elsewhere. The newest three may be
 * late, because the metrics come by the log, and count as good until they are there (inference: 5 s until a container's lines are
 * sent, and as much until their metrics can be read).
 */
const FAST = { datapointsToAlarm: 2, evaluationPeriods: 5 };

/**
 * Bad minutes that `unanswered` needs beyond the others: it subtracts metrics, and one whose newest minute came before the other's
 * looks like lost answers until that is there too.
 */
const UNSETTLED_MINUTES = 1;

/** Names of our alarms, and of those that the user added. */
export function rollbackAlarmNames(modelName: string, hasGateway: boolean, added: readonly string[]): AlarmNames {
  const all = hasGateway ? [...SIGNALS, ...FAST_SIGNALS] : SIGNALS;
  const of = (environment: EnvironmentName) => all.map((signal) => Names.alarm(modelName, environment, signal));
  return { blue: of('blue'), green: of('green'), added };
}

/** The alarms of both environments. Each calls the traffic function, which rolls back if a release is to blame. */
export class RollbackAlarms extends Construct {
  readonly alarms: readonly cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: RollbackAlarmsProps) {
    super(scope, id);
    const { metrics, gatewayMetrics, thresholds } = props;
    this.alarms = ENVIRONMENTS.flatMap((environment) => {
      const fast = gatewayMetrics === undefined ? [] : fastSignals(gatewayMetrics[environment], thresholds);
      const all = [...signals(metrics[environment], thresholds), ...fast];
      return all.map((signal) => this.alarm(props, environment, signal));
    });
  }

  private alarm(props: RollbackAlarmsProps, environment: EnvironmentName, signal: Signal): cloudwatch.Alarm {
    const { modelName, traffic } = props;
    const alarmName = Names.alarm(modelName, environment, signal.name);
    const runbook = props.runbookUrl === undefined ? '' : ` Runbook: ${props.runbookUrl}`;
    const alarm = new cloudwatch.Alarm(this, `${environment}-${signal.name}`, {
      alarmName,
      alarmDescription: `Model ${modelName}, ${environment}: ${signal.meaning}. Rolls back the release that is to blame.${runbook}`,
      metric: signal.metric,
      threshold: signal.threshold,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: signal.evaluationPeriods,
      datapointsToAlarm: signal.datapointsToAlarm,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction({ bind: () => ({ alarmActionArn: traffic.function.functionArn }) });
    // By the fixed name: the permission is there before the alarm can fire.
    traffic.admitAlarm(`Alarm-${environment}-${signal.name}`, alarmArn(this, alarmName));
    return alarm;
  }
}

function signals(metrics: EnvironmentMetrics, thresholds: ResolvedThresholds): readonly Signal[] {
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
      datapointsToAlarm: datapointsToAlarm + UNSETTLED_MINUTES,
      evaluationPeriods: evaluationPeriods + UNSETTLED_MINUTES,
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
