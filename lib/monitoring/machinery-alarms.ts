import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { TrafficFunction } from '../private/functions/traffic-function';

/**
 * Tells people when the machinery itself fails. The workflow repeats a failed rollback for a quarter of an hour before it gives
 * up at `Rollback failed`, so three bad minutes of five mean that traffic can't be brought back; one is a retry that helped.
 */
export function machineryAlarm(
  scope: Construct,
  props: {
    readonly modelName: string;
    readonly traffic: TrafficFunction;
    readonly topic: sns.ITopic;
    readonly runbookUrl?: string;
  },
): cloudwatch.Alarm {
  const runbook = props.runbookUrl === undefined ? '' : ` Runbook: ${props.runbookUrl}`;
  const alarm = new cloudwatch.Alarm(scope, 'RollbackFails', {
    alarmName: `${props.modelName}-rollback-fails`,
    alarmDescription: `Model ${props.modelName}: traffic can't be moved or brought back. Look at the traffic function's log.${runbook}`,
    metric: props.traffic.function.metricErrors({ period: Duration.minutes(1), statistic: 'Sum' }),
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction({ bind: () => ({ alarmActionArn: props.topic.topicArn }) });
  return alarm;
}
