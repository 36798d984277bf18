import { ApprovalSpec } from './approval';
import { ComparedValue } from './compare';
import { DataContractCheckSpec, FeatureGroupSpec } from './data-contract';
import { GoldenSetSpec } from './golden-set';
import { LoadTestSpec } from './load-test';
import { OwnCheckSpec } from './own-check';
import { PromptsSpec } from './prompts';
import { SliceRule } from './slices';

/** How a check ended. `INSUFFICIENT_DATA` is no PASS: only what is exempt from measuring goes on with it; `PENDING` means that it still measures. */
export type VerdictStatus = 'PASS' | 'FAIL' | 'INSUFFICIENT_DATA' | 'PENDING';

/** Name under which the verdict of the bake stands among those of the checks; no check may have it. */
export const BAKE_VERDICT = 'bake';

/** A verdict always carries a reason and the numbers behind it. */
export interface Verdict {
  readonly check: string;
  readonly status: VerdictStatus;
  readonly reason: string;
  /** Numbers and failing items; small enough for the ledger, never payloads. */
  readonly evidence: Record<string, unknown>;
  /** The release goes on whatever the status is. */
  readonly advisory?: true;
  /** Why nobody should go back behind this version once its callers rely on it. */
  readonly rollForwardOnly?: string;
  /** Its contract was compared with the live version's and breaks nobody, or no version is live. Absent where nobody knows. */
  readonly keepsContract?: true;
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

/** One request to a model. */
export interface ModelRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path and query, starting with `/`. */
  readonly path: string;
  readonly headers?: Record<string, string>;
  /** JSON text or plain text, sent as it is. */
  readonly body?: string;
}

/** One request of a smoke check and what its answer must be. */
export interface SmokeRequest extends ModelRequest {
  readonly name: string;
  /** HTTP status that the answer must have. */
  readonly expectedStatus: number;
  /** JSON Schema (draft 2020-12 or 07) that the JSON answer must satisfy. */
  readonly schema?: Record<string, unknown>;
  /** Values at JMESPath expressions of the JSON answer. */
  readonly expectedValues?: readonly ExpectedValue[];
  /** Headers of the answer; a trailing `*` of a value matches any rest. Names count without their case. */
  readonly expectedHeaders?: Readonly<Record<string, string>>;
  /** Longest accepted answer time in milliseconds. */
  readonly maxLatencyMs?: number;
  /** Values of the JSON answer, by JMESPath, that later requests have for `{{name}}` in their path, headers and body. */
  readonly capture?: Readonly<Record<string, string>>;
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
  readonly advisory?: true;
  readonly requests: readonly SmokeRequest[];
  /** Tries per request before its failure counts (1 = no retry). */
  readonly attempts: number;
  /** Milliseconds until a request counts as failed. */
  readonly timeoutMs: number;
}

/** Sends requests that nobody waits for, so that the first callers do not meet cold caches. */
export interface WarmUpSpec {
  readonly kind: 'warm-up';
  readonly name: string;
  readonly advisory?: true;
  /** Sent over and over, in turn. */
  readonly requests: readonly ModelRequest[];
  /** Least number of requests. */
  readonly count: number;
  /** Requests under way at a time. */
  readonly concurrency: number;
  /** Whether it goes on after `count` as long as answers get faster. */
  readonly untilSteady: boolean;
  readonly maxSeconds: number;
  /** Milliseconds until a request counts as failed. */
  readonly timeoutMs: number;
}

/**
 * Mirrors live requests to the idle environment and compares the answers. First to the live environment itself, for as long as
 * `baselineSeconds`: what differs there is noise of the model.
 */
export interface ShadowSpec {
  readonly kind: 'shadow';
  readonly name: string;
  readonly advisory?: true;
  /** Share of the live requests, 0 to 100. */
  readonly percent: number;
  readonly baselineSeconds: number;
  readonly durationSeconds: number;
  readonly compare: readonly ComparedValue[];
  /** Parts of the traffic that are counted apart, too; the verdict is about all of it. */
  readonly slices?: SliceRule;
  /** Percent of the compared requests that may be answered otherwise, beyond the noise. */
  readonly maxDisagreementPercent: number;
  /** Pairs of answers that a PASS needs. */
  readonly minimumSamples: number;
  /** Percent of the sampled requests that have to be compared for a PASS. */
  readonly minimumCoveragePercent: number;
}

/** Checks that the check function runs, at once or look by look. */
export type BuiltInCheckSpec =
  ParitySpec | SageMakerParitySpec | SmokeSpec | WarmUpSpec | ShadowSpec | DataContractCheckSpec | ApprovalSpec;

/** Checks whose requests are sent by workers of a distributed Map. */
export type WorkersCheckSpec = GoldenSetSpec | PromptsSpec | LoadTestSpec;

export type CheckSpec = BuiltInCheckSpec | WorkersCheckSpec | OwnCheckSpec;

/** Whether any of the checks has the gateways mirror. */
export function hasShadow(checks: readonly CheckSpec[]): boolean {
  return checks.some(({ kind }) => kind === 'shadow');
}

/** The checks that send golden sets. */
export function goldenSets(checks: readonly CheckSpec[]): readonly GoldenSetSpec[] {
  return checks.flatMap((spec) => (spec.kind === 'golden-set' ? [spec] : []));
}

/** Feature groups that checks of data contracts read. */
export function featureGroupsOf(checks: readonly CheckSpec[]): readonly FeatureGroupSpec[] {
  return checks.flatMap((spec) => (spec.kind === 'data-contract' ? spec.contract.featureGroups : []));
}

/** The checks that send prompts. */
export function promptSets(checks: readonly CheckSpec[]): readonly PromptsSpec[] {
  return checks.flatMap((spec) => (spec.kind === 'prompts' ? [spec] : []));
}

/** Whether workers send the requests of any of the checks. */
export function hasWorkers(checks: readonly CheckSpec[]): boolean {
  return goldenSets(checks).length + promptSets(checks).length + loadTests(checks).length > 0;
}

/** The checks that put an environment under load. */
export function loadTests(checks: readonly CheckSpec[]): readonly LoadTestSpec[] {
  return checks.flatMap((spec) => (spec.kind === 'load-test' ? [spec] : []));
}

/** Whether the release goes on whatever a check finds. */
export function isAdvisory(spec: CheckSpec): boolean {
  return 'advisory' in spec && spec.advisory === true;
}
