import { QualitySpec } from '../../contract';

export const MINUTE_MS = 60_000;

/**
 * Added to the time for labels: what came in the last second of it has to pass S3, EventBridge and the function that writes it (inference:
 * seconds; a minute leaves room for Lambda's first retry).
 */
const SETTLE_MS = MINUTE_MS;

/** Most windows of one run: what remains after an outage is done by the next ones. */
const MOST_WINDOWS = 10;

type Lengths = Pick<QualitySpec, 'windowMinutes' | 'labelDelayMinutes'>;

/** Windows whose time for labels is over, and the end of the last of them. Milliseconds since 1970. */
export interface ClosedWindows {
  readonly starts: readonly number[];
  /** End of the last one: the next run goes on there. */
  readonly until: number;
}

/**
 * Windows that have to be measured now, oldest first. All versions have the same time for their labels, because it is counted from the
 * window, in which all of them predict.
 *
 * @param measuredUntil end of the last window that was measured; undefined begins with the next one that closes
 */
export function closedWindows(measuredUntil: number | undefined, now: number, lengths: Lengths): ClosedWindows {
  const windowMs = lengths.windowMinutes * MINUTE_MS;
  const closedUntil = floorTo(now - lengths.labelDelayMinutes * MINUTE_MS - SETTLE_MS, windowMs);
  if (measuredUntil === undefined) return { starts: [], until: closedUntil };
  // After a change of the window's length a part of one may be left out, but none is counted twice.
  const from = -floorTo(-measuredUntil, windowMs);
  const count = Math.min(MOST_WINDOWS, Math.max(0, (closedUntil - from) / windowMs));
  const starts = Array.from({ length: count }, (_, index) => from + index * windowMs);
  return { starts, until: count === 0 ? measuredUntil : from + count * windowMs };
}

/** Minutes in which predictions come: SageMaker's data capture puts them some minutes later (memory), gateways after seconds. */
const PREDICTION_DELAY_MINUTES = 5;

/** Windows of predictions that need no labels. */
export function lengthsWithoutLabels({ windowMinutes, labelDelayMinutes }: Lengths): Lengths {
  return { windowMinutes, labelDelayMinutes: Math.min(labelDelayMinutes, PREDICTION_DELAY_MINUTES) };
}

/** Until when labels of a window count. */
export function closesAt(start: number, { windowMinutes, labelDelayMinutes }: Lengths): number {
  return start + (windowMinutes + labelDelayMinutes) * MINUTE_MS;
}

/** Starts of the minutes of a window: predictions are kept by the minute. */
export function minutesOf(start: number, { windowMinutes }: Pick<QualitySpec, 'windowMinutes'>): readonly number[] {
  return Array.from({ length: windowMinutes }, (_, index) => start + index * MINUTE_MS);
}

/** Start of the window that a moment is in. */
export function windowOf(at: number, { windowMinutes }: Pick<QualitySpec, 'windowMinutes'>): number {
  return floorTo(at, windowMinutes * MINUTE_MS);
}

export function minuteOf(at: number): number {
  return floorTo(at, MINUTE_MS);
}

function floorTo(at: number, step: number): number {
  return Math.floor(at / step) * step;
}
