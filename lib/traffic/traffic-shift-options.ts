import { Duration } from 'aws-cdk-lib';

/** What every kind of traffic shift may have. */
export interface TrafficShiftOptions {
  /**
   * Share of the traffic, in percent, that stays on the old version while the new one bakes, 1 to 50 with one decimal at most: both
   * answer at the same time, so that they can be compared. A last step gives the new version the rest when the bake went well, right
   * before the promotion. Needs a `bakeTime` above 0. A first release, with no old version, ignores it.
   *
   * @default - none: the new version bakes with all traffic
   */
  readonly holdback?: number;

  /**
   * How long a caller who keeps cookies (`AWSALBTG`) stays with the version that answered it, 1 s to 7 days; each request begins the
   * time anew. It counts while both versions have traffic only: a rollback and the last step name one version and keep nobody. Callers
   * who stay do not follow the shares of later steps. Cookies that outlive the release count again in the next one, so keep it below bake
   * time and standby time together (with a holdback the standby time). Not for `SageMakerRouting.variantWeights()`, whose callers have no cookies.
   *
   * @default - every request is sent by the shares
   */
  readonly stickiness?: Duration;
}

/** One step of `TrafficShift.steps`. */
export interface TrafficStep {
  /** Share of the traffic that the new version gets, in percent: 0.1 to 100 with one decimal at most, and more than the step before. */
  readonly percent: number;

  /** How long the step is watched before the next one, 0 to 24 h. */
  readonly bakeTime: Duration;
}

/** A small share first, then all of it. */
export interface CanaryShiftProps extends TrafficShiftOptions {
  /**
   * Share of the traffic that the new version gets first, in percent: 0.1 to 50 with one decimal at most.
   *
   * @default 5
   */
  readonly percent?: number;

  /**
   * How long that share is watched, 0 to 24 h.
   *
   * @default Duration.minutes(10)
   */
  readonly bakeTime?: Duration;
}

/** The same share more with each step. */
export interface LinearShiftProps extends TrafficShiftOptions {
  /**
   * What each step adds, in percent: 3 to 50 with one decimal at most. The last step adds what is left.
   *
   * @default 10
   */
  readonly stepPercent?: number;

  /**
   * How long each step is watched before the next one, 0 to 24 h. After the last one comes the model's `bakeTime`.
   *
   * @default Duration.minutes(6)
   */
  readonly stepBakeTime?: Duration;
}
