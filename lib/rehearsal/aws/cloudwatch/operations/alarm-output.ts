import type { CompositeAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { Alarm, CompositeAlarmDefinition, MetricAlarmDefinition } from '../alarm/alarm';

/** A metric alarm as DescribeAlarms answers it. */
export function describeMetricAlarm(alarm: Alarm): MetricAlarm {
  const definition = alarm.definition as MetricAlarmDefinition;
  return {
    ...describeCommon(alarm),
    ...describeMetric(definition),
    EvaluationPeriods: definition.evaluationPeriods,
    DatapointsToAlarm: definition.datapointsToAlarm,
    Threshold: definition.threshold,
    ComparisonOperator: definition.operator,
    TreatMissingData: definition.missingData,
    ...(definition.single?.extended === true
      ? { EvaluateLowSampleCountPercentile: definition.ignoreLowSamples ? 'ignore' : 'evaluate' }
      : {}),
  };
}

export function describeComposite(alarm: Alarm): CompositeAlarm {
  return { ...describeCommon(alarm), AlarmRule: (alarm.definition as CompositeAlarmDefinition).ruleText };
}

function describeMetric({ single, metrics, periodSeconds }: MetricAlarmDefinition): Partial<MetricAlarm> {
  if (single === undefined) return { Metrics: [...(metrics ?? [])] };
  return {
    Namespace: single.namespace,
    MetricName: single.metricName,
    Dimensions: [...single.dimensions],
    Period: periodSeconds,
    ...(single.extended
      ? { ExtendedStatistic: single.statistic }
      : { Statistic: single.statistic as MetricAlarm['Statistic'] }),
  };
}

function describeCommon({ definition, state, actionsEnabled, configuredAt }: Alarm) {
  return {
    AlarmName: definition.name,
    AlarmArn: definition.arn,
    ...(definition.description === undefined ? {} : { AlarmDescription: definition.description }),
    AlarmConfigurationUpdatedTimestamp: new Date(configuredAt),
    ActionsEnabled: actionsEnabled,
    AlarmActions: [...definition.actions.ALARM],
    OKActions: [...definition.actions.OK],
    InsufficientDataActions: [...definition.actions.INSUFFICIENT_DATA],
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData === undefined ? {} : { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: new Date(state.since),
    StateTransitionedTimestamp: new Date(state.since),
  };
}
