import { Guardrail, JudgeSettings, JudgeState } from './judge';

/** Name of the judge's verdict among those of the checks. */
export const JUDGE_VERDICT = 'judge';

/** Signal in the names of the alarms on the judge's evidence. */
export const JUDGE_SIGNAL = 'judge';

/** CloudWatch namespace of what the watch function publishes. */
export const ANALYSIS_NAMESPACE = 'cdk-model-bluegreen/analysis';

/** Dimensions of those metrics. */
export const AnalysisDimension = { MODEL: 'Model', ENVIRONMENT: 'Environment' } as const;

/** Natural logarithm of the evidence of all guardrails together that the version in the environment is worse than the live one. */
export const LOG_E_METRIC = 'LogE';

/** What a guardrail counts, and where it is measured. */
export type GuardrailSource =
  /** Requests that failed, by what measures the environments: load balancer, gateways or SageMaker. */
  | { readonly kind: 'failed-requests' }
  /** Requests that took longer than the live version's percentile, or than the objective when the live one has too few requests. */
  | { readonly kind: 'slow-requests'; readonly percentile: number; readonly sloSeconds: number }
  /** Metrics of the user's own, which the workflow hands to the watch function: `OwnGuardrail` of the same name. */
  | { readonly kind: 'own-metrics' };

/** A guardrail of a release. */
export interface PlannedGuardrail extends Guardrail {
  readonly source: GuardrailSource;
  /** False: a promotion does not ask for it at all, because its data may come late. It can roll back as long as there is a way back. */
  readonly required: boolean;
}

/** Compares a value. */
export interface ThresholdCondition {
  readonly operator: '<' | '<=' | '>' | '>=';
  readonly value: number;
}

/** Limits for one metric of the new version, with the words and the rules of Argo Rollouts. Its metric is an `OwnGuardrail`, too. */
export interface ThresholdRule {
  readonly name: string;
  readonly success?: ThresholdCondition;
  readonly failure?: ThresholdCondition;
  /** More failed minutes than this roll the release back. */
  readonly failureLimit: number;
  /** More minutes without a value one after the other than this do. */
  readonly consecutiveErrorLimit: number;
  /** More inconclusive minutes than this keep the release from being promoted. */
  readonly inconclusiveLimit: number;
  readonly required: boolean;
}

/** How a release is judged, fixed when it starts. */
export interface AnalysisPlan {
  readonly settings: JudgeSettings;
  readonly guardrails: readonly PlannedGuardrail[];
  readonly thresholds: readonly ThresholdRule[];
  /** What the team says of its traffic, for the plan that is printed. */
  readonly expectedRequestsPerMinute?: number;
  /** Times the live version's rate that the judge shall find. */
  readonly minimumDetectableRatio?: number;
}

/** A threshold's minutes so far. */
export interface ThresholdMinutes {
  /** Epoch seconds of the beginning of the last minute read. */
  readonly cursor: number;
  readonly successful: number;
  readonly failed: number;
  readonly inconclusive: number;
  /** Minutes without a value; those one after the other up to the last one, too. */
  readonly errors: number;
  readonly consecutiveErrors: number;
  /** The last value read. */
  readonly lastValue?: number;
}

/** From how many seconds on a request is slow, fixed before the traffic moves. */
export interface FrozenLatency {
  readonly seconds: number;
  /** `live`: percentile of the live version; `slo`: it had too few requests, so the objective counts. */
  readonly from: 'live' | 'slo';
  /** Requests of the live version that the percentile is of. */
  readonly requests: number;
}

/** What a release in the ledger knows of its analysis. */
export interface ReleaseAnalysis {
  /** By the guardrails' names. */
  readonly latencies: Readonly<Record<string, FrozenLatency>>;
  /** From the first step on. */
  readonly state?: JudgeState;
  /** By the rules' names. */
  readonly thresholds?: Readonly<Record<string, ThresholdMinutes>>;
  /** ISO time at which people were told that the release is paused for them, because nothing was proven in time. */
  readonly askedAt?: string;
}

/** One value a minute: a metric, or an expression of metrics. */
export type MetricValue =
  | {
      readonly namespace: string;
      readonly name: string;
      readonly dimensions: Readonly<Record<string, string>>;
      readonly statistic: string;
    }
  | { readonly expression: string; readonly using: Readonly<Record<string, MetricValue>> };

/** The user's metrics of a guardrail: events and total, or one for each bin, or a single value for a threshold. */
export interface OwnGuardrail {
  readonly name: string;
  readonly blue: readonly MetricValue[];
  readonly green: readonly MetricValue[];
}
