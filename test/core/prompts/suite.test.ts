import { singleAssertions } from '../../../lib/core/prompts/read/assertion';
import { testOfRow } from '../../../lib/core/prompts/read/csv-row';
import { inWords } from '../../../lib/core/prompts/read/problems';
import { readSuite, validateAssertions } from '../../../lib/core/prompts/read/suite';
import { TOOLS } from './tools';

const read = (content: unknown, options: object = {}) =>
  readSuite(content, { file: 'prompts.yaml', tools: TOOLS, ...options });
const oneTest = (assertion: unknown, members: object = {}) =>
  read({ prompts: ['{{q}}'], tests: [{ vars: { q: 'Why?' }, assert: [assertion], ...members }] });
const assertionIn = (content: ReturnType<typeof read>) => singleAssertions(content.tests[0].assertions)[0];

test('a row of a CSV file is a test', () => {
  const row = {
    question: '1+1',
    __expected1: 'equals: 2',
    __expected2: 'similar:two',
    __expected3: '',
    __description: 'sum',
    __metric: 'maths',
    __threshold: '0.5',
    '__metadata:critical': 'true',
    '__metadata:tags[]': 'a,b',
    '__config:__expected2:threshold': '0.9',
    '__config:__expected:weight': '2',
    __suffix: ' = ',
  };
  const { tests, problems } = read([testOfRow(row)], { prompts: ['{{question}}'] });
  expect(problems).toEqual([]);
  expect(tests[0].assertions[0]).not.toHaveProperty('threshold');
  expect(tests).toMatchObject([
    {
      id: '1 sum',
      prompt: '1+1 = ',
      critical: true,
      threshold: 0.5,
      metadata: { tags: ['a', 'b'] },
      assertions: [
        { kind: 'native', type: 'equals', value: '2', metric: 'maths', weight: 2 },
        { kind: 'judged', type: 'similar', by: 'embedding', required: false, threshold: 0.9, value: 'two' },
      ],
    },
  ]);
});

