import fc from 'fast-check';
import { GuardrailState } from '../../../lib/contract/judge';
import { rollbackEvidence } from '../../../lib/core/judge/evidence';
import { guardrail, judgeSettings } from '../../../lib/core/judge/guardrail';
import {
  firstUnreadMinute,
  lastReadableMinute,
  readBatches,
  readBins,
  startJudging,
} from '../../../lib/core/judge/state';
import { batch, bins, minutesOf } from './batches';

const ERRORS = guardrail({ name: 'errors', kind: 'errors' });
const DRIFT = guardrail({ name: 'drift', kind: 'drift' });

describe('which minutes are read', () => {
  test('those that had settled: 3 minutes after they began, by default', () => {
    expect(lastReadableMinute(600, judgeSettings())).toBe(420);
    expect(lastReadableMinute(659, judgeSettings())).toBe(420);
    expect(lastReadableMinute(660, judgeSettings())).toBe(480);
    expect(lastReadableMinute(600, judgeSettings({ lagSeconds: 60 }))).toBe(540);
  });

  test.each([
    ['at its beginning', 600, 600],
    ['within it', 601, 660],
  ])('the first is the first whole one after a start %s', (_, startedAt, first) => {
    const state = startJudging(startedAt);
    expect(firstUnreadMinute(state, ERRORS)).toBe(first);
    const read = readBatches(state, ERRORS, [batch(first / 60 - 1, 9, 9, 0, 9), batch(first / 60, 1, 10, 0, 90)]);
    expect(read.guardrails.errors).toMatchObject({ cursor: first, minutes: 1, missingMinutes: 0 });
    expect(read.guardrails.errors.experiment).toEqual({ events: 1, total: 10 });
    expect(firstUnreadMinute(read, ERRORS)).toBe(first + 60);
  });

  test('a minute that comes after a later one was read is missing for good', () => {
    const state = readBatches(startJudging(0), ERRORS, [batch(0, 1, 10, 1, 90), batch(3, 1, 10, 1, 90)]);
    expect(state.guardrails.errors).toMatchObject({ minutes: 2, missingMinutes: 2, lastSeen: 180 });
    expect(readBatches(state, ERRORS, [batch(1, 9, 10, 0, 90), batch(2, 9, 10, 0, 90)])).toBe(state);
  });

  test('a minute without requests of the experiment is read, but is no sign of its traffic', () => {
    const state = readBatches(startJudging(0), ERRORS, [batch(0, 1, 10, 1, 90), batch(1, 0, 0, 1, 100)]);
    expect(state.guardrails.errors).toMatchObject({ cursor: 60, minutes: 2, lastSeen: 0 });
  });
});

describe('duplicates, order and portions', () => {
  const minutes = fc.uniqueArray(
    fc.record({ minute: fc.nat(40), n1: fc.nat(100), n0: fc.nat(900), bad1: fc.nat(100), bad0: fc.nat(900) }),
    { selector: ({ minute }) => minute, minLength: 1 },
  );
  const asBatches = (all: readonly { minute: number; n1: number; n0: number; bad1: number; bad0: number }[]) =>
    all.map(({ minute, n1, n0, bad1, bad0 }) => batch(minute, Math.min(bad1, n1), n1, Math.min(bad0, n0), n0));

  test('reading again changes nothing, in whatever order the minutes come within one reading', () => {
    fc.assert(
      fc.property(minutes, (all) => {
        const batches = asBatches(all);
        const once = readBatches(startJudging(0), ERRORS, batches);
        expect(readBatches(once, ERRORS, batches)).toBe(once);
        expect(readBatches(startJudging(0), ERRORS, [...batches, ...batches].reverse())).toEqual(once);
      }),
    );
  });

  test('one reading or many give the same, and a state survives JSON in between', () => {
    fc.assert(
      fc.property(minutes, (all) => {
        const batches = asBatches(all).sort((one, other) => one.minute - other.minute);
        const parts = batches.reduce(
          (state, one) => JSON.parse(JSON.stringify(readBatches(state, ERRORS, [one]))),
          startJudging(0),
        );
        expect(parts).toEqual(readBatches(startJudging(0), ERRORS, batches));
      }),
    );
  });

  test('a long release keeps a state of some hundred bytes', () => {
    const state = readBatches(startJudging(0), ERRORS, minutesOf(0, 10_000, [3, 60, 5, 540]));
    expect(JSON.stringify(state).length).toBeLessThan(1_200);
  });
});

