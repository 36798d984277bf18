import fc from 'fast-check';
import type { JSONValue } from '@jmespath-community/jmespath' with { 'resolution-mode': 'import' };
import { compilePath } from '../../../lib/core/compare/path';

const ANSWER = {
  outputs: [
    { name: 'score', data: [0.7, 0.3] },
    { name: 'label', data: ['fraud'] },
  ],
  'model-name': { a: 1 },
  empty: null,
};

test.each<[string, unknown]>([
  ['@', ANSWER],
  ['outputs[0].data', [0.7, 0.3]],
  ['outputs[-1].data[0]', 'fraud'],
  ['outputs[*].name', ['score', 'label']],
  ['outputs[*].data[*]', [[0.7, 0.3], ['fraud']]],
  ['outputs[*].missing', []],
  ['"model-name".a', 1],
  ['outputs[7]', null],
  ['outputs.name', null],
  ['empty.a', null],
  ['missing[*].a', null],
  ['toString', null],
])('%s', (path, expected) => {
  expect(compilePath(path)(ANSWER)).toEqual(expected);
});

test('[0].label of a bare list', () => {
  expect(compilePath('[1].label')([{ label: 'a' }, { label: 'b' }])).toBe('b');
  expect(compilePath('[*].label')([{ label: 'a' }, { label: 'b' }])).toEqual(['a', 'b']);
});

test.each([
  '',
  '.a',
  'a.',
  'a..b',
  'a[',
  'a[x]',
  'a.[0]',
  'a b',
  'a[?b]',
  'length(a)',
  'a | b',
  'a[0:2]',
  'a.*',
  '"a',
  'a@',
  '[0]a',
])('fails for %j', (path) => {
  expect(() => compilePath(path)).toThrow(`a path must be names, [0] and [*], got ${JSON.stringify(path)}`);
});

test('means what JMESPath means', async () => {
  const { search } = await import('@jmespath-community/jmespath');
  const name = fc.constantFrom('a', 'b', 'c_1');
  const { json } = fc.letrec<{ json: JSONValue }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.constantFrom<JSONValue>(null, 0, 1.5, 'text', true),
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(name, tie('json'), { maxKeys: 3, noNullPrototype: true }) as fc.Arbitrary<JSONValue>,
    ),
  }));
  const index = fc.integer({ min: -3, max: 3 }).map((at) => `[${at}]`);
  const step = fc.oneof(
    name.map((each) => `.${each}`),
    name.map((each) => `."${each}"`),
    index,
    fc.constant('[*]'),
  );
  const path = fc.array(step, { minLength: 1, maxLength: 5 }).map((steps) => steps.join('').replace(/^\./, ''));
  fc.assert(
    fc.property(json, path, (data, text) => {
      expect(compilePath(text)(data)).toEqual(search(data, text));
    }),
    { numRuns: 2_000 },
  );
});
