import fc from 'fast-check';
import { embeddedJson } from '../../../lib/core/prompts/checks/embedded-json';
import { Answered, Given, negated } from '../../../lib/core/prompts/checks/native-check';
import { NATIVE_CHECKS } from '../../../lib/core/prompts/checks/native-checks';
import { NATIVE_TYPES, NativeType } from '../../../lib/core/prompts/read/vocabulary';
import { answered, CITY, grade, weather } from './grading';

const usage = { promptTokens: 1000, completionTokens: 500 };

describe('text checks', () => {
  test.each<[NativeType, unknown, string, boolean]>([
    ['equals', 'Paris', 'Paris', true],
    ['equals', 'Paris', 'Paris.', false],
    ['equals', 4, '4', true],
    ['equals', { a: 1, b: [2] }, '{"b":[2],"a":1}', true],
    ['equals', { a: 1 }, '{"a":1,"b":2}', false],
    ['equals', { a: 1 }, 'a is 1', false],
    ['contains', 'ari', 'Paris', true],
    ['contains', 'ARI', 'Paris', false],
    ['contains', 0, 'costs 0 dollars', true],
    ['icontains', 'ARI', 'Paris', true],
    ['contains-any', ['x', 'ar'], 'Paris', true],
    ['contains-any', 'x, ar', 'Paris', true],
    ['contains-any', ['x', 'AR'], 'Paris', false],
    ['icontains-any', ['x', 'AR'], 'Paris', true],
    ['contains-all', ['P', 's'], 'Paris', true],
    ['contains-all', ['P', 'x'], 'Paris', false],
    ['icontains-all', ['p', 'S'], 'Paris', true],
    ['contains-all', '"1,000",in stock', '1,000 in stock', true],
    ['starts-with', 'Yes', 'Yes, it is', true],
    ['starts-with', 'Yes', 'Oh, Yes', false],
    ['regex', '\\d{4}', 'in 1984', true],
    ['regex', '^\\d{4}$', 'in 1984', false],
  ])('%s %j of %j is %s', (type, value, output, pass) => {
    expect(NATIVE_CHECKS[type].problem({ value })).toBeUndefined();
    expect(grade(type, { value }, output)).toMatchObject({ pass, score: pass ? 1 : 0 });
  });

  test('the many-text checks agree with their one-text ones', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), fc.string(), (parts, output) => {
        const found = parts.map((part) => grade('contains', { value: part }, output).pass);
        expect(grade('contains-any', { value: parts }, output).pass).toBe(found.includes(true));
        expect(grade('contains-all', { value: parts }, output).pass).toBe(!found.includes(false));
      }),
    );
  });
});

