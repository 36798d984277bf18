import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ReleaseFunction } from '../private/functions/release-function';
import { TrafficFunction } from '../private/functions/traffic-function';
import { ModelFunction } from '../private/model-function';

export interface MachineryAlarmsProps {
  readonly modelName: string;
  readonly traffic: TrafficFunction;
  readonly release: ReleaseFunction;
  readonly topic: sns.ITopic;
  readonly runbookUrl?: string;
}

/** How a function fails when it does not heal by itself. */
interface LastingFailure {
  readonly name: string;
  readonly fn: ModelFunction;
  readonly text: string;
  /** Bad minutes that make the alarm fire, of how many. */
  readonly minutes: number;
  readonly of: number;
}

/** Tells people when the machinery itself fails. */
export function machineryAlarms(scope: Construct, props: MachineryAlarmsProps): readonly cloudwatch.Alarm[] {
  return [
    // The workflow repeats a failed rollback for a quarter of an hour before it gives up at `Rollback failed`, so three bad minutes
    // of five mean that traffic can't be brought back; one is a retry that helped.
    functionFails(scope, 'RollbackFails', props, {
      name: `${props.modelName}-rollback-fails`,
      fn: props.traffic,
      text: "traffic can't be moved or brought back. Look at the traffic function's log.",
      minutes: 3,
      of: 5,
    }),
    // Taking over and finishing are repeated every two minutes, so five of ten minutes are bad. A refused release is one error.
    functionFails(scope, 'LedgerFails', props, {
      name: `${props.modelName}-ledger-fails`,
      fn: props.release,
      text: "releases can't be recorded, ended or taken over. Look at the release function's log.",
      minutes: 4,
      of: 10,
    }),
  ];
}

function functionFails(
  scope: Construct,
  id: string,
  { modelName, topic, runbookUrl }: MachineryAlarmsProps,
  { name, fn, text, minutes, of }: LastingFailure,
): cloudwatch.Alarm {
  const runbook = runbookUrl === undefined ? '' : ` Runbook: ${runbookUrl}`;
  const alarm = new cloudwatch.Alarm(scope, id, {
    alarmName: name,
    alarmDescription: `Model ${modelName}: ${text}${runbook}`,
    metric: fn.function.metricErrors({ period: Duration.minutes(1), statistic: 'Sum' }),
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: of,
    datapointsToAlarm: minutes,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction({ bind: () => ({ alarmActionArn: topic.topicArn }) });
  return alarm;
}
