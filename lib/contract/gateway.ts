import { ComparedValue } from './compare';
import { EnvironmentName } from './environment';
import { SliceRule } from './slices';

/** Names shared by the gateway, the constructs that start it and the checks that read its metrics. */

/** Environment variables of the gateway's container; `lib/gateway/config` says what they mean and what is allowed. */
export const GatewayEnv = {
  /** The program itself: brotli in base64, unpacked and removed by the start command (`lib/hosting/gateway/inline-code`). */
  CODE: 'GATEWAY_CODE',
  PORT: 'GATEWAY_PORT',
  HOST: 'GATEWAY_HOST',
  MODEL_URL: 'GATEWAY_MODEL_URL',
  MODEL_HEALTH_PATH: 'GATEWAY_MODEL_HEALTH_PATH',
  /** Name of the SageMaker endpoint that serves the model, instead of `MODEL_URL`. */
  SAGEMAKER_ENDPOINT: 'GATEWAY_SAGEMAKER_ENDPOINT',
  SAGEMAKER_STREAM_HEADER: 'GATEWAY_SAGEMAKER_STREAM_HEADER',
  SAGEMAKER_MAX_BYTES: 'GATEWAY_SAGEMAKER_MAX_BYTES',
  HEALTH_PATH: 'GATEWAY_HEALTH_PATH',
  MODEL_NAME: 'GATEWAY_MODEL_NAME',
  ENVIRONMENT: 'GATEWAY_ENVIRONMENT',
  VERSION: 'GATEWAY_VERSION',
  TIMEOUT_MS: 'GATEWAY_TIMEOUT_MS',
  MODEL_IDLE_MS: 'GATEWAY_MODEL_IDLE_MS',
  CLIENT_IDLE_MS: 'GATEWAY_CLIENT_IDLE_MS',
  MAX_IN_FLIGHT: 'GATEWAY_MAX_IN_FLIGHT',
  DRAIN_MS: 'GATEWAY_DRAIN_MS',
  STOP_MS: 'GATEWAY_STOP_MS',
  /** Milliseconds between two lines of metrics; the rehearsal's, whose time is faster, are shorter than a second. */
  METRICS_MS: 'GATEWAY_METRICS_MS',
  SETTINGS: 'GATEWAY_SETTINGS',
  SETTINGS_FILE: 'GATEWAY_SETTINGS_FILE',
  /** Name of the SSM parameter that holds the settings. */
  SETTINGS_PARAMETER: 'GATEWAY_SETTINGS_PARAMETER',
  SETTINGS_POLL_MS: 'GATEWAY_SETTINGS_POLL_MS',
  MIRROR_URL: 'GATEWAY_MIRROR_URL',
  MIRROR_ROUTES: 'GATEWAY_MIRROR_ROUTES',
  MIRROR_TIMEOUT_MS: 'GATEWAY_MIRROR_TIMEOUT_MS',
  MIRROR_MAX_BODY_BYTES: 'GATEWAY_MIRROR_MAX_BODY_BYTES',
  MIRROR_MAX_BYTES: 'GATEWAY_MIRROR_MAX_BYTES',
  MIRROR_MAX_QUEUED: 'GATEWAY_MIRROR_MAX_QUEUED',
  MIRROR_MAX_IN_FLIGHT: 'GATEWAY_MIRROR_MAX_IN_FLIGHT',
  /** Bucket that gets samples of disagreements; left out, none are kept. */
  SAMPLES_BUCKET: 'GATEWAY_SAMPLES_BUCKET',
  /** What their keys begin with, without a `/` at the end. */
  SAMPLES_PREFIX: 'GATEWAY_SAMPLES_PREFIX',
  /** Most of them for each release. */
  SAMPLES_MAX: 'GATEWAY_SAMPLES_MAX',
  /** JSON list of the paths that are taken out of the bodies; left out, samples have no bodies. */
  SAMPLES_REDACT: 'GATEWAY_SAMPLES_REDACT',
  /** Bucket that gets predictions, below `QualityPrefix.PREDICTIONS`; left out, none are kept. */
  PREDICTIONS_BUCKET: 'GATEWAY_PREDICTIONS_BUCKET',
  /** Where an answer has its prediction. */
  PREDICTIONS_PATH: 'GATEWAY_PREDICTIONS_PATH',
  /** Where it has its score. */
  PREDICTIONS_SCORE_PATH: 'GATEWAY_PREDICTIONS_SCORE_PATH',
  /** JSON object: names of the features that are kept of requests, and where requests have them; left out, none are. */
  PREDICTIONS_FEATURES: 'GATEWAY_PREDICTIONS_FEATURES',
  /** Share of the answers that is kept, above 0 to 100 percent. */
  PREDICTIONS_PERCENT: 'GATEWAY_PREDICTIONS_PERCENT',
  /** Milliseconds between two objects with predictions; the rehearsal's, whose time is faster, are shorter. */
  PREDICTIONS_MS: 'GATEWAY_PREDICTIONS_MS',
} as const;

