import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ReleaseFunction } from '../private/functions/release-function';
import { TrafficFunction } from '../private/functions/traffic-function';
import { ModelFunction } from '../private/model-function';

export interface MachineryAlarmsProps {
  readonly modelName: string;
  readonly traffic: TrafficFunction;
  readonly release: ReleaseFunction;
  /** Starts an execution after one that died. */
  readonly recoveryRule: events.Rule;
  readonly topic: sns.ITopic;
  readonly runbookUrl?: string;
}

/** Minutes of trouble that are no retry that helped: bad ones, of how many. */
interface Lasting {
  readonly minutes: number;
  readonly of: number;
}

/** A function without which releases are stuck. */
interface Vital extends Lasting {
  /** Begin of the alarms' construct ids, as in `RollbackFails`. */
  readonly id: string;
  /** What the alarms' names begin with after the model's, as in `rollback-fails`. */
  readonly name: string;
  readonly fn: ModelFunction;
  readonly entry: string;
  readonly consequence: string;
}

/**
 * Tells people when the machinery itself fails. A throttled function is not called at all, so that it counts no error: that has an
 * alarm of its own, and so has a recovery that is never started. Failed executions have none, because a release that was rolled
 * back in the normal way is one.
 */
export function machineryAlarms(scope: Construct, props: MachineryAlarmsProps): readonly cloudwatch.Alarm[] {
  const vital: readonly Vital[] = [
    // The workflow repeats a failed rollback for a quarter of an hour before it gives up at `Rollback failed`, so three bad minutes
    // of five mean that traffic can't be brought back; one is a retry that helped. A throttled call of an alarm is repeated by Lambda
    // after 1, 2, 4, … s, which falls into four of the first five minutes.
    {
      id: 'Rollback',
      name: 'rollback',
      fn: props.traffic,
      entry: 'traffic',
      consequence: "traffic can't be moved or brought back",
      minutes: 3,
      of: 5,
    },
    // Taking over and finishing are repeated every two minutes, so five of ten minutes are bad. A refused release is one error.
    {
      id: 'Ledger',
      name: 'ledger',
      fn: props.release,
      entry: 'release',
      consequence: "releases can't be recorded, ended or taken over",
      minutes: 4,
      of: 10,
    },
  ];
  const functions = vital.flatMap((each) => [fails(scope, props, each), isThrottled(scope, props, each)]);
  return [...functions, recoveryFails(scope, props)];
}

const PER_MINUTE: cloudwatch.MetricOptions = {
  period: Duration.minutes(1),
  statistic: 'Sum',
};

function fails(scope: Construct, props: MachineryAlarmsProps, { id, name, fn, entry, consequence, ...lasting }: Vital) {
  return tellsPeople(scope, `${id}Fails`, props, {
    ...lasting,
    name: `${name}-fails`,
    metric: fn.function.metricErrors(PER_MINUTE),
    text: `${consequence}. Look at the ${entry} function's log.`,
  });
}

function isThrottled(
  scope: Construct,
  props: MachineryAlarmsProps,
  { id, name, fn, entry, consequence, ...lasting }: Vital,
) {
  return tellsPeople(scope, `${id}Throttled`, props, {
    ...lasting,
    name: `${name}-throttled`,
    metric: fn.function.metricThrottles(PER_MINUTE),
    text: `${consequence}: Lambda does not start the ${entry} function. Look at the account's concurrency.`,
  });
}

/** EventBridge counts an event that it has given up, after a day of tries or because it may not: nobody else cleans up then. */
function recoveryFails(scope: Construct, props: MachineryAlarmsProps): cloudwatch.Alarm {
  return tellsPeople(scope, 'RecoveryFails', props, {
    ...{ minutes: 1, of: 1 },
    name: 'recovery-fails',
    metric: new cloudwatch.Metric({
      ...PER_MINUTE,
      namespace: 'AWS/Events',
      metricName: 'FailedInvocations',
      dimensionsMap: { RuleName: props.recoveryRule.ruleName },
    }),
    text: 'an execution that ended badly gets no other to clean up after it. Look whether a release holds the lock, and at what the recovery rule may do.',
  });
}

function tellsPeople(
  scope: Construct,
  id: string,
  { modelName, topic, runbookUrl }: MachineryAlarmsProps,
  {
    name,
    metric,
    text,
    minutes,
    of,
  }: Lasting & {
    readonly name: string;
    readonly metric: cloudwatch.IMetric;
    readonly text: string;
  },
): cloudwatch.Alarm {
  const runbook = runbookUrl === undefined ? '' : ` Runbook: ${runbookUrl}`;
  const alarm = new cloudwatch.Alarm(scope, id, {
    alarmName: `${modelName}-${name}`,
    alarmDescription: `Model ${modelName}: ${text}${runbook}`,
    metric,
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: of,
    datapointsToAlarm: minutes,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction({ bind: () => ({ alarmActionArn: topic.topicArn }) });
  return alarm;
}
