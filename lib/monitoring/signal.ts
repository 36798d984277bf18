import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** One rollback alarm: what it measures, where it fires, and what that means. */
export interface Signal {
  readonly name: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  readonly meaning: string;
  /** Bad periods that it needs, and of how many. */
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
}

/** Signals of an environment; names are derived from them before the alarms exist. */
export const SIGNALS = ['errors', 'unanswered', 'latency-p99', 'latency-p90', 'unhealthy'] as const;

/** Signals of ten seconds each, which gateways add. */
export const FAST_SIGNALS = ['fast-errors', 'fast-latency'] as const;

/** What gateways add when the load balancer sees no failures of the model any more: its `errors`, for models with little traffic too. */
export const PROTECTED_SIGNAL = 'gateway-errors';

/**
 * What SageMaker adds. Of its latencies none: the load balancer's and the gateways' hold the model's, and for an answer that streams
 * the model's is the time of the whole stream.
 */
export const ENDPOINT_SIGNAL = 'model-errors';

/** What SageMaker is asked besides when it is the only witness. */
export const LATENCY_SIGNALS = ['latency-p99', 'latency-p90'] as const;
