import fc from 'fast-check';
import { TruthRule } from '../../../lib/contract';
import { truthEvaluatorOf } from '../../../lib/core/compare/truth';

const P = { path: 'p' };
const RULES: Readonly<Record<string, TruthRule>> = {
  equal: { kind: 'equal', ...P },
  near: { kind: 'equal', ...P, absolute: 0.01, relative: 0.05 },
  label: { kind: 'label', ...P },
  anyCase: { kind: 'label', ...P, ignoreCase: true },
  top2: { kind: 'label-in-top', ...P, k: 2, scores: false },
  scores: { kind: 'label-in-top', ...P, k: 2, scores: true },
  classes: { kind: 'label-in-top', ...P, k: 1, scores: true, labels: ['cat', 'dog', 'eel'] },
  half: { kind: 'threshold', ...P, threshold: 0.5 },
  fraud: { kind: 'threshold', ...P, threshold: 0.5, positive: 'fraud' },
  chance: { kind: 'range', ...P, low: 0, high: 1 },
  set: { kind: 'set', ...P },
  text: { kind: 'text', ...P, atLeastPercent: 50 },
  items: { kind: 'top-k', ...P, k: 2, scores: false, atLeastPercent: 50 },
};

/** Rule, what is expected, the answer's value, whether it is right. */
test.each<[string, unknown, unknown, boolean]>([
  ['equal', { a: [1, 'x'] }, { a: [1, 'x'] }, true],
  ['equal', 1, '1', false],
  ['equal', NaN, NaN, true],
  ['equal', Infinity, Infinity, true],
  ['equal', Infinity, -Infinity, false],
  ['near', 100, 104, true],
  ['near', 100, 106, false],
  ['near', 0, 0.01, true],
  ['near', 1, NaN, false],
  ['near', NaN, 1, false],
  ['near', Infinity, 1e300, false],
  ['near', 1e300, Infinity, false],
  ['near', [1, 2], [1, NaN], false],
  ['near', [1, NaN], [1, NaN], true],
  ['near', [1, 2], [1], false],
  ['label', 'fraud', 'fraud', true],
  ['label', 'fraud', ' fraud ', true],
  ['label', 'fraud', 'Fraud', false],
  ['label', 1, '1', true],
  ['label', '1', 1.0, true],
  ['label', '1.0', 1, true],
  ['label', 0, -0, true],
  ['label', 1, true, false],
  ['label', 'True', true, false],
  ['label', '', 0, false],
  ['label', '0x10', 16, false],
  ['label', '12345678901234567890', '12345678901234567891', false],
  ['label', null, null, false],
  ['label', NaN, NaN, false],
  ['label', ['a', 1], ['a', '1'], true],
  ['label', ['a', 'b'], ['b', 'a'], false],
  ['label', 'a', ['a'], false],
  ['label', {}, {}, false],
  ['anyCase', 'True', true, true],
  ['anyCase', 'Fraud', 'FRAUD', true],
  ['top2', 'b', ['a', 'b', 'c'], true],
  ['top2', 'c', ['a', 'b', 'c'], false],
  ['top2', 'a', 'a', false],
  ['scores', 2, [0.1, 0.5, 0.4], true],
  ['scores', '0', [0.1, 0.5, 0.4], false],
  ['scores', 0, [-Infinity, -Infinity, -1], true],
  ['scores', 1, [-Infinity, -Infinity, -1], false],
  ['scores', 0, [NaN, 0.9, 0.1], false],
  ['scores', 1, ['0.1', '0.5'], false],
  ['classes', 'dog', [0.1, 0.8, 0.1], true],
  ['classes', 'cat', [0.5, 0.5, 0.0], true],
  ['classes', 'dog', [0.5, 0.5, 0.0], false],
  ['classes', 'cat', [0.9, 0.1], false],
  ['half', 1, 0.5, true],
  ['half', true, 0.7, true],
  ['half', '1', 0.7, true],
  ['half', 'True', 0.7, true],
  ['half', 0, 0.49, true],
  ['half', 0, 0.5, false],
  ['half', 1, 0.49, false],
  ['half', 0, NaN, false],
  ['half', 0, '0.1', false],
  ['fraud', 'fraud', 0.9, true],
  ['fraud', 'ok', 0.9, false],
  ['fraud', 'ok', 0.1, true],
  ['chance', undefined, 0, true],
  ['chance', undefined, 1, true],
  ['chance', undefined, 1.01, false],
  ['chance', undefined, -0.01, false],
  ['chance', undefined, NaN, false],
  ['chance', undefined, Infinity, false],
  ['chance', undefined, '0.5', false],
  ['chance', 'fraud', 0.5, true],
  ['chance', [0.4, 0.6], 0.4, true],
  ['chance', [0.4, 0.6], 0.61, false],
  ['chance', [0.9, 1.5], 1.2, false],
  ['chance', [0.4], 0.4, false],
  ['set', ['a', 'b'], ['b', 'a'], true],
  ['set', ['a', 'a', 'b'], ['a', 'b', 'b'], false],
  ['set', [{ x: 1, y: 2 }], [{ y: 2, x: 1 }], true],
  ['set', [Infinity], [-Infinity], false],
  ['set', [1], ['1'], false],
  ['set', [], [], true],
  ['set', ['a'], 'a', false],
  ['text', 'the cat sat', 'The cat sat down.', true],
  ['text', 'the cat sat', 'no idea', false],
  ['items', ['a', 'b'], ['b', 'x'], true],
  ['items', ['a', 'b'], ['x', 'y'], false],
])('%s: expected %j, answered %j: %j', (name, expected, value, isRight) => {
  expect(truthEvaluatorOf(RULES[name]).isRight(expected, value)).toBe(isRight);
});

