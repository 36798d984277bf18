import { PlannedGuardrail, ThresholdRule } from '../contract/index';

/** What a guardrail learns of the analysis and of the model. */
export interface GuardrailContext {
  readonly tolerance?: number;
  readonly latencyP90Seconds: number;
  readonly latencyP99Seconds: number;
}

/** What becomes of a guardrail: a rule of the judge or a threshold. */
export type BoundGuardrail =
  | { readonly kind: 'guardrail'; readonly rule: PlannedGuardrail }
  | { readonly kind: 'threshold'; readonly rule: ThresholdRule };
