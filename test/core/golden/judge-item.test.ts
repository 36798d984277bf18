import { TruthRules } from '../../../lib/contract';
import { GoldenItem } from '../../../lib/core/golden/item';
import { GoldenAnswer, JudgeItem, judging, LiveAnswer } from '../../../lib/core/golden/judge-item';
import { DatasetTools } from '../../../lib/core/golden/dataset/tools';
import { loadDatasetTools } from '../../../lib/handlers/shared/dataset-tools';

let tools: DatasetTools;
beforeAll(async () => {
  tools = await loadDatasetTools();
});

const LABEL: TruthRules = { rules: [{ kind: 'label', path: 'label' }] };
const ROWS: TruthRules = { rules: [{ kind: 'equal', path: '@', absolute: 0.05 }], rowsPath: 'predictions' };

function item(expected?: GoldenItem['expected']): GoldenItem {
  return { id: 'a', line: 1, request: { contentType: 'application/json', body: '{}' }, expected };
}
const labelled = (...anyOf: unknown[]): GoldenItem => item({ anyOf, source: 'label' });
const answer = (value: unknown, status = 200): GoldenAnswer => ({ status, body: JSON.stringify(value) });
const judge = (rules: TruthRules): JudgeItem => judging(rules, (text) => tools.csv(text));

/** Outcomes as `candidate/live`, each prediction's. */
function outcomes(rules: TruthRules, of: GoldenItem, candidate: GoldenAnswer | undefined, live: LiveAnswer): string {
  const judgement = judge(rules)(of, candidate, live);
  if ('unjudged' in judgement) return judgement.unjudged;
  return judgement.rows.map((row) => `${row.candidate}${row.live === undefined ? '' : `/${row.live}`}`).join(' ');
}

describe('one prediction', () => {
  const right = answer({ label: 'ok' });
  const wrong = answer({ label: 'fraud' });

  test.each<[string, GoldenAnswer | undefined, LiveAnswer, string]>([
    ['both right', right, right, 'right/right'],
    ['only the candidate right', right, wrong, 'right/wrong'],
    ['only the live version right', wrong, right, 'wrong/right'],
    ['no live version', right, 'none', 'right'],
    ['no answer of the candidate', undefined, right, 'error/right'],
    ['no answer of the live version', right, undefined, 'right/error'],
    ['a 500', answer({ label: 'ok' }, 500), right, 'error/right'],
    ['a 302', answer({ label: 'ok' }, 302), right, 'error/right'],
    ['a 201', answer({ label: 'ok' }, 201), right, 'right/right'],
    ['a value that is not there', answer({ labels: 'ok' }), right, 'wrong/right'],
    ['text', { status: 200, body: 'ok' }, right, 'wrong/right'],
    ['JSON that is none', { status: 200, body: '{', contentType: 'application/json' }, right, 'error/right'],
    ['an empty body', { status: 200, body: '' }, right, 'wrong/right'],
  ])('%s', (_, candidate, live, expected) => {
    expect(outcomes(LABEL, labelled('ok'), candidate, live)).toBe(expected);
  });

  test('any of several answers is right', () => {
    expect(outcomes(LABEL, labelled('yes', 'ok'), right, 'none')).toBe('right');
    expect(outcomes(LABEL, labelled('yes', 'no'), right, 'none')).toBe('wrong');
  });

  test('all rules must hold, each by its part of what is expected', () => {
    const rules: TruthRules = {
      rules: [
        { kind: 'label', path: 'label', expectedPath: 'class' },
        { kind: 'equal', path: 'score', expectedPath: 'p', absolute: 0.1 },
        { kind: 'range', path: 'score', low: 0, high: 1 },
      ],
    };
    const of = labelled({ class: 'ok', p: 0.97 });
    expect(outcomes(rules, of, answer({ label: 'ok', score: 0.9 }), 'none')).toBe('right');
    expect(outcomes(rules, of, answer({ label: 'ok', score: 0.8 }), 'none')).toBe('wrong');
    expect(outcomes(rules, of, answer({ label: 'ok', score: 1.01 }), 'none')).toBe('wrong');
    expect(outcomes(rules, of, answer({ label: 'no', score: 0.97 }), 'none')).toBe('wrong');
  });

  test('fails to call two things that are not there the same', () => {
    const rules: TruthRules = { rules: [{ kind: 'equal', path: 'misspelt', expectedPath: 'misspelt' }] };
    expect(outcomes(rules, labelled({ label: 'ok' }), right, right)).toBe('wrong/wrong');
  });

  test('NaN of a Python server is a number, and wrong unless it is expected', () => {
    const rules: TruthRules = { rules: [{ kind: 'equal', path: 'score', absolute: 1 }] };
    const nan = { status: 200, body: '{"score": NaN}' };
    expect(outcomes(rules, labelled(0.5), nan, answer({ score: 0.6 }))).toBe('wrong/right');
    expect(outcomes(rules, labelled(NaN), nan, answer({ score: 0.6 }))).toBe('right/wrong');
  });
});

