import { Duration, Token } from 'aws-cdk-lib';
import { JudgeProps } from '../analysis/analysis-props';
import { judgeSettings } from '../core/judge/guardrail';
import { Problems, secondsOf } from '../private/validation';
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
  /** Chance of a false rollback that the judge's alarm has. */
  readonly alphaRollback: number;
}

/**
 * Minutes that an alarm looks back beyond those that must be bad. A load balancer's newest minutes come late, and FILL makes zeros
 * of them: an alarm that needs all its minutes to be bad would see a good newest one for ever and never fire (CloudWatch user guide,
 * FILL: "use M out of N"). Two minutes is the lateness that we plan with (aws-facts §7: detection in 2 to 4 minutes).
 */
const LATE_MINUTES = 2;

export function resolveThresholds(
  thresholds: RollbackAlarmThresholds,
  { alphaRollback }: Pick<JudgeProps, 'alphaRollback'> = {},
): ResolvedThresholds {
  const datapointsToAlarm = thresholds.datapointsToAlarm ?? 1;
  return {
    errorRatePercent: thresholds.errorRatePercent ?? 5,
    latencyP99: thresholds.latencyP99 ?? Duration.seconds(2),
    latencyP90: thresholds.latencyP90 ?? Duration.seconds(1),
    unhealthyTargets: thresholds.unhealthyTargets ?? 0,
    minimumRequests: thresholds.minimumRequests ?? 20,
    evaluationPeriods: thresholds.evaluationPeriods ?? datapointsToAlarm + LATE_MINUTES,
    datapointsToAlarm,
    alphaRollback: alphaRollback ?? judgeSettings().alphaRollback, // what can't be is said with the analysis
  };
}

/** Adds everything that is wrong with the thresholds. */
export function validateThresholds(thresholds: RollbackAlarmThresholds, problems: Problems): void {
  const { errorRatePercent } = thresholds;
  const { datapointsToAlarm, evaluationPeriods } = resolveThresholds(thresholds);
  if (errorRatePercent !== undefined && !(errorRatePercent >= 0 && errorRatePercent < 100)) {
    problems.add(
      `alarms.errorRatePercent must be from 0 to below 100, got ${errorRatePercent}; at 100 the alarm could never fire`,
    );
  }
  for (const name of ['latencyP99', 'latencyP90'] as const) {
    const latency = thresholds[name];
    if (latency === undefined || latency.isUnresolved() || secondsOf(latency) > 0) continue;
    problems.add(`alarms.${name} must be above 0 s, got ${secondsOf(latency)} s; every answer would be too slow`);
  }
  problems.integer('alarms.unhealthyTargets', thresholds.unhealthyTargets, 0, 1000, 'give a number of tasks');
  problems.integer('alarms.minimumRequests', thresholds.minimumRequests, 1, 1_000_000, 'give requests a minute');
  problems.integer('alarms.evaluationPeriods', evaluationPeriods, 2, 60, 'give minutes');
  problems.integer(
    'alarms.datapointsToAlarm',
    datapointsToAlarm,
    1,
    Token.isUnresolved(evaluationPeriods) ? 59 : evaluationPeriods - 1,
    'fewer than evaluationPeriods, because the newest minute of load balancer metrics comes late',
  );
}
