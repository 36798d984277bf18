import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib';

/** What every guardrail that compares counts has. */
export interface GuardrailOptions {
  /**
   * The new version's rate may be this many times the live one's, 1 to below 100: above it is what a rollback has to prove. 1 is strict,
   * 1.5 is for fleets whose hosts differ much.
   *
   * @default - that of the analysis
   */
  readonly tolerance?: number;

  /**
   * From this many times the live version's rate on a version is bad, above the tolerance and 100 at most: what a promotion has to
   * disprove.
   *
   * @default 2, for percentiles of the latency below the 95th 1.5; 1.2 times the tolerance where that is more
   */
  readonly badRatio?: number;

  /**
   * With fewer events of the new version the guardrail says nothing for a rollback, 1 or more: retries of one client must not decide.
   *
   * @default 5
   */
  readonly minimumEvents?: number;

  /**
   * Share in the evidence for a rollback, relative to the weights of the others, above 0.
   *
   * @default 1, for percentiles of the latency 0.5: what makes a model slow shows in two of them
   */
  readonly weight?: number;

  /**
   * Whether a version is only promoted when this guardrail has shown that it is not bad. False for data that comes late: it can roll back
   * as long as the version before is warm, and no promotion waits for it.
   *
   * @default true
   */
  readonly isRequiredForPromotion?: boolean;
}

/** Rates between which the live version's own rate does not matter. */
export interface RateGuardrailOptions extends GuardrailOptions {
  /**
   * A rate up to this is good whatever the live version's is, in percent, 0 to 40, and `ceilingPercent` at most where there is one. 0:
   * there is no such rate.
   *
   * @default 0.1 for errors, 0 for metrics of your own
   */
  readonly floorPercent?: number;

  /**
   * A rate below this is not bad, whatever the live version's is, in percent, 0 to below 100. 0: there is no such rate.
   *
   * @default 1 for errors, 0 for metrics of your own
   */
  readonly ceilingPercent?: number;
}

/** Settings of `Guardrail.latency()`. */
export interface LatencyGuardrailProps extends GuardrailOptions {
  /** Percentile of the live version above which an answer is slow: 50 to 99.9. */
  readonly percentile: number;

  /**
   * An answer that takes longer is slow when the live version had fewer than 1,000 requests in its last hour, so that its own percentile is
   * chance; 1 ms to 1 h.
   *
   * @default - `alarms.latencyP99` of the model from the 95th percentile on, `alarms.latencyP90` below
   */
  readonly slo?: Duration;
}

/** Two metrics of one environment. */
export interface CountedMetrics {
  /** What is counted, for example failed payments: a count a minute, also when it is 0. */
  readonly events: cloudwatch.IMetric;
  /** Out of how many, for example payments. A minute in which neither has a value is not counted. */
  readonly total: cloudwatch.IMetric;
}

/** Settings of `Guardrail.metric()`. */
export interface MetricGuardrailProps extends RateGuardrailOptions {
  /** Metrics of the blue environment. */
  readonly blue: CountedMetrics;
  /** The same of the green environment. */
  readonly green: CountedMetrics;
}

/** Settings of `Guardrail.distribution()`. */
export interface DistributionGuardrailProps {
  /** Counts of each bin in the blue environment, 2 to 20. Bins are the same all the time: classes, or ranges of a score. */
  readonly blue: cloudwatch.IMetric[];
  /** The same of the green environment, in the same order. */
  readonly green: cloudwatch.IMetric[];

  /**
   * No bin may become more than this many times as frequent, 1 to below 100.
   *
   * @default - that of the analysis
   */
  readonly tolerance?: number;

  /**
   * Predictions of the new version in a bin without which the bin says nothing, 1 or more.
   *
   * @default 5
   */
  readonly minimumEvents?: number;

  /**
   * Share in the evidence for a rollback, relative to the weights of the others, above 0.
   *
   * @default 1
   */
  readonly weight?: number;

  /**
   * Whether a promotion waits until predictions were counted at all. That no bin changed is never asked for: it would take far more
   * predictions than a release has.
   *
   * @default true
   */
  readonly isRequiredForPromotion?: boolean;
}

/**
 * Settings of `Guardrail.threshold()`, with the words of Argo Rollouts. At least one of the four conditions is needed, and one of a kind at
 * most. A minute that meets the failure condition has failed; one that meets the success condition, or does not fail where there is
 * none, is successful; with both, what meets neither is inconclusive; with a success condition alone, what does not meet it has failed.
 */
export interface ThresholdGuardrailProps {
  /** Metric of the blue environment. Only that of the new version's environment is looked at. */
  readonly blue: cloudwatch.IMetric;
  /** The same of the green environment. */
  readonly green: cloudwatch.IMetric;

  /**
   * Failed is a minute whose value is above this. The limit of a success condition is this at most.
   *
   * @default - no such condition
   */
  readonly failsAbove?: number;

  /**
   * Failed is a minute whose value is below this. The limit of a success condition is this at least.
   *
   * @default - no such condition
   */
  readonly failsBelow?: number;

  /**
   * Successful is a minute whose value is this at most.
   *
   * @default - no such condition
   */
  readonly succeedsUpTo?: number;

  /**
   * Successful is a minute whose value is this at least.
   *
   * @default - no such condition
   */
  readonly succeedsFrom?: number;

  /**
   * More failed minutes than this roll the release back, 0 to 1440.
   *
   * @default 0
   */
  readonly failureLimit?: number;

  /**
   * More minutes without a value one after the other than this roll the release back, 0 to 1440.
   *
   * @default 4
   */
  readonly consecutiveErrorLimit?: number;

  /**
   * With more inconclusive minutes than this a version is not promoted, 0 to 1440.
   *
   * @default 0
   */
  readonly inconclusiveLimit?: number;

  /**
   * Whether a promotion waits for a successful minute, and minutes without a value roll back.
   *
   * @default true
   */
  readonly isRequiredForPromotion?: boolean;
}
