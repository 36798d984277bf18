import { AnalysisPlan, FrozenLatency, GuardrailSource, PlannedGuardrail } from '../../contract/index';

/** With fewer requests the live version's percentiles are chance: of 1,000 the p99 lies between its p98.4 and p99.6. */
export const ENOUGH_REQUESTS = 1_000;

/** A percentile of the live version before the traffic moves. Without requests it has none. */
export interface LatencyBaseline {
  readonly seconds?: number;
  readonly requests: number;
}

/** A guardrail that counts slow requests. */
export type LatencyGuardrail = PlannedGuardrail & {
  readonly source: Extract<GuardrailSource, { readonly kind: 'slow-requests' }>;
};

export function latencyGuardrails({ guardrails }: AnalysisPlan): readonly LatencyGuardrail[] {
  return guardrails.filter((rule): rule is LatencyGuardrail => rule.source.kind === 'slow-requests');
}

/**
 * From how many seconds on a request is slow, for each guardrail that counts slow ones. Any limit that is fixed before the counting keeps
 * the judge's guarantee, and one near the live version's percentile finds most.
 */
export function freezeLatencies(
  plan: AnalysisPlan,
  baselines: Readonly<Record<string, LatencyBaseline>>,
): Readonly<Record<string, FrozenLatency>> {
  const frozen = latencyGuardrails(plan).map(({ name, source }): [string, FrozenLatency] => {
    const { seconds, requests } = baselines[name] ?? { requests: 0 };
    const isKnown = seconds !== undefined && seconds > 0 && requests >= ENOUGH_REQUESTS;
    // A statistic's name carries the limit, so it is kept short.
    return isKnown
      ? [name, { seconds: Number(seconds.toPrecision(6)), from: 'live', requests }]
      : [name, { seconds: source.sloSeconds, from: 'slo', requests }];
  });
  return Object.fromEntries(frozen);
}