describe('JSON and XML checks', () => {
  test.each<[NativeType, unknown, string, boolean]>([
    ['is-json', undefined, '{"a":1}', true],
    ['is-json', undefined, ' null ', true],
    ['is-json', undefined, '```json\n{}\n```', false],
    ['is-json', CITY, '{"city":"Rome"}', true],
    ['is-json', CITY, '{"city":1}', false],
    ['is-json', JSON.stringify(CITY), '{"town":"Rome"}', false],
    ['contains-json', undefined, 'Here: {"a": "}"} done', true],
    ['contains-json', undefined, 'a {b} c', false],
    ['contains-json', undefined, 'a set {of {"a": 1}}', true],
    ['contains-json', CITY, 'first {"a":1}, then {"city":"Rome"}', true],
    ['contains-json', CITY, 'only {"a":1}', false],
    ['is-xml', undefined, '<a><b>1</b></a>', true],
    ['is-xml', undefined, '<a><b>1</a>', false],
    ['is-xml', undefined, 'see <a/>', false],
    ['is-xml', undefined, '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', false],
    ['is-xml', { requiredElements: ['a.b'] }, '<a><b/></a>', true],
    ['is-xml', { requiredElements: ['a.b.c'] }, '<a><b/><b><c>1</c></b></a>', true],
    ['is-xml', { requiredElements: ['a.c'] }, '<a><b/></a>', false],
    ['contains-xml', undefined, 'Sure: <a><b>1</b></a>!', true],
    ['contains-xml', undefined, 'a < b and <c is open', false],
    ['contains-xml', { requiredElements: ['r.a'] }, '<p>no</p> <r x="1>0"><r/><a>1</a></r>', true],
    ['contains-xml', { requiredElements: ['r.z'] }, '<r><a>1</a></r>', false],
  ])('%s %j of %j is %s', (type, value, output, pass) => {
    expect(NATIVE_CHECKS[type].problem({ value })).toBeUndefined();
    expect(grade(type, { value }, output).pass).toBe(pass);
  });

  test('JSON is found in whatever text is around it', () => {
    const prose = fc.string().map((text) => text.replace(/[{}[\]"]/g, ''));
    const data = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()));
    fc.assert(
      fc.property(prose, data, prose, (before, value, after) => {
        const [found] = [...embeddedJson(before + JSON.stringify(value) + after)];
        expect(JSON.stringify(found)).toBe(JSON.stringify(value));
      }),
    );
  });

  test('text of nothing but brackets is given up soon', () => {
    const started = process.cpuUsage();
    expect([...embeddedJson('['.repeat(200_000))]).toEqual([]);
    expect(grade('contains-xml', {}, '<a '.repeat(20_000)).pass).toBe(false);
    expect(process.cpuUsage(started).user).toBeLessThan(5_000_000);
  });
});

describe('measurements', () => {
  const prices = { input: 2, output: 10, cachedInput: 1 };
  test.each<[string, NativeType, Given, Answered, boolean]>([
    ['few words', 'word-count', { value: 2 }, answered({ text: ' two  words ' }), true],
    ['words in a range', 'word-count', { value: { min: 1, max: 3 } }, answered({ text: 'two words' }), true],
    ['too many words', 'word-count', { value: { max: 1 } }, answered({ text: 'two words' }), false],
    ['too few words', 'word-count', { value: { min: 3 } }, answered({ text: 'two words' }), false],
    ['a count in text, as in a CSV file', 'word-count', { value: '2' }, answered({ text: 'two words' }), true],
    ['fast enough', 'latency', { threshold: 120 }, answered({}), true],
    ['too slow', 'latency', { threshold: 119 }, answered({}), false],
    ['cheap', 'cost', { threshold: 0.007 }, answered({ usage }, { prices }), true],
    ['dear', 'cost', { threshold: 0.0069 }, answered({ usage }, { prices }), false],
    [
      'cheaper when cached',
      'cost',
      { threshold: 0.006 },
      answered({ usage: { ...usage, cachedTokens: 1000 } }, { prices }),
      true,
    ],
    ['sure', 'perplexity', { threshold: 2 }, answered({ logprobs: [Math.log(0.5), Math.log(0.5)] }), true],
    ['not sure', 'perplexity', { threshold: 1.9 }, answered({ logprobs: [Math.log(0.5)] }), false],
    ['sure by score', 'perplexity-score', { threshold: 0.33 }, answered({ logprobs: [Math.log(0.5)] }), true],
    ['ended as wanted', 'finish-reason', { value: 'STOP' }, answered({ finishReason: 'stop' }), true],
    ['cut off', 'finish-reason', { value: 'stop' }, answered({ finishReason: 'length' }), false],
    ['near', 'levenshtein', { value: 'kitten', threshold: 3 }, answered({ text: 'sitting' }), true],
    ['far', 'levenshtein', { value: 'kitten', threshold: 2 }, answered({ text: 'sitting' }), false],
    ['no edit allowed', 'levenshtein', { value: 'a', threshold: 0 }, answered({ text: 'b' }), false],
    ['five edits by default', 'levenshtein', { value: 'abcdef' }, answered({ text: 'a' }), true],
    ['a summary', 'rouge-n', { value: 'a b c d' }, answered({ text: 'D b, x C' }), true],
    ['no summary', 'rouge-n', { value: 'a b c d', threshold: 0.8 }, answered({ text: 'D b, x C' }), false],
    ['a translation', 'bleu', { value: ['x y', 'hello world'] }, answered({ text: 'Hello world' }), true],
    ['no translation', 'bleu', { value: 'hello world' }, answered({ text: 'hello there' }), false],
    ['a sentence', 'gleu', { value: 'hello world' }, answered({ text: 'Hello world.' }), true],
  ])('%s', (_name, type, given, answer, pass) => {
    expect(NATIVE_CHECKS[type].problem(given)).toBeUndefined();
    expect(grade(type, given, answer).pass).toBe(pass);
  });

  test('cost without a threshold is the score', () => {
    expect(grade('cost', {}, answered({ usage }, { prices }))).toMatchObject({ pass: true, score: 0.007 });
  });

  test.each<[NativeType, Given, Answered]>([
    ['cost', { threshold: 1 }, answered({ usage })],
    ['cost', { threshold: 1 }, answered({}, { prices })],
    ['perplexity', { threshold: 1 }, answered({})],
    ['perplexity-score', {}, answered({ logprobs: [] })],
    ['finish-reason', { value: 'stop' }, answered({})],
    ['is-valid-openai-tools-call', {}, answered({ toolCalls: [weather('{}')] })],
  ])('fails %s and its opposite when the answer has nothing to measure', (type, given, answer) => {
    const found = grade(type, given, answer);
    expect(found).toMatchObject({ pass: false, impossible: true });
    expect(negated(found).pass).toBe(false);
  });
});

describe('the opposite', () => {
  test('of what can be graded passes when it fails', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (output, value) => {
        for (const type of ['contains', 'bleu', 'levenshtein', 'equals'] as const) {
          const found = grade(type, { value }, output);
          expect(negated(found)).toMatchObject({ pass: !found.pass, score: 1 - found.score });
        }
      }),
    );
  });
});

