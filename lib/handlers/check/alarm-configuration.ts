import { DescribeAlarmsCommand, MetricAlarm, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { EnvironmentName, Names } from '../../contract';
import { Configuration } from '../../core/parity';
import { CheckContext } from './context';

/** When the rollback alarms of an environment fire, by signal: without names, dimensions and states, in which environments differ. */
export async function alarmConfiguration(
  { cloudwatch, alarmNames, store }: CheckContext,
  environment: EnvironmentName,
): Promise<Configuration> {
  // Fewer than ten, and DescribeAlarms takes 100 names.
  const AlarmNames = [...alarmNames()[environment]];
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames }));
  const signalOf = (name: string) => name.slice(Names.alarm(store.modelName, environment, '').length);
  return {
    alarms: Object.fromEntries(MetricAlarms.map((alarm) => [signalOf(alarm.AlarmName ?? ''), settingsOf(alarm)])),
  };
}

function settingsOf(alarm: MetricAlarm): Configuration {
  return {
    threshold: alarm.Threshold,
    comparison: alarm.ComparisonOperator,
    evaluationPeriods: alarm.EvaluationPeriods,
    datapointsToAlarm: alarm.DatapointsToAlarm,
    missingData: alarm.TreatMissingData,
    actionsEnabled: alarm.ActionsEnabled,
    metric: alarm.MetricName,
    statistic: alarm.Statistic ?? alarm.ExtendedStatistic,
    periodSeconds: alarm.Period,
    metrics: Object.fromEntries((alarm.Metrics ?? []).map((query) => [query.Id ?? '', queryOf(query)])),
  };
}

function queryOf({ Expression, MetricStat }: MetricDataQuery): Configuration {
  return {
    expression: Expression,
    metric: MetricStat?.Metric?.MetricName,
    statistic: MetricStat?.Stat,
    periodSeconds: MetricStat?.Period,
  };
}
