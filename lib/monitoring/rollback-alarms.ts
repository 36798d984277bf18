import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmNames, EnvironmentName, ENVIRONMENTS, Names } from '../contract/index';
import { alarmArn } from '../private/arns';
import { TrafficFunction } from '../private/functions/traffic-function';
import { ResolvedThresholds } from './alarm-thresholds';
import { signalNames, signals, Witnesses } from './rollback-signals';
import { Signal } from './signal';

export interface RollbackAlarmsProps {
  readonly modelName: string;
  readonly thresholds: ResolvedThresholds;
  readonly witnesses: Readonly<Record<EnvironmentName, Witnesses>>;
  readonly traffic: TrafficFunction;
  readonly runbookUrl?: string;
}

/** Names of our alarms, and of those that the user added. */
export function rollbackAlarmNames(modelName: string, witnesses: Witnesses, added: readonly string[]): AlarmNames {
  const all = signalNames(witnesses);
  const of = (environment: EnvironmentName) => all.map((signal) => Names.alarm(modelName, environment, signal));
  return { blue: of('blue'), green: of('green'), added };
}

/** The alarms of both environments. Each calls the traffic function, which rolls back if a release is to blame. */
export class RollbackAlarms extends Construct {
  readonly alarms: readonly cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: RollbackAlarmsProps) {
    super(scope, id);
    const { witnesses, thresholds } = props;
    this.alarms = ENVIRONMENTS.flatMap((environment) =>
      signals(witnesses[environment], thresholds).map((signal) => this.alarm(props, environment, signal)),
    );
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
