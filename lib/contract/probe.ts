import { EnvironmentName } from './environment';
import { ModelRequest } from './checks';

/** Names shared by the prober, its alarms and whoever reads its metrics. */
export const PROBE_NAMESPACE = 'cdk-model-bluegreen/probe';

export const ProbeDimension = { MODEL: 'Model', ENVIRONMENT: 'Environment' } as const;

/** Counts, of high resolution, at the moment at which a round of probes began. */
export const ProbeMetric = { PROBES: 'Probes', FAILED: 'FailedProbes' } as const;

/** Signal of the alarm on both. */
export const PROBE_SIGNAL = 'fast-probe';

/** What a prober asks of a version while it takes traffic. */
export interface ProbeSpec {
  /** Sent in turn. */
  readonly requests: readonly ModelRequest[];
  /** Status that every answer must have. */
  readonly expectedStatus: number;
  /** Seconds from the beginning of one round to that of the next. */
  readonly intervalSeconds: number;
  /** Requests of a round, all at once. */
  readonly count: number;
  /** Milliseconds until a request counts as failed. */
  readonly timeoutMs: number;
  /** Failed share of a round, in percent, above which it is bad. */
  readonly maxFailedPercent: number;
}

/** Rounds of probes, for as long as the workflow waits between two looks. */
export interface ProbeEvent {
  readonly action: 'probe';
  readonly environment: EnvironmentName;
  readonly seconds: number;
  readonly spec: ProbeSpec;
}

export interface ProbeResult {
  readonly probes: number;
  readonly failed: number;
}
