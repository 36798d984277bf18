import { MeasurementPlan } from '../contract';

/** What the load balancer measured of one environment in one minute. */
export interface MeasuredMinute {
  /** ISO time of the minute's beginning. */
  readonly at: string;
  /** Requests that were sent to the environment, with those that its tasks did not accept. */
  readonly requests: number;
  /** Answers with status 5xx, and connections that were not accepted. */
  readonly failed: number;
  /** 99th percentile of the answer time in seconds; undefined when nothing was answered. */
  readonly p99Seconds?: number;
}

/** The metrics as just read, or why they could not be read. */
export type MeasurementReading =
  | { readonly kind: 'read'; readonly minutes: readonly MeasuredMinute[] }
  | { readonly kind: 'failed'; readonly error: string };

/** The sum of what was measured: the numbers behind a verdict. */
export interface Measurement {
  /** Minutes with enough requests to say something. */
  readonly measuredMinutes: number;
  readonly requests: number;
  readonly failed: number;
  readonly errorRatePercent: number;
  /** Worst p99 of the minutes with enough requests, seconds. */
  readonly worstP99Seconds?: number;
}

/** Adds minutes up. Only those with `minimumRequests` count as measured, as in the alarms: the others decide nothing. */
export function measure(minutes: readonly MeasuredMinute[], plan: MeasurementPlan): Measurement {
  const counted = minutes.filter(({ requests }) => requests >= plan.minimumRequests);
  const requests = sum(minutes.map((minute) => minute.requests));
  const failed = sum(minutes.map((minute) => minute.failed));
  const p99s = counted.flatMap(({ p99Seconds }) => p99Seconds ?? []);
  return {
    measuredMinutes: counted.length,
    requests,
    failed,
    errorRatePercent: requests === 0 ? 0 : rounded((100 * failed) / requests),
    ...(p99s.length === 0 ? {} : { worstP99Seconds: rounded(Math.max(...p99s)) }),
  };
}

/** The measurement as a sentence of a reason. */
export function inWords({ measuredMinutes, requests, errorRatePercent, worstP99Seconds }: Measurement): string {
  const latency = worstP99Seconds === undefined ? '' : `, p99 ${worstP99Seconds} s at worst`;
  const minutes = measuredMinutes === 1 ? '1 minute' : `${measuredMinutes} minutes`;
  return `${minutes} measured, ${requests} requests, ${errorRatePercent} % failed${latency}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Four decimals: a ten-thousandth of a percent or of a second is below anything that an alarm could be set to. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
