/**
 * What CloudWatch takes: up to ±2^360, about 2.3e108, and no special values; it refuses all of a call for one value (API reference of
 * MetricDatum, `Value`). Older editions of it named 8.5e-109 as the least: what is nearer to 0 is 0.
 */
const MOST = 1e108;
const LEAST = 1e-108;

/** Values by the names of their metrics. */
type Values = Readonly<Record<string, number>>;

export interface Publishable {
  readonly values: Values;
  /** Names of values that were too large. The largest stands for them: without it an alarm would read the worst version as a good one. */
  readonly capped: readonly string[];
  /** Names of values that are no numbers. */
  readonly leftOut: readonly string[];
}

/** Makes of values what CloudWatch takes. */
export function publishable(values: Values): Publishable {
  const all = Object.entries(values);
  const numbers = all.filter(([, value]) => !Number.isNaN(value));
  return {
    values: Object.fromEntries(numbers.map(([name, value]) => [name, inRange(value)])),
    capped: numbers.filter(([, value]) => Math.abs(value) > MOST).map(([name]) => name),
    leftOut: all.filter(([, value]) => Number.isNaN(value)).map(([name]) => name),
  };
}

function inRange(value: number): number {
  return Math.abs(value) < LEAST ? 0 : Math.max(-MOST, Math.min(MOST, value));
}
