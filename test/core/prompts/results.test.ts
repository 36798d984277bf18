import fc from 'fast-check';
import { ModelReply } from '../../../lib/core/prompts/answers/model-answer';
import { Judgement } from '../../../lib/core/prompts/judges/judgement';
import { PromptTest } from '../../../lib/core/prompts/read/assertion';
import { readSuite } from '../../../lib/core/prompts/read/suite';
import { Evaluation, evaluateTest } from '../../../lib/core/prompts/results/evaluate-test';
import { majority } from '../../../lib/core/prompts/results/majority';
import { TestOutcome, TestResult } from '../../../lib/core/prompts/results/test-result';
import { TOOLS } from './tools';

function testOf(assertions: readonly unknown[], members: object = {}): PromptTest {
  const { tests, problems } = readSuite([{ assert: assertions, ...members }], { file: 'f', prompts: ['p'] });
  expect(problems).toEqual([]);
  return tests[0];
}

const said = (text: string): ModelReply => ({ kind: 'answer', answer: { text, toolCalls: [] } });

function evaluate(assertions: readonly unknown[], text: string, members: object = {}, more: Partial<Evaluation> = {}) {
  return evaluateTest(testOf(assertions, members), { reply: said(text), latencyMs: 100, libraries: TOOLS, ...more });
}

const judged = (pass: boolean, score = pass ? 1 : 0): Judgement => ({
  kind: 'judged',
  pass,
  score,
  reason: '1 of 1 votes pass',
  said: ['because of hunter2'],
});
const silent: Judgement = { kind: 'undecided', reason: '0 of 0 votes pass' };
const kind = { type: 'llm-rubric', value: 'kind', config: { required: true } };

describe('a test', () => {
  test('has the weighted mean of its assertions as score, as in promptfoo', () => {
    const assertions = [
      { type: 'equals', value: 'Hello world', weight: 2 },
      { type: 'contains', value: 'world', weight: 1 },
    ];
    expect(evaluate(assertions, 'Goodbye world')).toMatchObject({ outcome: 'fail', pass: false, score: 1 / 3 });
    expect(evaluate(assertions, 'Goodbye world', { threshold: 0.5 })).toMatchObject({ pass: false });
    expect(evaluate(assertions, 'Goodbye world', { threshold: 0.2 })).toMatchObject({ pass: true });
    expect(evaluate(assertions, 'Hello world')).toMatchObject({ pass: true, score: 1, failing: [] });
  });

  test.each([
    [0.5, 'hello', true],
    [0.75, 'hello', false],
    [undefined, 'hello', false],
    [undefined, 'hello world', true],
  ])('with a set and its threshold %s: %s passes %s', (threshold, text, pass) => {
    const set = { type: 'assert-set', threshold, assert: ['contains:hello', 'contains:world'] };
    expect(evaluate([set], text)).toMatchObject({ pass, score: text === 'hello' ? 0.5 : 1 });
  });

  test('weighs a set by its own weight, and names what failed in it', () => {
    const set = { type: 'assert-set', weight: 3, metric: 'words', assert: ['contains:a', 'not-contains:b'] };
    const result = evaluate([set, { type: 'contains', value: 'c', metric: 'c' }], 'abc');
    expect(result).toMatchObject({ pass: false, score: (3 * 0.5 + 1) / 4 });
    expect(result.failing).toEqual([{ index: '0.1', type: 'not-contains', reason: expect.any(String) as string }]);
    expect(result.namedScores).toEqual({ words: { sum: 1.5, weight: 3 }, c: { sum: 1, weight: 1 } });
  });

  test('with a weight of 0 measures, and always passes', () => {
    const result = evaluate([{ type: 'contains', value: 'x', weight: 0, metric: 'x' }, 'contains:a'], 'a');
    expect(result).toMatchObject({ outcome: 'pass', score: 1, failing: [], namedScores: { x: { sum: 0, weight: 1 } } });
    const measuring = evaluate([{ type: 'contains', value: 'x', weight: 0 }], 'a');
    expect(measuring).toMatchObject({ outcome: 'measured', pass: false });
  });

  test('reports an advisory judge, and is not decided by it', () => {
    const judgements = { '1': judged(false) };
    const result = evaluate(['contains:a', 'grade:kind'], 'a', {}, { judgements });
    expect(result).toMatchObject({
      pass: true,
      score: 1,
      failing: [{ index: '1', type: 'llm-rubric', advisory: true }],
    });
    expect(evaluate(['grade:kind'], 'a', {}, { judgements: { '0': judged(false) } }).outcome).toBe('measured');
  });

  test.each<[string, readonly unknown[], Record<string, Judgement>, number | undefined, TestOutcome]>([
    ['passes with its judge', [kind], { '0': judged(true) }, undefined, 'pass'],
    ['fails with its judge', [kind], { '0': judged(false) }, undefined, 'fail'],
    ['fails when the opposite is so', [{ ...kind, type: 'not-llm-rubric' }], { '0': judged(true) }, undefined, 'fail'],
    ['is undecided without its judge', [kind], {}, undefined, 'undecided'],
    ['is undecided when the judge said nothing', [kind, 'contains:a'], { '0': silent }, undefined, 'undecided'],
    ['fails for something else anyway', [kind, 'contains:x'], { '0': silent }, undefined, 'fail'],
    ['passes by the score of the rest', [kind, 'contains:a'], { '0': silent }, 0.5, 'pass'],
    ['may reach its score yet', [kind, 'contains:a'], { '0': silent }, 0.6, 'undecided'],
    ['cannot reach its score', [kind, 'contains:x'], { '0': silent }, 0.6, 'fail'],
  ])('%s', (_name, assertions, judgements, threshold, outcome) => {
    expect(evaluate(assertions, 'a', { threshold }, { judgements }).outcome).toBe(outcome);
  });

  test('fails without an answer, whatever it asserts', () => {
    const reply: ModelReply = { kind: 'failed', error: 'status 500' };
    expect(evaluate(['not-contains:a'], '', { threshold: 0.1 }, { reply })).toMatchObject({
      outcome: 'fail',
      error: 'status 500',
      score: 0,
    });
  });

  test('has no content in its result unless that is asked for', () => {
    const test1 = [{ type: 'contains', value: 'xyzzy' }, kind];
    const judgements = { '1': judged(false) };
    expect(JSON.stringify(evaluate(test1, 'plugh', {}, { judgements }))).not.toMatch(/xyzzy|plugh|hunter2/);
    expect(evaluate(test1, 'plugh', {}, { judgements, withPayloads: true })).toMatchObject({
      output: 'plugh',
      failing: [{ details: { expected: 'xyzzy' } }, { details: { said: ['because of hunter2'] } }],
    });
  });

  test('reads calls of tools offered by its request', () => {
    const reply: ModelReply = { kind: 'answer', answer: { text: '', toolCalls: [{ name: 'f', arguments: '{}' }] } };
    const more = { reply, tools: [{ type: 'function', function: { name: 'f' } }] };
    expect(evaluate(['is-valid-openai-tools-call', 'contains:"name":"f"'], '', {}, more)).toMatchObject({ pass: true });
  });
});

