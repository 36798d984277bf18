import fc from 'fast-check';
import { joinLabels, Prediction } from '../../../lib/core/quality/joined';
import { closedWindows, closesAt, lengthsWithoutLabels, MINUTE_MS, minutesOf } from '../../../lib/core/quality/windows';

const NOON = Date.UTC(2026, 0, 1, 12);
const minutes = (count: number) => count * MINUTE_MS;
const LENGTHS = { windowMinutes: 1, labelDelayMinutes: 20 };

test('a window is measured when its labels had their time, and a minute for the way', () => {
  const at = NOON + minutes(1 + 20 + 1);
  expect(closedWindows(NOON, at, LENGTHS)).toEqual({ starts: [NOON], until: NOON + minutes(1) });
  expect(closedWindows(NOON, at - 1, LENGTHS)).toEqual({ starts: [], until: NOON });
});

test('what needs no labels waits five minutes for predictions, and no longer than for labels', () => {
  expect(lengthsWithoutLabels(LENGTHS)).toEqual({ windowMinutes: 1, labelDelayMinutes: 5 });
  expect(lengthsWithoutLabels({ ...LENGTHS, labelDelayMinutes: 2 })).toMatchObject({ labelDelayMinutes: 2 });
});

test('the first run measures nothing, and the next one goes on from there', () => {
  const { starts, until } = closedWindows(undefined, NOON, LENGTHS);
  expect(starts).toEqual([]);
  expect(closedWindows(until, NOON + minutes(1), LENGTHS).starts).toEqual([until]);
});

test('windows of an outage are made up for, ten a run', () => {
  const late = NOON + minutes(22 + 24);
  const first = closedWindows(NOON, late, LENGTHS);
  expect(first.starts).toHaveLength(10);
  const second = closedWindows(first.until, late, LENGTHS);
  expect(second.starts).toHaveLength(10);
  expect(closedWindows(second.until, late, LENGTHS).starts).toHaveLength(5);
});

test('a clock that goes back measures nothing again', () => {
  expect(closedWindows(NOON, NOON - minutes(90), LENGTHS)).toEqual({ starts: [], until: NOON });
});

test('each minute is measured once at most, whenever the runs are and however the length of the window changes', () => {
  const run = fc.record({ after: fc.integer({ min: 0, max: 40 }), windowMinutes: fc.constantFrom(1, 5, 15) });
  fc.assert(
    fc.property(fc.array(run, { maxLength: 30 }), (runs) => {
      const seen: number[] = [];
      let [now, until]: [number, number | undefined] = [NOON, undefined];
      for (const { after, windowMinutes } of runs) {
        now += minutes(after);
        const lengths = { ...LENGTHS, windowMinutes };
        const closed = closedWindows(until, now, lengths);
        for (const start of closed.starts) {
          seen.push(...minutesOf(start, lengths));
          expect(closesAt(start, lengths)).toBeLessThan(now);
        }
        expect(closed.until).toBeGreaterThanOrEqual(until ?? -Infinity);
        until = closed.until;
      }
      expect(new Set(seen).size).toBe(seen.length);
    }),
  );
});

const PREDICTION: Prediction = { inferenceId: 'a', environment: 'green', at: NOON, prediction: 1 };

test('a label that came in time counts, from before the prediction too', () => {
  for (const at of [NOON - minutes(60), NOON, NOON + minutes(20)]) {
    const labels = new Map([['a', [{ label: 0, at }]]]);
    expect(joinLabels([PREDICTION], labels, NOON + minutes(20))).toEqual([{ ...PREDICTION, label: 0 }]);
  }
});

test('fails to join a label that came too late, although it is here by now', () => {
  const labels = new Map([['a', [{ label: 0, at: NOON + minutes(20) + 1 }]]]);
  expect(joinLabels([PREDICTION], labels, NOON + minutes(20))).toEqual([PREDICTION]);
});

test('one label is that of both environments', () => {
  const labels = new Map([['a', [{ label: 1, at: NOON }]]]);
  const both: Prediction[] = [PREDICTION, { ...PREDICTION, environment: 'blue', prediction: 0 }];
  expect(joinLabels(both, labels, NOON).map(({ label }) => label)).toEqual([1, 1]);
});
