import { ThresholdMinutes, ThresholdRule } from '../../contract';
import { MINUTE } from '../judge/state';
import { addMeasurement, measurementOf, NO_MEASUREMENTS, thresholdStatus } from '../judge/threshold-guardrail';

/** What a threshold says so far. */
export interface ThresholdFinding {
  readonly name: string;
  readonly status: 'PASS' | 'FAIL' | 'INSUFFICIENT_DATA';
  readonly reason: string;
}

/** Reads the minutes of a span, each once; one without a value is an error, as a measurement that fails is in Argo Rollouts. */
export function readValues(
  rule: ThresholdRule,
  known: ThresholdMinutes | undefined,
  values: ReadonlyMap<number, number>,
  { first, last }: { readonly first: number; readonly last: number },
): ThresholdMinutes {
  let state: ThresholdMinutes = known ?? { ...NO_MEASUREMENTS, cursor: first - MINUTE };
  for (let minute = first; minute <= last; minute += MINUTE) {
    const value = values.get(minute);
    const lastValue = value === undefined ? {} : { lastValue: value };
    state = { ...state, ...addMeasurement(state, measurementOf(value, rule)), ...lastValue, cursor: minute };
  }
  return state;
}

/** Where the minutes lead. Limits are numbers of minutes that are put up with. */
export function thresholdFinding(rule: ThresholdRule, state: ThresholdMinutes | undefined): ThresholdFinding {
  const { name } = rule;
  if (state === undefined) return { name, status: 'INSUFFICIENT_DATA', reason: `${name}: no minute was read yet` };
  const reason = `${name}: ${inWords(rule, state)}`;
  const status = thresholdStatus(rule, state);
  if (status === 'failed') return { name, status: 'FAIL', reason };
  const isGood = status === 'running' && state.successful > 0 && state.consecutiveErrors === 0;
  return { name, status: isGood ? 'PASS' : 'INSUFFICIENT_DATA', reason };
}

/** True when so many minutes had no value that waiting for one is over. */
export function hasNoValues(rule: ThresholdRule, state: ThresholdMinutes | undefined): boolean {
  return state !== undefined && thresholdStatus(rule, state) === 'error';
}

function inWords({ failureLimit, inconclusiveLimit }: ThresholdRule, state: ThresholdMinutes): string {
  const { successful, failed, inconclusive, consecutiveErrors, lastValue } = state;
  const parts = [
    `${successful} minutes successful`,
    `${failed} failed (${failureLimit} may)`,
    ...(inconclusive > 0 ? [`${inconclusive} inconclusive (${inconclusiveLimit} may be)`] : []),
    ...(consecutiveErrors > 0 ? [`no value for the last ${consecutiveErrors}`] : []),
    ...(lastValue === undefined ? [] : [`the last value was ${lastValue}`]),
  ];
  return parts.join(', ');
}
