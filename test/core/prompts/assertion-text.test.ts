import { assertionOfText, listOf } from '../../../lib/core/prompts/read/assertion-text';
import { nearestType } from '../../../lib/core/prompts/read/vocabulary';

describe('an assertion in one text', () => {
  test.each([
    ['Paris', { type: 'equals', value: 'Paris' }],
    ['equals: 4', { type: 'equals', value: '4' }],
    ['contains:Paris', { type: 'contains', value: 'Paris' }],
    ['not-contains: a: b', { type: 'not-contains', value: 'a: b' }],
    ['contains-any:a, b', { type: 'contains-any', value: ['a', 'b'] }],
    ['icontains-all:"1,000",b', { type: 'icontains-all', value: ['1,000', 'b'] }],
    ['is-json', { type: 'is-json' }],
    ['levenshtein(5):expected text', { type: 'levenshtein', threshold: 5, value: 'expected text' }],
    ['similar(0.8):Hello', { type: 'similar', threshold: 0.8, value: 'Hello' }],
    ['similar:cosine(0.8):Hello', { type: 'similar:cosine', threshold: 0.8, value: 'Hello' }],
    ['latency(500)', { type: 'latency', threshold: 500 }],
    ['grade:is kind', { type: 'llm-rubric', value: 'is kind' }],
    ['fn:output.length < 10', { type: 'javascript', value: 'output.length < 10' }],
    ['regex:^a:\\d+$', { type: 'regex', value: '^a:\\d+$' }],
    ['trajectory:step-count:3', { type: 'trajectory:step-count', value: '3' }],
    ['Answer: yes', { type: 'equals', value: 'Answer: yes' }],
    ['note: yes', { type: 'equals', value: 'note: yes' }],
    ['containz: Paris', { type: 'containz', value: 'Paris' }],
  ])('%s', (text, assertion) => {
    expect(assertionOfText(text)).toEqual(assertion);
  });

  test('lists have commas only within quotes', () => {
    expect(listOf('a, "b ""c"", d" ,,e')).toEqual(['a', 'b "c", d', 'e']);
  });
});

test.each([
  ['contain', 'contains'],
  ['not-contain', 'not-contains'],
  ['Equals', 'equals'],
  ['rouge', 'rouge-n'],
  ['llm-rubrik', 'llm-rubric'],
  ['assertset', 'assert-set'],
  ['is-valid-openai-tool-call', 'is-valid-openai-tools-call'],
])('the type nearest to %s is %s', (unknown, nearest) => {
  expect(nearestType(unknown)).toBe(nearest);
});
