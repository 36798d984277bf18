import { Counts } from '../../../lib/contract/judge';
import { firstMinute, Minutes, pair } from '../../../lib/core/retrospective/recording';

const NONE: Counts = { events: 0, total: 0 };
const counts = (events: number, total: number): Counts => ({ events, total });
const minutes = (entries: Record<number, Counts>): Minutes =>
  new Map(Object.entries(entries).map(([minute, each]) => [60 * Number(minute), each]));

test('minutes are paired in their order, from the start on; a side without a row had no traffic', () => {
  const control = minutes({ 3: counts(1, 90), 1: counts(2, 90), 0: counts(9, 90) });
  const experiment = minutes({ 1: counts(1, 10), 2: counts(0, 10) });
  expect(pair(control, experiment, 60)).toEqual({
    batches: [
      { minute: 60, control: counts(2, 90), experiment: counts(1, 10) },
      { minute: 120, control: NONE, experiment: counts(0, 10) },
      { minute: 180, control: counts(1, 90), experiment: NONE },
    ],
    controlOnly: 1,
    experimentOnly: 1,
  });
});

test.each([
  ['the experiment has traffic', { 5: NONE, 7: counts(0, 1), 8: counts(0, 1) }, 7],
  ['the control has a row, when the experiment never had traffic', { 5: NONE }, 2],
])('a judge begins when %s', (_what, experiment, expected) => {
  const start = firstMinute(
    new Map([['errors', minutes({ 2: counts(0, 9), 9: counts(0, 9) })]]),
    new Map([['errors', minutes(experiment)]]),
  );
  expect(start).toBe(60 * expected);
});

test('a judge begins with the first guardrail that has traffic', () => {
  const recording = new Map([
    ['late', minutes({ 9: counts(0, 1) })],
    ['early', minutes({ 4: counts(0, 1) })],
  ]);
  expect(firstMinute(new Map(), recording)).toBe(240);
});

test('fails to find a beginning where nothing was recorded', () => {
  expect(firstMinute(new Map([['errors', minutes({})]]), new Map())).toBeUndefined();
});