test.each<[string, unknown, unknown]>([
  ['equal', 0.4, 0.4],
  ['top2', ['a', 'b'], 'a'],
  ['scores', [0.1, 0.9], 1],
  ['classes', [0.1, 0.8, 0.1], 'dog'],
  ['half', 0.7, true],
  ['fraud', 0.7, 'fraud'],
  ['chance', 0.7, undefined],
])('%s: when %j is taken for right, %j is expected', (name, value, expected) => {
  expect(truthEvaluatorOf(RULES[name]).expectedOf(value)).toEqual(expected);
});

test('a version that answers as the one that is taken for right is right, whatever the rule', () => {
  const score = fc.double({ min: 0, max: 1, noNaN: true });
  const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    equal: fc.jsonValue(),
    near: fc.array(score),
    label: fc.oneof(fc.string(), score, fc.boolean()),
    anyCase: fc.string(),
    top2: fc.array(fc.string(), { minLength: 1 }),
    scores: fc.array(score, { minLength: 1 }),
    classes: fc.array(score, { minLength: 3, maxLength: 3 }),
    half: score,
    fraud: score,
    chance: score,
    set: fc.array(fc.jsonValue()),
    text: fc.string(),
    items: fc.array(fc.string()),
  };
  for (const [name, arbitrary] of Object.entries(values)) {
    const { isRight, expectedOf } = truthEvaluatorOf(RULES[name]);
    fc.assert(fc.property(arbitrary, (value) => isRight(expectedOf(value), value)));
  }
});

test('only a range without expected values says all by itself', () => {
  const needing = Object.entries(RULES).filter(([, rule]) => truthEvaluatorOf(rule).needsTruth);
  expect(needing.map(([name]) => name)).toEqual(Object.keys(RULES).filter((name) => name !== 'chance'));
  expect(truthEvaluatorOf({ ...RULES.chance, expectedPath: 'range' }).needsTruth).toBe(true);
});

test('fails for a rule that is none', () => {
  expect(() => truthEvaluatorOf({ kind: 'vibes', path: '@' } as unknown as TruthRule)).toThrow(
    'a rule must be equal, label, label-in-top, threshold, range, set, top-k or text, got {"kind":"vibes","path":"@"}',
  );
});
