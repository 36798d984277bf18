import { Guardrail } from '../../contract/judge';
import { guardrail } from './guardrail';

/** An answer that took longer than this is slow, on both sides. */
export interface LatencyThreshold {
  readonly guardrail: Guardrail;
  /** In the unit of the observed quantiles. */
  readonly above: number;
}

/** What the live version's answers of the last hour took, before anything was shifted. */
export interface ObservedLatency {
  readonly requests: number;
  /** The time that the share `q` of the answers did not exceed; undefined when unknown. `LoadHistogram.quantile` is one. */
  readonly quantile: (q: number) => number | undefined;
}

/** Fewer answers say too little about a p99: a tenth of them, ten, would be above it. */
const LEAST_REQUESTS = 1_000;

/**
 * Thresholds that stay as they are for the whole release. Requests above a fixed time are counted like errors, so no quantile has to be
 * estimated under way, and any threshold that was known beforehand keeps the bounds. Half more slow answers than the live version's own
 * tenth is bad; twice its slowest hundredth is, when it is 2 % at least.
 *
 * With fewer than 1,000 answers only the objective, `slo`, is left; without one the list is empty, and latency is not judged.
 */
export function freezeLatencyThresholds(
  observed: ObservedLatency,
  slo?: number,
  tolerance?: number,
): readonly LatencyThreshold[] {
  const candidates: (Omit<LatencyThreshold, 'above'> & { readonly above: number | undefined })[] = [
    {
      above: slo,
      guardrail: guardrail({ name: 'slow-slo', kind: 'latency', tolerance, badRatio: 2, floor: 0.001, ceiling: 0.01 }),
    },
  ];
  if (observed.requests >= LEAST_REQUESTS) {
    candidates.push(
      { above: observed.quantile(0.9), guardrail: guardrail({ name: 'slow-p90', kind: 'latency', tolerance }) },
      {
        above: observed.quantile(0.99),
        guardrail: guardrail({ name: 'slow-p99', kind: 'latency', tolerance, badRatio: 2, ceiling: 0.02 }),
      },
    );
  }
  return candidates.flatMap(({ above, guardrail: rule }, index) => {
    const isKnown = above !== undefined && Number.isFinite(above);
    const isDouble = candidates.slice(0, index).some((earlier) => earlier.above === above);
    return isKnown && !isDouble ? [{ above, guardrail: rule }] : [];
  });
}
