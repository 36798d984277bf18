import { ModelRequest } from './checks';

/** Counts of a log histogram as they travel: buckets that hold something, in order. Two that are equal have the same JSON. */
export interface HistogramCounts {
  /** In turn: how many buckets after the one before (the first: after bucket 0), and how many values it holds. */
  readonly buckets: readonly number[];
}

/** What the answers under load must keep, in the judged stage. */
export interface LoadLimits {
  /** Milliseconds from the moment at which a request was due to the end of its answer. */
  readonly p50Ms?: number;
  readonly p90Ms?: number;
  readonly p99Ms?: number;
  /** Percent of the requests that may fail. */
  readonly maxErrorPercent: number;
}

/** Live and idle environment in turn, block by block, with the same few requests. */
export interface LoadComparison {
  /** Percent of the peak that each gets in its blocks: the live environment has its callers besides. */
  readonly sharePercent: number;
  /** Pairs of blocks, one block for each environment. */
  readonly pairs: number;
  readonly blockSeconds: number;
}

/** How a load test is planned and judged. */
export interface LoadRules {
  readonly name: string;
  /** Requests a second in the busiest minute that the model has to stand. */
  readonly peakRps: number;
  /** Requests a second for which the environment has capacity, as declared; no stage sends more. Left out: not declared. */
  readonly capacityRps?: number;
  /** Whether a last stage, which decides nothing, sends 125 % of the peak. */
  readonly beyondPeak: boolean;
  /** Seconds of each measured stage. */
  readonly stageSeconds: number;
  readonly rpsPerWorker: number;
  /** Milliseconds after which a request counts as failed, from the moment at which it was due. */
  readonly timeoutMs: number;
  readonly limits: LoadLimits;
  readonly comparison?: LoadComparison;
}

/** Which requests a worker sends, and when: those that are `worker` modulo `workers` of the whole schedule. */
export interface LoadSchedule {
  /** Milliseconds since 1970 at which the first request of all workers is due. */
  readonly startAtMs: number;
  /** From 0 on. */
  readonly worker: number;
  readonly workers: number;
  /** Requests a second of all workers together. */
  readonly rps: number;
  readonly seconds: number;
}

/** One request of the corpus. */
export interface LoadRequest extends ModelRequest {
  /** Present when the body is base64 of the bytes to be sent. */
  readonly encoding?: 'base64';
}

/** What a worker needs to send its part of a stage. */
export interface LoadOrder {
  readonly schedule: LoadSchedule;
  /** Sent in turn, by all workers together. */
  readonly requests: readonly LoadRequest[];
  readonly timeoutMs: number;
  /** Requests that one worker may have under way; one that is due beyond them is dropped, and counted. */
  readonly maxInFlight: number;
}

/** What one worker, or all of a stage together, counted. */
export interface LoadCounts {
  /** Requests that were due by the time the worker ended. */
  readonly due: number;
  /** Requests that were sent: `ok`, the errors, and those still under way when it was told to stop. */
  readonly sent: number;
  /** Answered with a 2xx status in time. */
  readonly ok: number;
  /** By class: `timeout`, `connection`, or for example `status 503`. */
  readonly errors: Readonly<Record<string, number>>;
  /** Due, but not sent, because too many were under way. */
  readonly dropped: number;
  /** Sent more than 5 ms after they were due. */
  readonly lateStarts: number;
  /** Milliseconds that a start was late at worst. */
  readonly worstLateMs: number;
  /** Milliseconds from the moment at which a request was due to its end, of all that were answered or failed. */
  readonly response: HistogramCounts;
  /** Milliseconds from the moment at which it was sent. */
  readonly service: HistogramCounts;
}
