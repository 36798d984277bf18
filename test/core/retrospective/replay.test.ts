import fc from 'fast-check';
import { Batch } from '../../../lib/contract/judge';
import { guardrail, judgeSettings } from '../../../lib/core/judge/guardrail';
import { judge } from '../../../lib/core/judge/judge';
import { readBatches, startJudging } from '../../../lib/core/judge/state';
import { replay } from '../../../lib/core/retrospective/replay';

const START = 1_767_600_000; // the beginning of a minute
const ERRORS = guardrail({ name: 'errors', kind: 'errors' });
const SETTINGS = judgeSettings();

/** Minutes of the same counts, from the start on: events and total of the experiment, then of the control. */
function steady(count: number, [x1, n1, x0, n0]: readonly [number, number, number, number], from = 0): Batch[] {
  return Array.from({ length: count }, (_, index) => ({
    minute: START + 60 * (from + index),
    experiment: { events: x1, total: n1 },
    control: { events: x0, total: n0 },
  }));
}

const GOOD = [0, 60, 0, 540] as const;
const BAD = [6, 60, 5, 540] as const;
const errors = (...parts: readonly Batch[][]) => new Map([['errors', parts.flat()]]);
const play = (batches: ReadonlyMap<string, readonly Batch[]>, settings = SETTINGS) =>
  replay(settings, [ERRORS], batches, START);

test('a version that is ten times as bad is rolled back; nothing is read after that', () => {
  const { end, verdict, decidedBy, looks, firstPass } = play(errors(steady(60, BAD)));
  expect({ end, verdict, firstPass }).toEqual({ end: 'rolled-back', verdict: 'FAIL', firstPass: undefined });
  expect(looks.at(-1)).toBe(decidedBy);
  expect(decidedBy.judgement.action).toBe('rollback');
  expect((decidedBy.minute - START) / 60 + 1).toBe(2);
});

test('a look comes after the lag, because the metrics do', () => {
  const [look] = play(errors(steady(1, GOOD)), judgeSettings({ lagSeconds: 240 })).looks;
  expect(look).toMatchObject({ minute: START, now: START + 240 });
});

test('a good version is promotable at the first proof, and watched to the end of the recording', () => {
  const { end, verdict, decidedBy, firstPass, looks } = play(errors(steady(90, GOOD)));
  expect({ end, verdict }).toEqual({ end: 'promotable', verdict: 'PASS' });
  expect(decidedBy).toBe(firstPass);
  expect(decidedBy.judgement.verdict).toBe('PASS');
  expect(looks.slice(0, looks.indexOf(decidedBy)).every((look) => look.judgement.verdict !== 'PASS')).toBe(true);
  expect(looks).toHaveLength(90); // the time to decide in ended after 60
});

test('a regression after the proof is rolled back all the same, and the proof is remembered', () => {
  const { verdict, end, firstPass, decidedBy } = play(errors(steady(15, GOOD), steady(30, [30, 60, 5, 540], 15)));
  expect({ verdict, end }).toEqual({ verdict: 'FAIL', end: 'rolled-back' });
  expect(firstPass?.minute).toBeLessThan(START + 15 * 60);
  expect(decidedBy.minute).toBeGreaterThanOrEqual(START + 15 * 60);
});

test('after the proof, traffic that stops takes nothing back', () => {
  const { end, verdict, looks } = play(errors(steady(20, GOOD), steady(30, [0, 0, 5, 540], 20)));
  expect({ end, verdict }).toEqual({ end: 'promotable', verdict: 'PASS' });
  expect(looks).toHaveLength(50);
  expect(looks.at(-1)?.judgement).toMatchObject({ verdict: 'INSUFFICIENT_DATA', action: 'rollback' });
});

/** Too little traffic for any proof. */
const LITTLE = [0, 2, 0, 18] as const;

test.each([
  ['rollback', 'rollback'],
  ['manual', 'hold'],
] as const)('without a proof in time it ends as onInconclusive says: %s', (onInconclusive, action) => {
  const settings = judgeSettings({ maxDurationSeconds: 600, onInconclusive });
  const { end, verdict, decidedBy, looks } = play(errors(steady(60, LITTLE)), settings);
  expect({ end, verdict }).toEqual({ end: 'inconclusive', verdict: 'INSUFFICIENT_DATA' });
  expect(decidedBy.judgement).toMatchObject({ action, inconclusive: true });
  expect(decidedBy.now).toBe(START + 600);
  expect(looks).toHaveLength(8); // 10 minutes without the lag of 3, and the first look is at minute 0
});

test('a recording that ends before anything is proven says so', () => {
  expect(play(errors(steady(5, LITTLE)))).toMatchObject({ end: 'recording-ended', verdict: 'INSUFFICIENT_DATA' });
});

test('traffic that stops is noticed in minutes that nobody has a row for', () => {
  const { end, decidedBy } = play(errors(steady(3, LITTLE), steady(1, LITTLE, 50)));
  expect(end).toBe('inconclusive');
  expect(decidedBy.judgement.stale).toEqual(['errors']);
  expect(decidedBy.minute).toBe(START + 60 * 12); // minute 2 was the last, and ten without traffic are too many
});

test('several guardrails are judged together', () => {
  const slow = guardrail({ name: 'slow', kind: 'latency' });
  const batches = new Map([
    ['errors', steady(60, GOOD)],
    ['slow', steady(60, [30, 60, 54, 540])],
  ]);
  const { verdict, decidedBy } = replay(SETTINGS, [ERRORS, slow], batches, START);
  expect(verdict).toBe('FAIL');
  expect(decidedBy.judgement.guardrails.map(({ name }) => name)).toEqual(['errors', 'slow']);
});

test('fails without a minute to replay', () => {
  expect(() => play(errors())).toThrow('there is no minute to replay');
  expect(() => replay(SETTINGS, [ERRORS], errors(steady(1, GOOD)), START + 60)).toThrow(RangeError);
});

const count = fc
  .nat(200)
  .chain((total) => fc.record({ events: fc.nat(Math.min(5, total)), total: fc.constant(total) }));
const batch = fc.record({ minute: fc.nat(40).map((index) => START + 60 * index), experiment: count, control: count });

test('ends with the state of all its minutes read at once, whatever their order and repetitions', () => {
  fc.assert(
    fc.property(fc.array(batch, { minLength: 1, maxLength: 60 }), (recorded) => {
      const once = [...new Map(recorded.map((each) => [each.minute, each])).values()];
      const { state, looks } = play(errors([...once, ...once].reverse()));
      const last = looks[looks.length - 1];
      const read = once.filter(({ minute }) => minute <= last.minute);
      const direct = readBatches(startJudging(START), ERRORS, read);
      expect(state.guardrails.errors?.weights).toEqual(direct.guardrails.errors?.weights);
      expect(judge(SETTINGS, [ERRORS], direct, last.now)).toEqual(last.judgement);
    }),
    { numRuns: 60 },
  );
});