describe('what an assertion says', () => {
  test.each<[NativeType, Given, RegExp]>([
    ['equals', {}, /needs a value/],
    ['contains', { value: '' }, /not empty/],
    ['contains-any', { value: [] }, /needs a list/],
    ['contains-all', { value: ['a', ''] }, /not empty/],
    ['regex', { value: '(' }, /regular expression/],
    ['is-json', { value: 'no schema' }, /JSON Schema/],
    ['is-xml', { value: { elements: [] } }, /requiredElements/],
    ['levenshtein', { threshold: 3 }, /needs a text/],
    ['rouge-n', { value: 'a', threshold: 75 }, /0 to 1, got 75/],
    ['bleu', { value: [] }, /needs a text/],
    ['gleu', { value: 'a', threshold: -1 }, /0 to 1/],
    ['word-count', { value: {} }, /number or \{min, max\}/],
    ['latency', {}, /threshold in milliseconds/],
    ['perplexity', {}, /threshold/],
    ['finish-reason', {}, /such as stop/],
    ['tool-call-f1', { value: [] }, /names of tools/],
  ])('fails %s %j', (type, given, problem) => {
    expect(NATIVE_CHECKS[type].problem(given)).toMatch(problem);
  });

  test('every type has a check', () => {
    expect(Object.keys(NATIVE_CHECKS).sort()).toEqual([...NATIVE_TYPES].sort());
  });

  test('no reason quotes the answer or what was expected', () => {
    const secret = 'xyzzy42secret';
    const given = { value: secret, threshold: 0.9 };
    const texts = NATIVE_TYPES.filter((type) => !['finish-reason', 'word-count'].includes(type));
    for (const type of texts) expect(grade(type, given, `no ${secret} here`).reason).not.toContain(secret);
  });
});