describe('counts that can not be', () => {
  test.each([
    [batch(0, 64, 60, 0, 90), 'was given 64 events of 60: events are a part of the total; look whether'],
    [batch(0, 60, 60, 600, 540), 'was given 600 events of 540'],
  ])('fails on many more events than requests', (wrong, text) => {
    expect(() => readBatches(startJudging(0), ERRORS, [wrong])).toThrow(text);
  });

  test('more events than requests, from metrics that are a little apart, make as many requests', () => {
    const state = readBatches(startJudging(0), ERRORS, [batch(0, 12, 10, 0, 90)]);
    expect(state.guardrails.errors.experiment).toEqual({ events: 12, total: 12 });
  });

  test.each([
    ['negative', batch(0, -1, 10, 0, 90)],
    ['not a number', batch(0, Number.NaN, 10, 0, 90)],
    ['infinite', batch(0, 0, Number.POSITIVE_INFINITY, 0, 90)],
  ])('fails on %s counts', (_, wrong) => {
    expect(() => readBatches(startJudging(0), ERRORS, [wrong])).toThrow(/"errors" was given .* counts must be numbers/);
  });

  test('fails on what is not the beginning of a minute', () => {
    const wrong = { ...batch(0, 0, 10, 0, 90), minute: 30 };
    expect(() => readBatches(startJudging(0), ERRORS, [wrong])).toThrow('30 is not the beginning of a minute');
  });

  test('fails when the guardrail changed since the state was begun, and says how', () => {
    const state = readBatches(startJudging(0), ERRORS, [batch(0, 1, 10, 1, 90)]);
    const changed = guardrail({ ...ERRORS, tolerance: 1.5, floor: 0.01 });
    expect(() => readBatches(state, changed, [])).toThrow(
      'guardrail "errors" changed while it was judged: tolerance was 1.25 and is 1.5, floor was 0.001 and is 0.01',
    );
  });
});

test('minutes of one side alone move no bet: once all traffic has moved, no level goes on without its ratio', () => {
  const shared = readBatches(startJudging(0), ERRORS, [batch(0, 4, 100, 5, 100)]).guardrails.errors;
  const alone = minutesOf(1, 60, [20, 600, 0, 0]);
  const later = readBatches({ startedAt: 0, guardrails: { errors: shared } }, ERRORS, alone).guardrails.errors;
  expect(later.experiment.total).toBe(36_100);
  expect(later.weights.levelDown).toEqual(shared.weights.levelDown);
  expect(rollbackEvidence(ERRORS, later)).toBeCloseTo(rollbackEvidence(ERRORS, shared), 1); // but for the reserve
  expect(evidenceOfLevel(later)).toBeLessThan(evidenceOfLevel(shared) + 0.2);
});

/** Of the best bet on a rate above the floor. */
function evidenceOfLevel({ weights }: GuardrailState): number {
  return Math.max(...weights.levelUp);
}

describe('a state that another version of the library began', () => {
  const [first, second] = [batch(0, 2, 60, 5, 540), batch(1, 4, 60, 5, 540)];
  const begunWith = (highestRatio: number) =>
    JSON.parse(JSON.stringify(readBatches(startJudging(0), guardrail({ ...ERRORS, highestRatio }), [first])));

  test.each([
    ['more bets', 100, 8],
    ['fewer bets', 5, 4],
  ])('goes on with its %s', (_, highestRatio, bets) => {
    const begun = begunWith(highestRatio);
    expect(begun.guardrails.errors.weights.ratioUp).toHaveLength(bets);
    const rule = guardrail({ ...ERRORS, highestRatio });
    expect(readBatches(begun, ERRORS, [second])).toEqual(readBatches(begun, rule, [second]));
    expect(readBatches(begun, ERRORS, [second]).guardrails.errors.weights.ratioUp).toHaveLength(bets);
  });
});

describe('bins', () => {
  test('are counted each by itself', () => {
    const state = readBins(startJudging(0), DRIFT, [bins(0, [1, 9], [50, 50]), bins(1, [2, 8], [40, 60])]);
    expect(state.guardrails.drift.bins).toMatchObject([
      { experiment: 3, control: 90 },
      { experiment: 17, control: 110 },
    ]);
    expect(state.guardrails.drift.experiment.total).toBe(20);
  });

  test('fails when their number changes', () => {
    const state = readBins(startJudging(0), DRIFT, [bins(0, [1, 9], [50, 50])]);
    expect(() => readBins(state, DRIFT, [bins(1, [1, 9, 0], [50, 50, 0])])).toThrow('has 2 bins, got 3');
  });

  test('fails when a guardrail is read as what it is not', () => {
    expect(() => readBins(startJudging(0), ERRORS, [])).toThrow('has no bins');
    expect(() => readBatches(startJudging(0), DRIFT, [])).toThrow('counts bins');
  });
});
