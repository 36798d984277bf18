import { LagReading } from '../lag/lag-reading';
import { Distribution } from './latency';

/** One request of the corpus, ready to be sent. */
export interface LoadRequest {
  readonly method: string;
  /** Path and query, starting with `/`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Text of the body; no body when absent. */
  readonly body?: string;
}

/** Some of the callers, who say that they belong to a model's cohort. */
export interface CohortCallers {
  /** What their requests have, besides the corpus's. */
  readonly headers: Readonly<Record<string, string>>;
  /** Share of the requests, 0 to 100; evenly spread, whatever the corpus. */
  readonly percent: number;
}

/** What a generator is to send, and how. Plain data: it travels to the generator's thread. */
export interface LoadPlan {
  /** Loopback port to send to. */
  readonly port: number;
  /** Value of the Host header: the address that clients use. */
  readonly host: string;
  /** Requests per real second. */
  readonly rps: number;
  /** `constant` spaces requests evenly; `poisson` draws the gaps, as independent clients arrive. */
  readonly arrivals: 'constant' | 'poisson';
  /** Real milliseconds in which the rate grows from 0 to `rps`. @default 0 */
  readonly rampMs?: number;
  /** Requests that are due within so many real milliseconds are due together, at their end. @default 0 - each for itself */
  readonly groupMs?: number;
  readonly seed: number;
  /** Sent in turn, again from the start after the last. */
  readonly requests: readonly LoadRequest[];
  /** @default - no request is a cohort's */
  readonly cohort?: CohortCallers;
  /** Whether each request gets an inference id that tells its place in `requests`. @default false */
  readonly namesRequests?: boolean;
  /** Stops by itself after this many real seconds; until told to when absent. */
  readonly seconds?: number;
  /** Requests in flight at most; one that is due beyond it is dropped and counted. */
  readonly maxInFlight: number;
  /** Real milliseconds until a request without a complete answer counts as failed. */
  readonly timeoutMs: number;
}

/** Outcomes by class; every request that was due is exactly one of ok, failed, dropped or still in flight. */
export interface LoadCounts {
  readonly sent: number;
  /** Answered completely and in time, and not with a failure (see `isFailure`). */
  readonly ok: number;
  /** By class: `status 503`, `connection`, `timeout`. */
  readonly failures: Readonly<Record<string, number>>;
  readonly dropped: number;
}

export interface LoadFailure {
  /** Real milliseconds since 1970 at which the request was due. */
  readonly intendedAt: number;
  readonly kind: string;
  /** The error's text when there was no answer. */
  readonly detail?: string;
  /** `x-model-version` of the answer. */
  readonly modelVersion?: string;
}

/** One second of a run. */
export interface LoadSecond extends LoadCounts {
  readonly latencyMs: { readonly p50: number; readonly p99: number } | undefined;
}

/** A whole run. Latency runs from the moment a request was due, so a stalled server can't hide the wait. */
export interface LoadSummary extends LoadCounts {
  readonly seconds: number;
  readonly latency: Distribution;
  /** Failed requests by `x-model-version`; `none` for those without an answer. */
  readonly failedByVersion: Readonly<Record<string, number>>;
  /** The first 50. */
  readonly failed: readonly LoadFailure[];
}

export interface ToLoad {
  readonly type: 'stop';
}

export type FromLoad =
  | { readonly type: 'second'; readonly second: LoadSecond }
  | { readonly type: 'lag'; readonly lag: LagReading }
  | { readonly type: 'summary'; readonly summary: LoadSummary };
