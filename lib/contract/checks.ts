/** How a check ended. `INSUFFICIENT_DATA` never lets a release pass a required check. */
export type VerdictStatus = 'PASS' | 'FAIL' | 'INSUFFICIENT_DATA';

/** Name under which the verdict of the bake stands among those of the checks; no check may have it. */
export const BAKE_VERDICT = 'bake';

/** A verdict always carries a reason and the numbers behind it. */
export interface Verdict {
  readonly check: string;
  readonly status: VerdictStatus;
  readonly reason: string;
  /** Numbers and failing items; small enough for the ledger, never payloads. */
  readonly evidence: Record<string, unknown>;
}

/** What every comparison of the idle environment with the live one knows. */
export interface ParityRules {
  readonly name: string;
  /**
   * Paths that may differ, for example `cpu`, `containers.model.environment.LOG_LEVEL`, or with SageMaker `variant.instanceType`;
   * a trailing `*` matches any rest.
   */
  readonly allowedDifferences: readonly string[];
  /** What the version itself declares, so it may differ: environment variable names of the model container. */
  readonly versionEnvironment: readonly string[];
}

/** Compares the ECS configuration of the idle environment with the live one's. */
export interface ParitySpec extends ParityRules {
  readonly kind: 'parity';
  readonly containerName: string;
}

/** Compares endpoint config and model of the idle environment's SageMaker endpoint with the live one's. */
export interface SageMakerParitySpec extends ParityRules {
  readonly kind: 'sagemaker-parity';
  /** True when endpoints scale: a release makes the new one as large as the live one is, so the count is no configuration. */
  readonly autoScaled: boolean;
}

/** One request of a smoke check and what its answer must be. */
export interface SmokeRequest {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path and query, starting with `/`. */
  readonly path: string;
  readonly headers?: Record<string, string>;
  /** JSON text or plain text, sent as it is. */
  readonly body?: string;
  /** HTTP status that the answer must have. */
  readonly expectedStatus: number;
  /** JSON Schema (draft 2020-12 or 07) that the JSON answer must satisfy. */
  readonly schema?: Record<string, unknown>;
  /** Values at JMESPath expressions of the JSON answer. */
  readonly expectedValues?: readonly ExpectedValue[];
  /** Longest accepted answer time in milliseconds. */
  readonly maxLatencyMs?: number;
}

/** Value expected at a JMESPath; numbers are compared with an absolute tolerance. */
export interface ExpectedValue {
  readonly path: string;
  readonly value: unknown;
  /** Absolute tolerance for numbers. 0 when absent. */
  readonly tolerance?: number;
}

export interface SmokeSpec {
  readonly kind: 'smoke';
  readonly name: string;
  readonly requests: readonly SmokeRequest[];
  /** Tries per request before its failure counts (1 = no retry). */
  readonly attempts: number;
  /** Milliseconds until a request counts as failed. */
  readonly timeoutMs: number;
}

export type CheckSpec = ParitySpec | SageMakerParitySpec | SmokeSpec;
