import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { EnvironmentName, ENVIRONMENTS, Names } from '../../contract/index';
import type { AddedAlarms } from '../../model/added-alarms';
import { ModelFunction } from '../../private/model-function';
import { Limit, limitsIn, periodsOf } from './limits';
import { QualityAlarmProps } from './quality-alarm-props';
import { QualityMetrics } from './quality-metrics';

export interface QualityAlarmsProps {
  readonly modelName: string;
  readonly metrics: QualityMetrics;
  readonly alarms: QualityAlarmProps;
  /** Where alarms that roll back are added. */
  readonly added: AddedAlarms;
  readonly topic: sns.ITopic;
  readonly runbookUrl?: string;
  /** Functions without which nothing is measured, by the ends of their alarms' names. */
  readonly vital: Readonly<Record<string, ModelFunction>>;
}

/** What all of these alarms have in common. */
interface AlarmSettings {
  readonly alarmName: string;
  readonly meaning: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  readonly comparisonOperator: cloudwatch.ComparisonOperator;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
}

/** Makes the alarms; returns those that roll back. All of them tell the topic. */
export function qualityAlarms(scope: Construct, props: QualityAlarmsProps): readonly cloudwatch.Alarm[] {
  const { alarms, added, vital } = props;
  const rollback = ENVIRONMENTS.flatMap((environment) =>
    limitsIn(alarms).map((limit) => {
      const settings = limitAlarm(props, environment, limit);
      const alarm = newAlarm(scope, `${environment}-${limit.name}`, props, settings);
      added.addQuality(environment, settings.alarmName, alarm);
      return alarm;
    }),
  );
  if (alarms.maximumMissingLabelsPercent !== undefined) {
    for (const environment of ENVIRONMENTS)
      missingLabels(scope, props, environment, alarms.maximumMissingLabelsPercent);
  }
  for (const [name, fn] of Object.entries(vital)) fails(scope, props, name, fn);
  return rollback;
}

function limitAlarm(
  { modelName, metrics, alarms }: QualityAlarmsProps,
  environment: EnvironmentName,
  { measure, name, side, value }: Limit & { readonly value: number },
): AlarmSettings {
  const { minimumLabels = 50 } = alarms;
  const isMinimum = side === 'minimum';
  const { LESS_THAN_THRESHOLD, GREATER_THAN_THRESHOLD } = cloudwatch.ComparisonOperator;
  return {
    alarmName: Names.alarm(modelName, environment, `quality-${name}`),
    meaning: `${environment}: ${measure} of the predictions is ${isMinimum ? 'below' : 'above'} ${value}, by labels that came since. Rolls back the release that is to blame`,
    // No measure that has a minimum is above 1, and none that has a maximum below 0.
    metric: metrics.underLabels(measure, environment, { minimumLabels, good: isMinimum ? 1 : 0 }),
    threshold: value,
    comparisonOperator: isMinimum ? LESS_THAN_THRESHOLD : GREATER_THAN_THRESHOLD,
    ...periodsOf(alarms),
  };
}

function missingLabels(
  scope: Construct,
  props: QualityAlarmsProps,
  environment: EnvironmentName,
  percent: number,
): void {
  const { modelName, metrics, alarms } = props;
  newAlarm(scope, `${environment}-missing-labels`, props, {
    alarmName: Names.alarm(modelName, environment, 'quality-missing-labels'),
    meaning: `${environment}: more than ${percent} % of the predictions have no label in time, so that their quality is not known`,
    metric: metrics.missingPercent(environment, alarms.minimumLabels ?? 50),
    threshold: percent,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    ...periodsOf(alarms),
  });
}

/** One bad minute is a retry that helped: Lambda tries twice more, after one and two minutes. */
function fails(scope: Construct, props: QualityAlarmsProps, name: string, fn: ModelFunction): void {
  newAlarm(scope, `${name}-fails`, props, {
    alarmName: `${props.modelName}-${name}-fails`,
    meaning: `the ${name} function fails, so that the quality of predictions is not known. Look at its log`,
    metric: fn.function.metricErrors({ period: Duration.minutes(1), statistic: 'Sum' }),
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 10,
    datapointsToAlarm: 3,
  });
}

function newAlarm(
  scope: Construct,
  id: string,
  { modelName, topic, runbookUrl }: QualityAlarmsProps,
  { meaning, ...settings }: AlarmSettings,
): cloudwatch.Alarm {
  const runbook = runbookUrl === undefined ? '' : ` Runbook: ${runbookUrl}`;
  const alarm = new cloudwatch.Alarm(scope, id, {
    ...settings,
    alarmDescription: `Model ${modelName}, ${meaning}.${runbook}`,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction({ bind: () => ({ alarmActionArn: topic.topicArn }) });
  return alarm;
}