describe('a suite', () => {
  test('has a test for every prompt and combination of variables, with the default test in it', () => {
    const { tests, problems } = read({
      prompts: ['Translate {{text}} to {{language}}', { raw: '{{text}}', label: 'bare' }],
      assertionTemplates: { kind: { type: 'llm-rubric', value: 'is kind to {{text}}', config: { required: true } } },
      defaultTest: {
        vars: { text: 'cat' },
        metadata: { category: 'words' },
        threshold: 0.5,
        assert: [{ type: 'not-is-refusal', weight: 0 }],
      },
      tests: [
        {
          vars: { language: ['German', 'French'] },
          assert: [
            { $ref: '#/assertionTemplates/kind', weight: 2 },
            {
              type: 'assert-set',
              threshold: 0.5,
              metric: 'words',
              assert: ['contains:{{language}}', { type: 'is-json' }],
            },
          ],
        },
        { options: { disableDefaultAsserts: true }, vars: { language: 'x' }, threshold: 1, assert: ['x'] },
      ],
    });
    expect(problems).toEqual([]);
    expect(tests.map(({ id }) => id)).toEqual(['1.v1.p1', '1.v1.p2', '1.v2.p1', '1.v2.p2', '2.p1', '2.p2']);
    expect(tests[2]).toMatchObject({
      prompt: 'Translate cat to French',
      threshold: 0.5,
      metadata: { category: 'words' },
      critical: false,
      assertions: [
        { index: '0', kind: 'native', type: 'is-refusal', negated: true, weight: 0 },
        { index: '1', kind: 'judged', by: 'model', required: true, weight: 2, value: 'is kind to cat' },
        {
          kind: 'set',
          threshold: 0.5,
          metric: 'words',
          assertions: [
            { index: '2.0', type: 'contains', value: 'French' },
            { index: '2.1', type: 'is-json' },
          ],
        },
      ],
    });
    expect(tests[4]).toMatchObject({ threshold: 1, assertions: [{ index: '0', type: 'equals', value: 'x' }] });
  });

  test('keeps lists together when they are not to be combined', () => {
    const content = {
      prompts: ['{{l}}'],
      tests: [{ vars: { l: [1, 2] }, options: { disableVarExpansion: true }, assert: ['a'] }],
    };
    expect(read(content).tests.map(({ prompt }) => prompt)).toEqual(['[1,2]']);
  });

  test('has names that fit into a report, and fails for required types that are none', () => {
    const content = { prompts: ['p'], tests: [{ description: 'long '.repeat(100), assert: ['a'] }] };
    const { tests, problems } = read(content, { requiredTypes: ['llm-rubrik', 'equals', 'factuality'] });
    expect(tests[0].id.length).toBeLessThan(80);
    expect(problems.map(({ problem }) => problem)).toEqual([
      expect.stringContaining('got "llm-rubrik"; the nearest one is llm-rubric'),
      expect.stringContaining('got "equals"'),
    ]);
  });

  test("leaves the user's code as it is, and requires its judgement", () => {
    const code = 'return {{a: 1}}.a === output.length';
    expect(assertionIn(oneTest({ type: 'javascript', value: code }))).toMatchObject({
      value: code,
      by: 'user',
      required: true,
    });
    expect(assertionIn(oneTest({ type: 'python', value: code, config: { required: false } }))).toMatchObject({
      required: false,
    });
  });

  test('requires judges of the types that it is told to', () => {
    const content = { prompts: ['p'], tests: [{ assert: ['grade:kind', 'factuality:true'] }] };
    const [{ assertions }] = read(content, { requiredTypes: ['factuality'] }).tests;
    expect(assertions).toMatchObject([{ required: false }, { required: true }]);
  });

  test.each<[string, unknown, string, RegExp]>([
    ['an unknown type', { type: 'containz', value: 'a' }, 'tests[0].assert[0]', /nearest one is contains/],
    ['an unknown opposite', { type: 'not-is-jsn' }, 'tests[0].assert[0]', /nearest one is not-is-json/],
    ['a misspelt type in text', 'factualty:yes', 'tests[0].assert[0]', /nearest one is factuality/],
    ['a type for several answers', { type: 'select-best', value: 'a' }, 'tests[0].assert[0]', /compares the answers/],
    ['no type', { value: 'a' }, 'tests[0].assert[0]', /needs a type/],
    ['no assertion', 7, 'tests[0].assert[0]', /must be an assertion, got 7/],
    ['an unknown template', { $ref: '#/assertionTemplates/x' }, 'tests[0].assert[0]', /the templates are: none/],
    ['a file', { type: 'equals', value: 'file://a.txt' }, 'tests[0].assert[0].value', /files are not read/],
    ['a transform', { type: 'equals', value: 'a', transform: 'output.x' }, 'tests[0].assert[0]', /transform is code/],
    ['a missing variable', { type: 'equals', value: '{{a}}' }, 'tests[0].assert[0].value', /variable a .* has q/],
    ['a bad weight', { type: 'equals', value: 'a', weight: -1 }, 'tests[0].assert[0].weight', /from 0, got -1/],
    ['a bad threshold', { type: 'bleu', value: 'a', threshold: '1' }, 'tests[0].assert[0].threshold', /without quotes/],
    ['a bad value', { type: 'regex', value: '(' }, 'tests[0].assert[0]', /regular expression/],
    ['a bad schema', { type: 'is-json', value: { type: 'text' } }, 'tests[0].assert[0].value', /schema is invalid/],
    ['cost without a limit', { type: 'cost' }, 'tests[0].assert[0]', /threshold in dollars/],
    ['a judge without a question', { type: 'llm-rubric' }, 'tests[0].assert[0]', /needs a value/],
    ['a judge in percent', { type: 'similar', value: 'a', threshold: 80 }, 'tests[0].assert[0]', /0 to 1, got 80/],
    ['a set in percent', { type: 'assert-set', threshold: 50, assert: ['a'] }, 'tests[0].assert[0]', /0 to 1, got 50/],
    [
      'a set that always passes',
      { type: 'assert-set', threshold: 0, assert: ['a'] },
      'tests[0].assert[0]',
      /above 0, got 0/,
    ],
    [
      'a misspelt member',
      { type: 'bleu', value: 'a', treshold: 0.9 },
      'tests[0].assert[0]',
      /treshold is no member .* nearest one is threshold/,
    ],
    [
      'a misspelt member in a set',
      { type: 'assert-set', assert: [{ type: 'equals', value: 'a', wieght: 2 }] },
      'tests[0].assert[0].assert[0]',
      /nearest one is weight/,
    ],
    ['an empty set', { type: 'assert-set', assert: [] }, 'tests[0].assert[0]', /needs assertions/],
    [
      'a set in a set',
      { type: 'assert-set', assert: [{ type: 'assert-set', assert: ['a'] }] },
      'tests[0].assert[0]',
      /another one/,
    ],
  ])('fails for %s', (_name, assertion, at, problem) => {
    const { problems } = oneTest(assertion);
    expect(problems).toEqual([
      { file: 'prompts.yaml', test: 0, at, problem: expect.stringMatching(problem) as string },
    ]);
    expect(inWords(problems[0])).toMatch(/^prompts.yaml: tests\[0\]/);
  });

  test.each<[string, unknown, string, RegExp]>([
    ['no tests', { prompts: ['p'] }, 'tests', /has to be a list of tests/],
    ['an empty list', { prompts: ['p'], tests: [] }, 'tests', /proves nothing/],
    ['a test that asserts nothing', { prompts: ['p'], tests: [{ vars: {} }] }, 'tests[0]', /needs an assertion/],
    ['no test', { prompts: ['p'], tests: ['file://t.yaml'] }, 'tests[0]', /must be a test/],
    ['no prompt', { tests: [{ assert: ['a'] }] }, 'prompts[0]', /must be a prompt/],
    [
      'a prompt in a file',
      { prompts: ['file://p.txt'], tests: [{ assert: ['a'] }] },
      'prompts[0]',
      /files are not read/,
    ],
    [
      'a hole in a prompt',
      { prompts: ['{{a}}'], tests: [{ assert: ['a'] }] },
      'tests[0] with prompts[0]',
      /the test has no vars/,
    ],
    ['assertions that are no list', { prompts: ['p'], tests: [{ assert: 'a' }] }, 'tests[0].assert', /must be a list/],
    [
      'a threshold in percent',
      { prompts: ['p'], tests: [{ assert: ['a'], threshold: 80 }] },
      'tests[0].threshold',
      /at most 1, got 80/,
    ],
    [
      'a threshold that any answer reaches',
      { prompts: ['p'], tests: [{ assert: ['a'], threshold: 0 }] },
      'tests[0].threshold',
      /above 0, got 0; with it a test passes whatever/,
    ],
    [
      'a misspelt member of a test',
      { prompts: ['p'], tests: [{ assert: ['a'], asserts: ['b'] }] },
      'tests[0]',
      /asserts is no member .* nearest one is assert;/,
    ],
    [
      'a misspelt member of the default test',
      { prompts: ['p'], defaultTest: { treshold: 0.5 }, tests: [{ assert: ['a'] }] },
      'defaultTest',
      /nearest one is threshold/,
    ],
    [
      'an answer that was given before',
      { prompts: ['p'], tests: [{ assert: ['a'], providerOutput: 'a' }] },
      'tests[0].providerOutput',
      /the model itself is asked/,
    ],
    [
      'a file of variables',
      { prompts: ['p'], tests: [{ assert: ['a'], vars: 'file://v' }] },
      'tests[0].vars',
      /must be an object/,
    ],
    [
      'a variable in a file',
      { prompts: ['p'], tests: [{ assert: ['a'], vars: { v: 'file://v' } }] },
      'tests[0].vars',
      /variable v is a file/,
    ],
    [
      'too many combinations',
      { prompts: ['p'], tests: [{ assert: ['a'], vars: { a: Array(40).fill(1), b: Array(40).fill(1) } }] },
      'tests[0].vars',
      /1000 combinations at most, got 1600/,
    ],
    ['scenarios', { prompts: ['p'], scenarios: [], tests: [{ assert: ['a'] }] }, 'scenarios', /are not read/],
    [
      'scoring by code',
      { prompts: ['p'], tests: [{ assert: ['a'], assertScoringFunction: 'f' }] },
      'tests[0].assertScoringFunction',
      /code is not run/,
    ],
  ])('fails with %s', (_name, content, at, problem) => {
    expect(read(content).problems).toEqual([
      expect.objectContaining({ at, problem: expect.stringMatching(problem) as string }),
    ]);
  });

  test('fails with the problems of all files and tests at once, each once', () => {
    const content = {
      prompts: ['p', 'q'],
      tests: [{ assert: ['a'] }, { vars: { v: [1, 2] }, assert: [{ type: 'x' }] }],
    };
    const found = validateAssertions([
      { file: 'one.yaml', content },
      { file: 'two.yaml', content: 'text' },
    ]);
    expect(found.map(({ file, test: number, at }) => [file, number, at])).toEqual([
      ['one.yaml', 1, 'tests[1].assert[0]'],
      ['two.yaml', undefined, 'tests'],
    ]);
  });
});
