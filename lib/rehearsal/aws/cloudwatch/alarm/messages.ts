import { AlarmChange, AlarmDefinition, MetricAlarmDefinition, StateSnapshot } from './alarm';
import { timestampText } from './reason';

interface Where {
  readonly region: string;
  readonly accountId: string;
}

/** What a function gets that an alarm action names (User Guide, Invoke a Lambda function from an alarm). */
export function functionPayload(change: AlarmChange, { region, accountId }: Where): Record<string, unknown> {
  const { definition } = change.alarm;
  return {
    source: 'aws.cloudwatch',
    alarmArn: definition.arn,
    accountId,
    time: timestampText(change.at),
    region,
    alarmData: {
      alarmName: definition.name,
      state: snapshotMessage(change.current),
      previousState: snapshotMessage(change.previous),
      configuration: configurationMessage(definition),
    },
  };
}

/** Detail of the EventBridge event `CloudWatch Alarm State Change` (User Guide, Alarm events and EventBridge). */
export function stateChangeDetail({ alarm, previous, current }: AlarmChange): Record<string, unknown> {
  return {
    alarmName: alarm.definition.name,
    configuration: configurationMessage(alarm.definition),
    previousState: snapshotMessage(previous),
    state: snapshotMessage(current),
  };
}

/** Subject and JSON text that a topic gets. The subject names the region's code where AWS has its long name. */
export function topicMessage(change: AlarmChange, { region, accountId }: Where): { subject: string; message: string } {
  const { definition } = change.alarm;
  const message = {
    AlarmName: definition.name,
    AlarmDescription: definition.description ?? null,
    AWSAccountId: accountId,
    NewStateValue: change.current.value,
    NewStateReason: change.current.reason,
    StateChangeTime: timestampText(change.at),
    Region: region,
    AlarmArn: definition.arn,
    OldStateValue: change.previous.value,
    ...(definition.kind === 'metric' ? { Trigger: triggerMessage(definition) } : { AlarmRule: definition.ruleText }),
  };
  const subject = `${change.current.value}: "${definition.name}" in ${region}`;
  return { subject: subject.slice(0, 100), message: JSON.stringify(message) }; // SNS takes 100 characters
}

function snapshotMessage({ value, reason, reasonData, since }: StateSnapshot): Record<string, unknown> {
  return { value, reason, ...(reasonData === undefined ? {} : { reasonData }), timestamp: timestampText(since) };
}

function configurationMessage(definition: AlarmDefinition): Record<string, unknown> {
  const description = definition.description === undefined ? {} : { description: definition.description };
  if (definition.kind === 'composite') return { ...description, alarmRule: definition.ruleText };
  return { ...description, metrics: metricMessages(definition) };
}

function metricMessages({ queries, watchedId, periodSeconds }: MetricAlarmDefinition): readonly object[] {
  return queries.queries.map((query) => {
    const returnData = query.id === watchedId;
    if (query.kind === 'expression') return { id: query.id, expression: query.text, returnData };
    const { namespace, metricName: name, dimensions } = query.metric;
    const metricStat = { metric: { namespace, name, dimensions }, period: periodSeconds, stat: query.statistic };
    return { id: query.id, metricStat, returnData };
  });
}

function triggerMessage(definition: MetricAlarmDefinition): Record<string, unknown> {
  const { single } = definition;
  return {
    ...(single === undefined
      ? { Metrics: metricMessages(definition) }
      : {
          MetricName: single.metricName,
          Namespace: single.namespace,
          [single.extended ? 'ExtendedStatistic' : 'Statistic']: single.statistic,
          Dimensions: single.dimensions.map(({ Name, Value }) => ({ name: Name, value: Value })),
        }),
    Period: definition.periodSeconds,
    EvaluationPeriods: definition.evaluationPeriods,
    DatapointsToAlarm: definition.datapointsToAlarm,
    ComparisonOperator: definition.operator,
    Threshold: definition.threshold,
    TreatMissingData: definition.missingData,
  };
}
