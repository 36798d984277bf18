import { Guardrail } from '../../lib/contract/judge';
import { guardrail } from '../../lib/core/judge/guardrail';
import { latencyGuardrail } from '../../lib/core/judge/latency-guardrail';

/** The guardrails that a model has by default: errors, and requests above the live version's p90 and p99. */
export const GUARDRAILS = defaultGuardrails();

/** The same with another tolerance, which a model has by `Analysis.judge({ tolerance })`. */
export function defaultGuardrails(tolerance?: number): readonly Guardrail[] {
  return [
    guardrail({ name: 'errors', kind: 'errors', tolerance }),
    ...[90, 99].map((percentile) => guardrail({ ...latencyGuardrail(percentile, { tolerance }), tolerance })),
  ];
}
