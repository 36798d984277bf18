import fc from 'fast-check';
import { matchesPattern } from '../../../../lib/rehearsal/aws/events/pattern';
import { parsePattern } from '../../../../lib/rehearsal/aws/events/pattern-parser';
import { errorCode } from '../../support/call';

const EVENT = {
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  resources: ['arn:a', 'arn:b'],
  detail: {
    status: 'FAILED',
    count: 5,
    ratio: 0.5,
    ok: false,
    nothing: null,
    tags: [{ k: 'x' }, { k: 'y' }],
    deep: { a: 'Mixed' },
  },
};

const matches = (pattern: unknown) => matchesPattern(parsePattern(JSON.stringify(pattern)), EVENT);
const detail = (pattern: unknown) => ({ detail: pattern });

describe('event patterns', () => {
  test.each([
    ['one field', { source: ['aws.states'] }, true],
    ['any of a list', { source: ['aws.ecs', 'aws.states'] }, true],
    ['all of the fields', { source: ['aws.states'], 'detail-type': ['Other'] }, false],
    ['any element of an array', { resources: ['arn:b'] }, true],
    ['no element of an array', { resources: ['arn:c'] }, false],
    ['an unknown field', { nope: ['x'] }, false],
    ['a nested field', detail({ status: ['FAILED', 'TIMED_OUT', 'ABORTED'] }), true],
    ['a field of an element', detail({ tags: { k: ['y'] } }), true],
    ['a number', detail({ count: [5] }), true],
    ['a number as text', detail({ count: ['5'] }), false],
    ['false', detail({ ok: [false] }), true],
    ['null', detail({ nothing: [null] }), true],
    ['null of an absent field', detail({ nope: [null] }), false],
    ['a prefix', detail({ status: [{ prefix: 'FA' }] }), true],
    ['another prefix', detail({ status: [{ prefix: 'AILED' }] }), false],
    ['a suffix', detail({ status: [{ suffix: 'ED' }] }), true],
    ['a prefix of a number', detail({ count: [{ prefix: '5' }] }), false],
    ['any case', detail({ deep: { a: [{ 'equals-ignore-case': 'mIXED' }] } }), true],
    ['anything but', detail({ status: [{ 'anything-but': 'OK' }] }), true],
    ['anything but itself', detail({ status: [{ 'anything-but': ['OK', 'FAILED'] }] }), false],
    ['anything but a prefix', detail({ status: [{ 'anything-but': { prefix: 'F' } }] }), false],
    ['anything but of an absent field', detail({ nope: [{ 'anything-but': 'x' }] }), false],
    ['exists', detail({ status: [{ exists: true }] }), true],
    ['exists of an absent field', detail({ nope: [{ exists: true }] }), false],
    ['exists not', detail({ nope: [{ exists: false }] }), true],
    ['exists not of a field', detail({ status: [{ exists: false }] }), false],
    ['exists of an object, which is no leaf', { detail: { deep: [{ exists: true }] } }, false],
    ['exists not below an absent object', detail({ nope: { deeper: [{ exists: false }] } }), true],
    ['numeric equality', detail({ count: [{ numeric: ['=', 5] }] }), true],
    ['a numeric range', detail({ count: [{ numeric: ['>', 4, '<=', 5] }] }), true],
    ['outside a numeric range', detail({ count: [{ numeric: ['>', 5, '<', 9] }] }), false],
    ['numeric of a text', detail({ status: [{ numeric: ['>', 0] }] }), false],
    ['alternatives', { $or: [{ source: ['x'] }, detail({ count: [5] })] }, true],
    ['no alternative', { $or: [{ source: ['x'] }, detail({ count: [6] })] }, false],
  ])('%s', (_what, pattern, expected) => {
    expect(matches(pattern)).toBe(expected);
  });

  test('an event matches the pattern of its own leaves, and none with a foreign leaf', () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const field = fc.constantFrom('a', 'b', 'c');
    const flat = fc.dictionary(field, leaf, { minKeys: 1 });
    fc.assert(
      fc.property(flat, (event) => {
        const fields = Object.entries(event);
        const own = Object.fromEntries(fields.map(([name, value]) => [name, [value]]));
        const foreign = { ...own, [fields[0][0]]: ['a value that no generator makes, \u{1f600}'] };
        expect(matchesPattern(own, event)).toBe(true);
        expect(matchesPattern(foreign, event)).toBe(false);
      }),
    );
  });

  test('numeric agrees with the comparison', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (value, limit) => {
        const of = (operator: string) => matchesPattern({ n: [{ numeric: [operator, limit] }] }, { n: value });
        expect([of('<'), of('<='), of('='), of('>='), of('>')]).toEqual([
          value < limit,
          value <= limit,
          value === limit,
          value >= limit,
          value > limit,
        ]);
      }),
    );
  });

  test.each([
    ['no JSON', '{'],
    ['no object', '["x"]'],
    ['nothing', '{}'],
    ['a text instead of a list', '{"source":"aws.states"}'],
    ['an empty list', '{"source":[]}'],
    ['an empty object', '{"detail":{}}'],
    ['a list in a list', '{"source":[["x"]]}'],
    ['an unknown operator', '{"source":[{"starts-with":"x"}]}'],
    ['two operators', '{"source":[{"prefix":"x","suffix":"y"}]}'],
    ['a number as prefix', '{"source":[{"prefix":1}]}'],
    ['a text as exists', '{"source":[{"exists":"yes"}]}'],
    ['half a comparison', '{"n":[{"numeric":[">"]}]}'],
    ['an unknown comparison', '{"n":[{"numeric":["!=",1]}]}'],
    ['nothing but nothing', '{"n":[{"anything-but":[]}]}'],
    ['more than 2048 characters', `{"n":["${'x'.repeat(2048)}"]}`],
  ])('fails to read %s', (_what, text) => {
    expect(errorCode(() => parsePattern(text))).toBe('InvalidEventPatternException');
  });

  test('fails with 501 for operators that are not emulated', () => {
    for (const operator of ['wildcard', 'cidr']) {
      expect(errorCode(() => parsePattern(`{"n":[{"${operator}":"x"}]}`))).toBe('NotImplemented');
    }
  });
});