/** Name of the gateway's container beside a model container. */
export const GATEWAY_CONTAINER = 'gateway';

/** Path under which a gateway in a task tells its model's health. */
export const GATEWAY_HEALTH_PATH = '/gateway/health';

/** What a release changes while the gateway runs: JSON of `GATEWAY_SETTINGS`, of the settings file or of the parameter. */
export interface GatewaySettings {
  /** What is mirrored. Left out: nothing. */
  readonly mirror?: MirrorSettings;
  /** What is compared of the answers to mirrored requests. Left out: nothing, they are not kept. */
  readonly compare?: readonly ComparedValue[];
  /** Parts of the traffic whose comparisons are counted apart, too. Left out: none. */
  readonly slices?: SliceRule;
  /** Release for which is mirrored and compared: where samples of disagreements are put. Left out: none are kept. */
  readonly release?: string;
  /** Whose callers get answers of the other environment. Left out: nobody's. */
  readonly protect?: ProtectSettings;
  /** Versions that the environments run, for gateways that outlive one: their metrics have it as a dimension. Left out: `GATEWAY_VERSION`. */
  readonly versions?: { readonly [environment in EnvironmentName]?: string };
  /** Latencies in milliseconds above which requests are counted, frozen for a release; at most 5. Left out: none. */
  readonly latencyThresholdsMs?: readonly number[];
}

/** Only gateways of environment `from` mirror, to the environment `to`: the same one measures how often it disagrees with itself. */
export interface MirrorSettings {
  readonly from: EnvironmentName;
  readonly to: EnvironmentName;
  /** Share of the live requests, 0 to 100. */
  readonly percent: number;
  /** Seconds since 1970 after which nothing is mirrored any more, even if nobody is left to say so. */
  readonly until: number;
}

/** Gateways of environment `of` have `by`, the stable one, answer what their own model fails. */
export interface ProtectSettings {
  readonly of: EnvironmentName;
  readonly by: EnvironmentName;
  /** Seconds since 1970 after which nobody is protected any more, even if nobody is left to say so. */
  readonly until: number;
}

/** Set to `1` on a mirrored request, so that the model leaves out side effects. Such a request is never mirrored again. */
export const MIRROR_HEADER = 'x-model-mirror';

/**
 * Set to `1` on a request that another environment's gateway sends in place of its own model; such a request is neither sent on again
 * nor mirrored. On an answer: the environment that gave it.
 */
export const PROTECT_HEADER = 'x-model-protected';

/** Milliseconds that the caller still waits for the whole answer; what is left of them goes on to the model. */
export const DEADLINE_HEADER = 'x-model-deadline-ms';

/** Carried to the model and back; made by the gateway when the caller sent none. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** On an answer of the gateway itself: its reason, a `GatewayError`. */
export const GATEWAY_ERROR_HEADER = 'x-gateway-error';

/**
 * Why the gateway answered instead of the model: `refused` 400, 413, 415 or 501, the request can't be forwarded safely, or not
 * at all; `unreachable` 502, no connection, or no SageMaker endpoint that may be invoked; `cut-off` 502, the connection ended
 * before the answer; `invalid-answer` 502, not HTTP/1.1; `timeout` 504; `overloaded` 503, as many requests in flight as
 * allowed, or throttled by SageMaker.
 */
export type GatewayError = 'refused' | 'unreachable' | 'cut-off' | 'invalid-answer' | 'timeout' | 'overloaded';

export const GATEWAY_NAMESPACE = 'cdk-model-bluegreen/gateway';

