import { Duration } from 'aws-cdk-lib';

/** What follows when a bake had too little traffic to prove anything. */
export enum OnInsufficientData {
  /** The traffic goes back. The version is not rejected: it may be released again. */
  ROLL_BACK = 'ROLL_BACK',
  /** The version is promoted as soon as the bake time is over, with the verdict INSUFFICIENT_DATA in the ledger. */
  PROMOTE = 'PROMOTE',
}

/**
 * How much traffic a bake has to have seen. Alarms that stay quiet prove nothing when no minute had enough requests for them to
 * fire (`alarms.minimumRequests`), so a version is promoted only when some minutes had. The first version of a model is exempt:
 * nobody may be calling yet.
 */
export interface BakeMeasurement {
  /**
   * Minutes with `alarms.minimumRequests` requests or more that a bake needs, 1 to 1440; with `OnInsufficientData.ROLL_BACK` no more than
   * `bakeTime` and `hold` have together.
   *
   * @default - 3, or as many as the bake time has when it is shorter, and never fewer than `alarms.datapointsToAlarm`
   */
  readonly minutes?: number;

  /**
   * How long the bake goes on beyond its time until those minutes are there, 0 to 24 h. The newest two minutes of load balancer
   * metrics may be missing when the bake time is over.
   *
   * @default Duration.minutes(5)
   */
  readonly hold?: Duration;

  /**
   * What follows when they never come.
   *
   * @default OnInsufficientData.ROLL_BACK
   */
  readonly onInsufficientData?: OnInsufficientData;
}