describe('a batch', () => {
  test.each<[string, unknown, unknown, string]>([
    ['each row is judged', [0.1, 0.9], [0.1, 0.5], 'right/right right/wrong'],
    ['a row too few', [0.1], [0.1, 0.9], 'row-count/right row-count/right'],
    ['a row too many', [0.1, 0.9, 0.9], [0.1, 0.9], 'row-count/right row-count/right'],
    ['no list', 0.1, [0.1, 0.9], 'row-count/right row-count/right'],
  ])('%s', (_, candidate, live, expected) => {
    const [one, two] = [answer({ predictions: candidate }), answer({ predictions: live })];
    expect(outcomes(ROWS, labelled([0.1, 0.9]), one, two)).toBe(expected);
  });

  test('without an answer all of its rows are missing', () => {
    expect(outcomes(ROWS, labelled([0.1, 0.9]), undefined, 'none')).toBe('error error');
  });

  test('one label is that of the only row', () => {
    expect(outcomes(ROWS, labelled(0.1), answer({ predictions: [0.1] }), 'none')).toBe('right');
  });

  test('rows of CSV and of JSON Lines', () => {
    const rules: TruthRules = { rules: [{ kind: 'threshold', path: '@', threshold: 0.5 }], rowsPath: '@' };
    const csv = { status: 200, body: '0.1\n0.9\n', contentType: 'text/csv; charset=utf-8' };
    expect(outcomes(rules, labelled([0, 1]), csv, 'none')).toBe('right right');
    const lines = { status: 200, body: '{"s":0.1}\n{"s":0.2}\n', contentType: 'application/jsonlines' };
    const scored: TruthRules = { rules: [{ kind: 'threshold', path: 's', threshold: 0.5 }], rowsPath: '@' };
    expect(outcomes(scored, labelled([0, 1]), lines, 'none')).toBe('right wrong');
  });

  test('rows have their position', () => {
    const judgement = judge(ROWS)(labelled([1, 2]), answer({ predictions: [1, 1] }), 'none');
    expect(judgement).toEqual({
      rows: [
        { row: 0, truth: 'label', candidate: 'right' },
        { row: 1, truth: 'label', candidate: 'wrong' },
      ],
    });
  });
});

describe('without a label', () => {
  const recorded = item({ anyOf: [{ label: 'ok' }], source: 'recorded' });

  test('a recorded answer is held against both, at the path of the rule', () => {
    expect(judge(LABEL)(recorded, answer({ label: 'ok' }), answer({ label: 'no' }))).toEqual({
      rows: [{ truth: 'recorded', candidate: 'right', live: 'wrong' }],
    });
  });

  test('what the live version answers is held against the candidate', () => {
    expect(judge(LABEL)(item(), answer({ label: 'ok' }), answer({ label: 'ok' }))).toEqual({
      rows: [{ truth: 'live', candidate: 'right' }],
    });
    expect(outcomes(LABEL, item(), answer({ label: 'no' }), answer({ label: 'ok' }))).toBe('wrong');
    expect(outcomes(LABEL, item(), undefined, answer({ label: 'ok' }))).toBe('error');
    expect(outcomes(ROWS, item(), answer({ predictions: [1] }), answer({ predictions: [1, 2] }))).toBe(
      'row-count row-count',
    );
  });

  test.each<[string, TruthRules, GoldenItem, LiveAnswer, string]>([
    ['nobody knows what is right', LABEL, item(), 'none', 'nothing-expected'],
    ['the live version fails', LABEL, item(), undefined, 'live-failed'],
    ['the live version has no such value', LABEL, item(), answer({ x: 1 }), 'live-failed'],
    ['the live version has no rows', ROWS, item(), answer({ predictions: [] }), 'live-failed'],
    [
      'the recorded answer has no such value',
      LABEL,
      item({ anyOf: [{ x: 1 }], source: 'recorded' }),
      'none',
      'nothing-expected',
    ],
    [
      'a misspelt path finds nothing in all elements',
      { rules: [{ kind: 'equal', path: 'rows[*].misspelt' }] },
      item(),
      answer({ rows: [{ label: 'ok' }] }),
      'live-failed',
    ],
  ])('nothing is said when %s', (_, rules, of, live, expected) => {
    expect(outcomes(rules, of, answer({ label: 'ok' }), live)).toBe(expected);
  });

  test('a range needs nobody: both sides are judged by it', () => {
    const rules: TruthRules = { rules: [{ kind: 'range', path: 'score', low: 0, high: 1 }] };
    expect(outcomes(rules, item(), answer({ score: 1.2 }), answer({ score: 0.2 }))).toBe('wrong/right');
    expect(outcomes(rules, item(), answer({ score: 0.2 }), 'none')).toBe('right');
    const rows: TruthRules = { rules: [{ kind: 'range', path: '@', low: 0, high: 1 }], rowsPath: 'predictions' };
    expect(outcomes(rows, item(), answer({ predictions: [0, 1] }), 'none')).toBe('right');
    expect(outcomes(rows, item(), answer({ predictions: [0, 2] }), answer({ predictions: [] }))).toBe('wrong/wrong');
  });
});

test('fails for a path that is none', () => {
  expect(() => judge({ rules: [{ kind: 'label', path: 'a..b' }] })).toThrow(
    'a path must be names, [0] and [*], got "a..b"',
  );
  expect(() => judge({ ...LABEL, rowsPath: '$.rows' })).toThrow('a path must be names');
});
