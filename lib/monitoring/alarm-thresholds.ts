import { Duration } from 'aws-cdk-lib';
import { Problems } from '../private/validation';
import { RollbackAlarmThresholds } from './rollback-alarm-thresholds';

/** Thresholds with their defaults. */
export interface ResolvedThresholds {
  readonly errorRatePercent: number;
  readonly latencyP99: Duration;
  readonly latencyP90: Duration;
  readonly unhealthyTargets: number;
  readonly minimumRequests: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
}

export function resolveThresholds(thresholds: RollbackAlarmThresholds): ResolvedThresholds {
  const evaluationPeriods = thresholds.evaluationPeriods ?? 1;
  return {
    errorRatePercent: thresholds.errorRatePercent ?? 5,
    latencyP99: thresholds.latencyP99 ?? Duration.seconds(2),
    latencyP90: thresholds.latencyP90 ?? Duration.seconds(1),
    unhealthyTargets: thresholds.unhealthyTargets ?? 0,
    minimumRequests: thresholds.minimumRequests ?? 20,
    evaluationPeriods,
    datapointsToAlarm: thresholds.datapointsToAlarm ?? evaluationPeriods,
  };
}

/** Adds everything that is wrong with the thresholds. */
export function validateThresholds(thresholds: RollbackAlarmThresholds, problems: Problems): void {
  const { errorRatePercent, datapointsToAlarm, evaluationPeriods = 1 } = thresholds;
  if (errorRatePercent !== undefined && !(errorRatePercent >= 0 && errorRatePercent < 100)) {
    problems.add(
      `alarms.errorRatePercent must be from 0 to below 100, got ${errorRatePercent}; at 100 the alarm could never fire`,
    );
  }
  problems.integer('alarms.unhealthyTargets', thresholds.unhealthyTargets, 0, 1000, 'give a number of tasks');
  problems.integer('alarms.minimumRequests', thresholds.minimumRequests, 1, 1_000_000, 'give requests a minute');
  problems.integer('alarms.evaluationPeriods', evaluationPeriods, 1, 60, 'give minutes');
  problems.integer(
    'alarms.datapointsToAlarm',
    datapointsToAlarm,
    1,
    evaluationPeriods,
    'no more than evaluationPeriods',
  );
}