/**
 * Dimensions of the metrics. Each is published with model, environment and version, and without the version; comparisons of slices with
 * model, environment and slice.
 */
export const GatewayDimension = {
  MODEL: 'Model',
  ENVIRONMENT: 'Environment',
  VERSION: 'Version',
  SLICE: 'Slice',
} as const;

/** Names of the metrics, published each second. Counts unless said otherwise. */
export const GatewayMetric = {
  /** Requests answered, failed or given up in this second. */
  REQUESTS: 'Requests',
  /** Requests that failed by fault of the model: its 5xx, the five classes below and `Bypassed`, whatever callers got in the end. */
  ERRORS: 'Errors',
  /** 5xx answers of the model. */
  MODEL_ERRORS: 'ModelErrors',
  UNREACHABLE: 'Unreachable',
  CUT_OFF: 'CutOff',
  INVALID_ANSWERS: 'InvalidAnswers',
  TIMEOUTS: 'Timeouts',
  OVERLOADED: 'Overloaded',
  /**
   * Requests that the model was not asked, because it had failed all of them for a second or had as many as it may; errors of the
   * model, too.
   */
  BYPASSED: 'Bypassed',
  /** Requests that the stable environment answered in place of the model; they are among the errors of the model all the same. */
  PROTECTED: 'Protected',
  /** Those that it failed too, by a 5xx or without an answer, or whose answer broke off. */
  PROTECT_FAILED: 'ProtectFailed',
  /** Failed requests that it was not asked, because their bodies are too large or found no room. */
  PROTECT_TOO_LARGE: 'ProtectTooLarge',
  /** 4xx answers of the model; no error of the model. */
  CLIENT_ERRORS: 'ClientErrors',
  /** Callers that went away before the end of the answer; no error of the model, unless it had answered nothing for half of the timeout. */
  CLIENT_ABORTS: 'ClientAborts',
  /** Requests refused because they can't be forwarded safely; no error of the model. */
  REFUSED: 'Refused',
  /** Requests sent a second time because the model had closed an idle connection. */
  RETRIES: 'Retries',
  /** Milliseconds from the request on its way to the model until the head of its answer, as ALB's TargetResponseTime. */
  LATENCY: 'Latency',
  /** Most requests under way at once in this second. */
  IN_FLIGHT: 'InFlight',
  /** Requests that came with the mirror header: copies of another environment's traffic, counted in all the above too. */
  MIRROR_RECEIVED: 'MirrorReceived',
  /** Copies sent to the mirror target. */
  MIRRORED: 'Mirrored',
  /** Copies that the mirror target answered, whatever the status. */
  MIRROR_ANSWERED: 'MirrorAnswered',
  /** Copies without an answer: no connection, or it ended. */
  MIRROR_FAILED: 'MirrorFailed',
  MIRROR_TIMEOUTS: 'MirrorTimeouts',
  /** Sampled requests not mirrored: queue or bytes full, or the target counts as dead. */
  MIRROR_DROPPED: 'MirrorDropped',
  /** Sampled requests not mirrored because of the size of their bodies, or of custom attributes that leave no room for the mark of a copy. */
  MIRROR_TOO_LARGE: 'MirrorTooLarge',
  /** Requests that the other environment answered as the live one did, within the tolerances. */
  AGREE: 'Agree',
  /** Requests that it answered otherwise, by status or by values, or too long or as a stream where the live answer was not. */
  DISAGREE: 'Disagree',
  /** Requests that it failed, by a 5xx or without an answer, where the live one answered. */
  COMPARE_ERROR: 'CompareError',
  /** Requests of which nothing can be said: the live side failed or refused, its body is too long, a stream or without the values. */
  NOT_COMPARABLE: 'NotComparable',
  /** As `Agree`, mirrored to the live environment itself. */
  BASELINE_AGREE: 'BaselineAgree',
  /** As `Disagree`, mirrored to the live environment itself; its second answer's failures are counted nowhere. */
  BASELINE_DISAGREE: 'BaselineDisagree',
} as const;

export type GatewayMetricName = (typeof GatewayMetric)[keyof typeof GatewayMetric];

/** Name of the metric that counts answers slower than a threshold of `GatewaySettings.latencyThresholdsMs`. */
export function slowMetric(thresholdMs: number): string {
  return `LatencyOver${thresholdMs}ms`;
}
