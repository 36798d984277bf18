/*
 * Guardrails on one value of one side, in the words and with the rules of Argo Rollouts, which people know: conditions make a
 * measurement of each value, limits make a status of the measurements. They bound nothing when they are looked at often; the judge's
 * guardrails do.
 */

export interface Condition {
  readonly operator: '<' | '<=' | '>' | '>=' | '==' | '!=';
  readonly value: number;
}

/** When a value is good, and when it is bad. One alone leaves the rest to the other; with neither, every value is good. */
export interface Conditions {
  readonly success?: Condition;
  readonly failure?: Condition;
}

export type Measurement = 'success' | 'failure' | 'inconclusive' | 'error';

export interface ThresholdLimits {
  /** Failures that are put up with; −1: any number. @default 0 */
  readonly failureLimit?: number;
  /** Inconclusive measurements that are put up with. @default 0 */
  readonly inconclusiveLimit?: number;
  /** Errors in a row that are put up with. @default 4 */
  readonly consecutiveErrorLimit?: number;
}

/** What the measurements so far add up to, as plain JSON. */
export interface ThresholdState {
  readonly successful: number;
  readonly failed: number;
  readonly inconclusive: number;
  readonly errors: number;
  readonly consecutiveErrors: number;
}

export type ThresholdStatus = 'running' | 'failed' | 'inconclusive' | 'error';

export const NO_MEASUREMENTS: ThresholdState = {
  successful: 0,
  failed: 0,
  inconclusive: 0,
  errors: 0,
  consecutiveErrors: 0,
};

/** What a value is by the conditions. No value, or none that is a number, is an error: no data is never a success. */
export function measurementOf(value: number | undefined, { success, failure }: Conditions): Measurement {
  if (value === undefined || Number.isNaN(value)) return 'error';
  const isFailure = failure !== undefined && holds(failure, value);
  if (isFailure) return 'failure';
  if (success === undefined || holds(success, value)) return 'success';
  return failure === undefined ? 'failure' : 'inconclusive';
}

export function addMeasurement(state: ThresholdState, measurement: Measurement): ThresholdState {
  const next = { ...state, consecutiveErrors: 0 };
  switch (measurement) {
    case 'success':
      return { ...next, successful: state.successful + 1 };
    case 'failure':
      return { ...next, failed: state.failed + 1 };
    case 'inconclusive':
      return { ...next, inconclusive: state.inconclusive + 1 };
    case 'error':
      return { ...next, errors: state.errors + 1, consecutiveErrors: state.consecutiveErrors + 1 };
    default:
      return measurement satisfies never;
  }
}

/**
 * Where the measurements lead. Argo ends an analysis at the first limit that is broken; here measuring goes on as long as the release is
 * watched, so failures count whatever came before or after them: no inconclusive minute may hide them.
 */
export function thresholdStatus(limits: ThresholdLimits, state: ThresholdState): ThresholdStatus {
  const { failureLimit = 0, inconclusiveLimit = 0, consecutiveErrorLimit = 4 } = limits;
  if (failureLimit >= 0 && state.failed > failureLimit) return 'failed';
  if (state.consecutiveErrors > consecutiveErrorLimit) return 'error';
  return state.inconclusive > inconclusiveLimit ? 'inconclusive' : 'running';
}

function holds({ operator, value: limit }: Condition, value: number): boolean {
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '==':
      return value === limit;
    case '!=':
      return value !== limit;
    default:
      return operator satisfies never;
  }
}
