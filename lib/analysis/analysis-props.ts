import { Duration } from 'aws-cdk-lib';
import { Guardrail } from './guardrail';

/** What follows when the time is over, or the new version's traffic has stopped, and nothing is proven. */
export enum OnInconclusive {
  /** The traffic goes back. The version is not rejected: it may be released again. */
  ROLL_BACK = 'ROLL_BACK',
  /** The version goes on with the verdict INSUFFICIENT_DATA, if it had `minimumRequests` by every guardrail; else the traffic goes back. */
  PROMOTE = 'PROMOTE',
  /** The release is paused and people are told; one of them may resume it. When nobody does in `pauseTimeout`, the traffic goes back; below 4 h synth warns. */
  PAUSE = 'PAUSE',
}

/** Settings of `Analysis.judge()`. */
export interface JudgeProps {
  /**
   * What the new version is held to. One of them at least must be required for a promotion, and not be a distribution.
   *
   * @default - `Guardrail.errors()`, `Guardrail.latency()` of the 90th and of the 99th percentile
   */
  readonly guardrails?: Guardrail[];

  /**
   * Chance at most of rolling back a version that is within all tolerances, however often it is looked at; above 0, below 0.5.
   *
   * @default 0.01
   */
  readonly alphaRollback?: number;

  /**
   * Chance at most of promoting a version that is bad by a guardrail; above 0, below 0.5.
   *
   * @default 0.05
   */
  readonly alphaPromote?: number;

  /**
   * The new version's rates may be this many times the live one's, 1 to below 100, for guardrails that do not say it themselves.
   *
   * @default 1.25
   */
  readonly tolerance?: number;

  /**
   * How long from the first step on a proof is waited for, 5 min to 24 h. When the steps are over sooner, the last one is held.
   *
   * @default - 60 minutes, or half an hour more than both versions have traffic anyway when that is longer; at most what a deploy that
   * waits for the promotion leaves
   */
  readonly maxDuration?: Duration;

  /**
   * Requests of each version that every guardrail must have counted before a promotion, in minutes in which both had some; 1 or more.
   *
   * @default 100
   */
  readonly minimumRequests?: number;

  /**
   * What follows when nothing is proven in time.
   *
   * @default OnInconclusive.ROLL_BACK
   */
  readonly onInconclusive?: OnInconclusive;

  /**
   * How long after its beginning a minute is read: 3 min to 1 h, with gateways from 1 min on. Longer for metrics that come late. Sooner, a
   * load balancer's minute has not counted yet what was never answered, and each is read once.
   *
   * @default - 3 minutes; with gateways and no metrics of your own 2 minutes
   */
  readonly readingDelay?: Duration;

  /**
   * Requests a minute that the model gets. `bluegreen plan` says with it how long the judge needs.
   *
   * @default - nothing is said
   */
  readonly expectedRequestsPerMinute?: number;

  /**
   * How many times the live version's rate the judge shall find, above the tolerance.
   *
   * @default 2
   */
  readonly minimumDetectableRatio?: number;
}
