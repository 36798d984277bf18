import { defaultBadRatio, GuardrailSpec } from './guardrail';

/** From here on a percentile is about the few slowest requests. */
const TAIL_PERCENTILE = 95;

export interface LatencyRatios {
  readonly tolerance?: number;
  readonly badRatio?: number;
}

export function isTail(percentile: number): boolean {
  return percentile >= TAIL_PERCENTILE;
}

/**
 * Of requests that take longer than this percentile of the live version. Half more slow ones than the live version's own share are bad, of a
 * tail twice as many, when they are that many times the percentile's own share: 2 % above a p99 is not bad, whatever the live version
 * does. An objective that nobody exceeds could not be proven otherwise.
 */
export function latencyGuardrail(
  percentile: number,
  { tolerance, badRatio = defaultBadRatio(isTail(percentile) ? 2 : 1.5, tolerance) }: LatencyRatios = {},
): GuardrailSpec & { readonly badRatio: number; readonly ceiling: number; readonly highestRatio?: number } {
  const ceiling = Number((badRatio * (1 - percentile / 100)).toPrecision(6));
  return { name: `slow-p${percentile}`, kind: 'latency', badRatio, ceiling, ...highestRatio(percentile) };
}

/**
 * A tenth of the live version's requests is above its p90, and all are ten times a tenth: a bet on more than that never wins, as long as
 * the tenth stays one. Where fewer are slow (with the SLO for a limit, or because the time of day changed), the bet on ten times still wins.
 * From the p95 on the default is the lesser one.
 */
function highestRatio(percentile: number): { readonly highestRatio?: number } {
  return isTail(percentile) ? {} : { highestRatio: Number((100 / (100 - percentile)).toPrecision(6)) };
}
