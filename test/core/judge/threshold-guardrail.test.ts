import {
  addMeasurement,
  Condition,
  Measurement,
  measurementOf,
  NO_MEASUREMENTS,
  ThresholdLimits,
  thresholdStatus,
  ThresholdStatus,
} from '../../../lib/core/judge/threshold-guardrail';

const BELOW_ONE: Condition = { operator: '<', value: 1 };
const ABOVE_TWO: Condition = { operator: '>', value: 2 };

test.each<[string, number | undefined, { success?: Condition; failure?: Condition }, Measurement]>([
  ['no conditions', 5, {}, 'success'],
  ['success alone, true', 0.5, { success: BELOW_ONE }, 'success'],
  ['success alone, false', 1, { success: BELOW_ONE }, 'failure'],
  ['failure alone, true', 3, { failure: ABOVE_TWO }, 'failure'],
  ['failure alone, false', 2, { failure: ABOVE_TWO }, 'success'],
  ['both false', 1.5, { success: BELOW_ONE, failure: ABOVE_TWO }, 'inconclusive'],
  ['both true', 0.5, { success: BELOW_ONE, failure: { operator: '<=', value: 0.5 } }, 'failure'],
  ['no value', undefined, { success: BELOW_ONE }, 'error'],
  ['no value and no conditions', undefined, {}, 'error'],
  ['not a number', Number.NaN, { failure: ABOVE_TWO }, 'error'],
])('a measurement with %s', (_, value, conditions, expected) => {
  expect(measurementOf(value, conditions)).toBe(expected);
});

test.each<[Condition['operator'], boolean, boolean, boolean]>([
  ['<', true, false, false],
  ['<=', true, true, false],
  ['>', false, false, true],
  ['>=', false, true, true],
  ['==', false, true, false],
  ['!=', true, false, true],
])('operator %s', (operator, below, at, above) => {
  const holds = (value: number) => measurementOf(value, { success: { operator, value: 7 } }) === 'success';
  expect([holds(6), holds(7), holds(8)]).toEqual([below, at, above]);
});

const LETTERS: Readonly<Record<string, Measurement>> = { S: 'success', F: 'failure', I: 'inconclusive', E: 'error' };

test.each<[string, ThresholdLimits, ThresholdStatus, string]>([
  ['', {}, 'running', 'before the first'],
  ['SSS', {}, 'running', 'successes end nothing'],
  ['F', {}, 'failed', 'failureLimit is 0 by default'],
  ['FSFS', { failureLimit: 2 }, 'running', 'two are put up with'],
  ['FSFF', { failureLimit: 2 }, 'failed', 'not three, in a row or not'],
  ['FFFF', { failureLimit: -1 }, 'running', '-1 puts up with all'],
  ['I', {}, 'inconclusive', 'inconclusiveLimit is 0 by default'],
  ['IS', { inconclusiveLimit: 1 }, 'running', 'one is put up with'],
  ['EEEE', {}, 'running', 'four errors in a row by default'],
  ['EEEEE', {}, 'error', 'not five'],
  ['EEEESEEEE', {}, 'running', 'only in a row'],
  ['FI', {}, 'failed', 'a failure stays one'],
  ['FEEEEE', {}, 'failed', 'also when no value comes any more'],
  ['IF', {}, 'failed', 'no inconclusive one hides it'],
  ['IFF', { failureLimit: 1 }, 'failed', 'nor those above the limit'],
  ['IF', { failureLimit: 1 }, 'inconclusive', 'one that is put up with hides nothing either'],
  ['IEEEEE', {}, 'error', 'no value for long is worse than one between the conditions'],
])('%s with %j is %s: %s', (letters, limits, expected) => {
  expect(thresholdStatus(limits, stateOf(letters))).toBe(expected);
});

function stateOf(letters: string) {
  return [...letters].reduce((state, letter) => addMeasurement(state, LETTERS[letter]), NO_MEASUREMENTS);
}
