import { MeasurementPlan, MinuteLimits } from '../contract/index';
import { secondsBetween } from './time';

/** What the load balancer measured of one environment in one minute. */
export interface MeasuredMinute {
  /** ISO time of the minute's beginning. */
  readonly at: string;
  /** Requests for which a target was chosen. */
  readonly requests: number;
  /** Answers of the model server, of any status. */
  readonly answered: number;
  /** Answers with status 5xx. */
  readonly errors: number;
  /** Connections that the tasks did not accept. */
  readonly refused: number;
  /**
   * What the gateways counted, whatever callers got. Undefined where callers get what the version answers: the load balancer sees it all
   * then.
   */
  readonly gateways?: { readonly requests: number; readonly failed: number };
  /** Percentiles of the answer time in seconds; undefined when nothing was answered. */
  readonly p99Seconds?: number;
  readonly p90Seconds?: number;
}

/** The metrics as just read, or why they could not be read. */
export type MeasurementReading =
  | { readonly kind: 'read'; readonly minutes: readonly MeasuredMinute[] }
  | { readonly kind: 'failed'; readonly error: string };

/** The sum of what was measured: the numbers behind a verdict. */
export interface Measurement {
  /** Minutes with enough requests to say something. */
  readonly measuredMinutes: number;
  /** Those of them over one of the limits. */
  readonly badMinutes: number;
  readonly requests: number;
  readonly failed: number;
  readonly errorRatePercent: number;
  /** Worst p99 of the minutes with enough requests, seconds. */
  readonly worstP99Seconds?: number;
}

/** Requests of a minute, and those that the version failed. */
export interface MinuteCounts {
  readonly requests: number;
  readonly failed: number;
}

/**
 * A minute's metrics may come in parts: for so long after its end, requests without an answer may be requests whose answers were
 * not counted yet (inference; two minutes is the lateness that the alarms plan with too).
 */
export const SETTLED_SECONDS = 180;

/** Seconds of traffic after which the minutes that a bake needs can have been read whole. */
export function secondsToMeasure({ minutes }: Pick<MeasurementPlan, 'minutes'>): number {
  return 60 * minutes + SETTLED_SECONDS;
}

/** Adds minutes up. Only those with `minimumRequests` count as measured, as in the alarms: the others decide nothing. */
export function measure(minutes: readonly MeasuredMinute[], plan: MeasurementPlan, now: string): Measurement {
  const all = minutes.map((minute) => countsOf(minute, now));
  const measured = measuredOf(minutes, plan, now);
  const requests = sum(all.map((counts) => counts.requests));
  const failed = sum(all.map((counts) => counts.failed));
  const p99s = measured.flatMap(({ p99Seconds }) => p99Seconds ?? []);
  return {
    measuredMinutes: measured.filter((minute) => isWitnessed(minute, plan)).length,
    badMinutes: measured.filter((minute) => isBad(minute, plan.limits, now)).length,
    requests,
    failed,
    errorRatePercent: percent({ requests, failed }),
    ...(p99s.length === 0 ? {} : { worstP99Seconds: rounded(Math.max(...p99s)) }),
  };
}

/** True when as many minutes near each other were bad as fire an alarm. An alarm may still be about to: it reads later than we. */
export function isOverLimits(minutes: readonly MeasuredMinute[], plan: MeasurementPlan, now: string): boolean {
  const { limits } = plan;
  const bad = measuredOf(minutes, plan, now)
    .filter((minute) => isBad(minute, limits, now))
    .map(({ at }) => Date.parse(at) / 60_000)
    .sort((one, other) => one - other);
  return bad.some((first, index) => {
    const last = bad.at(index + limits.badMinutes - 1);
    return index + limits.badMinutes <= bad.length && last !== undefined && last - first < limits.ofMinutes;
  });
}

/** The measurement as a sentence of a reason. */
export function inWords({ measuredMinutes, requests, errorRatePercent, worstP99Seconds }: Measurement): string {
  const latency = worstP99Seconds === undefined ? '' : `, p99 ${worstP99Seconds} s at worst`;
  const minutes = measuredMinutes === 1 ? '1 minute' : `${measuredMinutes} minutes`;
  return `${minutes} measured, ${requests} requests, ${errorRatePercent} % failed${latency}`;
}

function measuredOf(minutes: readonly MeasuredMinute[], plan: MeasurementPlan, now: string): readonly MeasuredMinute[] {
  return minutes.filter((minute) => countsOf(minute, now).requests >= plan.minimumRequests);
}

/** Gateways whose metrics do not come through say nothing of a version whose failures only they see. */
function isWitnessed({ gateways }: MeasuredMinute, plan: MeasurementPlan): boolean {
  return gateways === undefined || gateways.requests >= plan.minimumRequests;
}

function isBad(minute: MeasuredMinute, limits: MinuteLimits, now: string): boolean {
  const { p99Seconds = 0, p90Seconds = 0 } = minute;
  const isSlow = p99Seconds > limits.p99Seconds || p90Seconds > limits.p90Seconds;
  return isSlow || percent(countsOf(minute, now)) > limits.errorRatePercent;
}

/**
 * A request without an answer of the model server failed: its connection was cut, it timed out, or its caller gave up. Whether
 * refused connections are among the requests, or beside them, is not documented; both readings give the same here.
 */
export function countsOf(minute: MeasuredMinute, now: string): MinuteCounts {
  const { at, requests, answered, errors, refused, gateways } = minute;
  const failedByVersion = gateways?.failed ?? 0;
  const isSettled = secondsBetween(at, now) >= SETTLED_SECONDS;
  const unanswered = isSettled ? Math.max(0, requests - answered) : 0;
  const failed = errors + Math.max(unanswered, refused);
  // The gateways' failures are those of the load balancer, and what another environment answered in their place.
  return {
    requests: Math.max(requests, answered + refused, failedByVersion),
    failed: Math.max(failed, failedByVersion),
  };
}

function percent({ requests, failed }: MinuteCounts): number {
  return requests === 0 ? 0 : rounded((100 * failed) / requests);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Four decimals: a ten-thousandth of a percent or of a second is below anything that an alarm could be set to. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