describe('runs of a test', () => {
  const run = (outcome: TestOutcome, score = outcome === 'pass' ? 1 : 0): TestResult => ({
    id: '1',
    outcome,
    pass: outcome === 'pass',
    score,
    bestScore: outcome === 'fail' ? 0 : 1,
    critical: false,
    failing: [{ index: '0', type: outcome, reason: '' }],
    namedScores: { m: { sum: score, weight: 1 } },
  });
  const outcomes = (signs: string) =>
    [...signs].map((sign) =>
      run(({ '+': 'pass', '-': 'fail', '?': 'undecided', m: 'measured' } as const)[sign as '+']),
    );

  test.each<[string, TestOutcome]>([
    ['+', 'pass'],
    ['++-', 'pass'],
    ['+--', 'fail'],
    ['+-', 'fail'],
    ['+?', 'undecided'],
    ['++?', 'pass'],
    ['+?-', 'undecided'],
    ['--?', 'fail'],
    ['mm', 'measured'],
  ])('%s come to %s', (signs, outcome) => {
    expect(majority(outcomes(signs))).toMatchObject({ outcome, pass: outcome === 'pass' });
  });

  test('have mean scores, and the failing assertions of a run like the majority', () => {
    const result = majority(outcomes('+-+'));
    expect(result.score).toBeCloseTo(2 / 3, 12);
    expect(result.namedScores.m.sum).toBeCloseTo(2 / 3, 12);
    expect(result.namedScores.m.weight).toBe(1);
    expect(majority(outcomes('-+-')).failing[0].type).toBe('fail');
  });

  test('pass in any order, and one more pass never turns a pass into a failure', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('+', '-', '?'), { minLength: 1, maxLength: 9 }), (signs) => {
        const { outcome } = majority(outcomes(signs.join('')));
        expect(majority(outcomes([...signs].reverse().join(''))).outcome).toBe(outcome);
        if (outcome === 'pass') expect(majority(outcomes(`${signs.join('')}+`)).outcome).toBe('pass');
      }),
    );
  });

  test('fail to be none', () => {
    expect(() => majority([])).toThrow(/repeat must be 1 or more/);
  });
});
