import { Lazy } from 'aws-cdk-lib';
import { AnswerComparison } from '../../lib';

test.each<[string, AnswerComparison, object]>([
  ['a label', AnswerComparison.label('label'), { kind: 'equal', path: 'label' }],
  ['numbers', AnswerComparison.numbers('p[0]'), { kind: 'equal', path: 'p[0]' }],
  [
    'numbers with tolerances',
    AnswerComparison.numbers('p[*].v', { absolute: 0.1, relative: 0.01 }),
    { kind: 'equal', path: 'p[*].v', absolute: 0.1, relative: 0.01 },
  ],
  [
    'top items',
    AnswerComparison.topItems('items', { k: 10, minimumOverlap: 80 }),
    { kind: 'top-k', path: 'items', k: 10, scores: false, atLeastPercent: 80 },
  ],
  [
    'top scores',
    AnswerComparison.topScores('@', { k: 1 }),
    { kind: 'top-k', path: '@', k: 1, scores: true, atLeastPercent: 100 },
  ],
  ['text', AnswerComparison.text('"generated-text"'), { kind: 'text', path: '"generated-text"', atLeastPercent: 80 }],
])('%s', (_what, comparison, expected) => {
  expect(comparison._value()).toEqual(expected);
});

test.each<[string, () => unknown, string]>([
  [
    'a function of JMESPath',
    () => AnswerComparison.label('length(a)'),
    'a path must be names, [0] and [*], got "length(a)"; write it like',
  ],
  ['a filter', () => AnswerComparison.text('a[?b]'), 'a path must be names'],
  [
    'a path of a token',
    () => AnswerComparison.label(Lazy.string({ produce: () => 'a' })),
    'path must be known at synth',
  ],
  [
    'a negative tolerance',
    () => AnswerComparison.numbers('a', { absolute: -1 }),
    'absolute must be a number of 0 or more, got -1',
  ],
  [
    'a tolerance that is none',
    () => AnswerComparison.numbers('a', { relative: NaN }),
    'relative must be a number of 0 or more, got NaN',
  ],
  ['no items', () => AnswerComparison.topItems('a', { k: 0 }), 'k must be a whole number from 1 to 1000, got 0'],
  [
    'no overlap',
    () => AnswerComparison.topItems('a', { k: 1, minimumOverlap: 0 }),
    'minimumOverlap must be a number above 0, up to 100, got 0',
  ],
  [
    'more than the same',
    () => AnswerComparison.text('a', { minimumSimilarity: 101 }),
    'minimumSimilarity must be a number above 0, up to 100, got 101',
  ],
  [
    'everything that is wrong',
    () => AnswerComparison.topScores('a b', { k: 1.5 }),
    'invalid comparison of "a b": k must be a whole number',
  ],
])('fails for %s', (_what, make, message) => {
  expect(make).toThrow(message);
});
