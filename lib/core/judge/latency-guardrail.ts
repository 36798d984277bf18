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
 * Half of the live version's requests are above its median, and all are twice a half: a bet on more than that never wins, as long as the half
 * stays one. Where fewer are slow (with the SLO for a limit, or because the time of day changed), the bet on twice still wins. From the
 * p90 on, of which all are ten times a tenth, the usual highest ratio is no more than can be.
 */
function highestRatio(percentile: number): { readonly highestRatio?: number } {
  return percentile >= 90 ? {} : { highestRatio: Number((100 / (100 - percentile)).toPrecision(6)) };
}
