import { AnalysisPlan } from './analysis';

/** A deploy waits so long for a promotion: a custom resource has an hour, and ten minutes of it are for the answer (aws-facts 5.1). */
export const DEPLOY_WAITS_SECONDS = 50 * 60;

/** One step of a traffic shift. */
export interface ShiftStep {
  /** Share of production traffic on the new version, 0.1 to 100 percent with one decimal at most; 0 in the cohort's own step. */
  readonly percent: number;
  /** True when the step leads the cohort to the new version and moves no weight; only the first may. */
  readonly isCohortOnly?: boolean;
  /** How long the step is watched before the next one, seconds; 0 goes on at once. */
  readonly bakeSeconds: number;
}

/** What a bake has to have measured, so that its quiet alarms prove something. */
export interface MeasurementPlan {
  /** Requests that a minute needs before it counts; the rollback alarms use the same number. */
  readonly minimumRequests: number;
  /** Minutes with so many requests that a bake needs. */
  readonly minutes: number;
  /** How long a bake is held beyond its time until they are there, seconds. */
  readonly holdSeconds: number;
  /** What follows when they never come. */
  readonly otherwise: 'roll-back' | 'promote';
  readonly limits: MinuteLimits;
}

/** When a minute is bad, and how many bad ones of how many are too many: the thresholds of the rollback alarms. */
export interface MinuteLimits {
  readonly errorRatePercent: number;
  readonly p99Seconds: number;
  readonly p90Seconds: number;
  readonly badMinutes: number;
  readonly ofMinutes: number;
}

/** Everything that a release does, in seconds, fixed when it starts. Written into the state machine input by `prepare`. */
export interface ReleasePlan {
  readonly steps: readonly ShiftStep[];
  /** Share of the traffic that stays on the old version during the bake, percent; absent means none. */
  readonly holdbackPercent?: number;
  /** How long a caller stays with the version that answered it while traffic is split, seconds; absent means not at all. */
  readonly stickinessSeconds?: number;
  readonly bakeSeconds: number;
  readonly measurement: MeasurementPlan;
  /** Absent when nothing is compared with the live version. */
  readonly analysis?: AnalysisPlan;
  /** How long pauses may hold the release in all, seconds; absent means not at all. */
  readonly pauseTimeoutSeconds?: number;
  readonly standbySeconds: number;
  readonly watchIntervalSeconds: number;
  /** Seconds between two looks at an environment that is starting or stopping. */
  readonly pollIntervalSeconds: number;
  readonly provisionTimeoutSeconds: number;
  /** How long a failed environment is kept before it is scaled in. */
  readonly failedEnvironmentRetentionSeconds: number;
}
