import { ThresholdRule, ThresholdState } from '../../contract';
import { MINUTE } from '../judge/state';

/** What a threshold says so far. */
export interface ThresholdFinding {
  readonly name: string;
  readonly status: 'PASS' | 'FAIL' | 'INSUFFICIENT_DATA';
  readonly reason: string;
}

type Grade = 'successful' | 'failed' | 'inconclusive';

/** Reads the minutes of a span, each once; one without a value is an error, as a measurement that fails is in Argo Rollouts. */
export function readValues(
  rule: ThresholdRule,
  known: ThresholdState | undefined,
  values: ReadonlyMap<number, number>,
  { first, last }: { readonly first: number; readonly last: number },
): ThresholdState {
  let state = known ?? { cursor: first - MINUTE, successful: 0, failed: 0, inconclusive: 0, consecutiveErrors: 0 };
  for (let minute = first; minute <= last; minute += MINUTE) state = add(rule, state, minute, values.get(minute));
  return state;
}

function add(rule: ThresholdRule, state: ThresholdState, minute: number, value: number | undefined): ThresholdState {
  const cursor = minute;
  if (value === undefined) return { ...state, cursor, consecutiveErrors: state.consecutiveErrors + 1 };
  const grade = gradeOf(rule, value);
  return { ...state, cursor, [grade]: state[grade] + 1, consecutiveErrors: 0, lastValue: value };
}

/** A failure wins, as it does there. */
function gradeOf({ max, min, successMax = max, successMin = min }: ThresholdRule, value: number): Grade {
  if ((max !== undefined && value > max) || (min !== undefined && value < min)) return 'failed';
  const isSuccess =
    (successMax === undefined || value <= successMax) && (successMin === undefined || value >= successMin);
  return isSuccess ? 'successful' : 'inconclusive';
}

/** Each limit is of minutes more than which decide, so 0 allows none. */
export function thresholdFinding(rule: ThresholdRule, state: ThresholdState | undefined): ThresholdFinding {
  const { name, failureLimit, consecutiveErrorLimit, inconclusiveLimit } = rule;
  if (state === undefined) return { name, status: 'INSUFFICIENT_DATA', reason: `${name}: no minute was read yet` };
  const { failed, successful, inconclusive, consecutiveErrors, lastValue } = state;
  const last = lastValue === undefined ? '' : `, the last value was ${lastValue}`;
  if (failed > failureLimit) {
    return { name, status: 'FAIL', reason: `${name}: ${failed} minutes failed, ${failureLimit} may${last}` };
  }
  if (consecutiveErrors > consecutiveErrorLimit) {
    const reason = `${name}: no value for ${consecutiveErrors} minutes, ${consecutiveErrorLimit} may be without${last}`;
    return { name, status: 'INSUFFICIENT_DATA', reason };
  }
  if (inconclusive > inconclusiveLimit) {
    const reason = `${name}: ${inconclusive} minutes were inconclusive, ${inconclusiveLimit} may be${last}`;
    return { name, status: 'INSUFFICIENT_DATA', reason };
  }
  if (successful === 0) return { name, status: 'INSUFFICIENT_DATA', reason: `${name}: no minute was successful yet` };
  return { name, status: 'PASS', reason: `${name}: ${successful} minutes were successful${last}` };
}

/** True when so many minutes had no value that waiting for one is over. */
export function hasNoValues({ consecutiveErrorLimit }: ThresholdRule, state: ThresholdState | undefined): boolean {
  return state !== undefined && state.consecutiveErrors > consecutiveErrorLimit;
}
