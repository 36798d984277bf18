import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import { JsonSchema } from '../../../lib/contract';
import { breaches } from '../../../lib/core/data-contract/containment';

function breachesOf(narrow: JsonSchema, wide: JsonSchema, keepsMembers = false): string[] {
  const found = breaches({
    narrow: { schema: narrow, root: narrow },
    wide: { schema: wide, root: wide },
    path: '',
    keepsMembers,
    isPart: false,
    pending: [],
  });
  return found.map(({ path, keyword }) => `${path} ${keyword}`.trim());
}

const AMOUNT = { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] };

describe('is admitted', () => {
  test.each<[string, JsonSchema, JsonSchema]>([
    ['the same schema', AMOUNT, AMOUNT],
    ['a wider type', { type: 'integer' }, { type: 'number' }],
    ['more types', { type: 'string' }, { type: ['string', 'null'] }],
    ['no type any more', { type: 'string' }, {}],
    ['more values', { enum: ['a', 'b'] }, { enum: ['a', 'b', 'c'] }],
    ['values of a type', { enum: ['a', 'bb'] }, { type: 'string', maxLength: 2 }],
    ['numbers of a range', { enum: [1, 2] }, { type: 'integer', minimum: 1, exclusiveMaximum: 3 }],
    ['both booleans', { type: 'boolean' }, { enum: [true, false] }],
    ['a wider range', { minimum: 1, maximum: 5, type: 'number' }, { minimum: 0, exclusiveMaximum: 6 }],
    ['an open end at the same number', { type: 'number', exclusiveMinimum: 0 }, { minimum: 0 }],
    ['multiples of a part', { type: 'number', multipleOf: 6 }, { multipleOf: 3 }],
    ['multiples that are integers', { type: 'number', multipleOf: 2 }, { type: 'integer' }],
    ['a new optional member', AMOUNT, { ...AMOUNT, properties: { ...AMOUNT.properties, code: { type: 'string' } } }],
    ['a member that is optional now', AMOUNT, { ...AMOUNT, required: [] }],
    ['a closed object with all members', AMOUNT, { ...AMOUNT, additionalProperties: false }],
    ['a member of the rest', AMOUNT, { type: 'object', additionalProperties: { type: 'number' } }],
    ['a longer text', { type: 'string', maxLength: 3 }, { type: 'string', maxLength: 4 }],
    ['wider items', { items: { type: 'integer' }, type: 'array' }, { items: { type: 'number' } }],
    [
      'items by place',
      { type: 'array', prefixItems: [{ const: 1 }], items: false },
      { items: { type: 'integer' }, type: 'array' },
    ],
    ['an alternative', { type: 'string' }, { anyOf: [{ type: 'number' }, { type: 'string' }] }],
    [
      'fewer alternatives',
      { oneOf: [{ const: 1 }, { type: 'null' }] },
      { anyOf: [{ type: 'null' }, { type: 'number' }, { const: 'x' }] },
    ],
    ['alternatives of one type', { anyOf: [{ const: 'a' }, { const: 'b' }] }, { type: 'string' }],
    ['a part of what is demanded', { allOf: [{ type: 'string' }, { maxLength: 2 }] }, { type: 'string' }],
    [
      'parts of what is demanded',
      { allOf: [{ type: 'string' }, { pattern: '^a' }] },
      { allOf: [{ pattern: '^a' }, { type: 'string' }] },
    ],
    ['what a reference leads to', { $ref: '#/$defs/a', $defs: { a: { type: 'string' } } }, { type: 'string' }],
    [
      'a tree with wider leaves',
      { $ref: '#/$defs/t', $defs: { t: { type: 'array', items: { anyOf: [{ const: 1 }, { $ref: '#/$defs/t' }] } } } },
      {
        $ref: '#/$defs/t',
        $defs: { t: { type: 'array', items: { anyOf: [{ type: 'number' }, { $ref: '#/$defs/t' }] } } },
      },
    ],
    [
      'items of draft 07',
      {
        $schema: 'http://json-schema.org/draft-07/schema#',
        type: 'array',
        items: [{ const: 1 }],
        additionalItems: false,
      },
      { $schema: 'http://json-schema.org/draft-07/schema#', items: { type: 'integer' } },
    ],
    ['a keyword that is told only', { type: 'string', title: 'a' }, { type: 'string', title: 'b', examples: ['c'] }],
    ['nothing', { not: {} }, { type: 'string' }],
  ])('%s', (_, narrow, wide) => {
    expect(breachesOf(narrow, wide)).toEqual([]);
  });
});

describe('is refused', () => {
  test.each<[string, JsonSchema, JsonSchema, string[]]>([
    ['a narrower type', { type: 'number' }, { type: 'integer' }, ['type']],
    ['fewer types', { type: ['string', 'null'] }, { type: 'string' }, ['type']],
    ['a type where there was none', {}, { type: 'string' }, ['type']],
    ['fewer values', { enum: ['a', 'b'] }, { enum: ['a'] }, ['enum']],
    ['any text where some are listed', { type: 'string' }, { enum: ['a'] }, ['enum']],
    ['a value that its type excludes', { const: 1 }, { enum: [1, 'a'], type: 'string' }, ['enum']],
    ['a higher least', { type: 'number', minimum: 0 }, { minimum: 1 }, ['minimum']],
    ['an open end', { type: 'number', maximum: 5 }, { exclusiveMaximum: 5 }, ['exclusiveMaximum']],
    ['other multiples', { type: 'number', multipleOf: 3 }, { multipleOf: 6 }, ['multipleOf']],
    ['a shorter text', { type: 'string' }, { maxLength: 3 }, ['maxLength']],
    ['another pattern', { type: 'string', pattern: 'a' }, { pattern: 'b' }, ['pattern']],
    ['a member that must be there', { ...AMOUNT, required: [] }, AMOUNT, ['/amount required']],
    ['a new member that must be there', AMOUNT, { ...AMOUNT, required: ['amount', 'code'] }, ['/code required']],
    ['a member of another type', AMOUNT, { properties: { amount: { type: 'string' } } }, ['/amount type']],
    [
      'a member that is admitted no more',
      AMOUNT,
      { type: 'object', properties: {}, additionalProperties: false },
      ['/amount additionalProperties'],
    ],
    [
      'any other member where none is admitted',
      { ...AMOUNT, additionalProperties: true },
      { ...AMOUNT, additionalProperties: false },
      ['/* additionalProperties'],
    ],
    [
      'a member that the rest may have had',
      { ...AMOUNT, additionalProperties: { type: 'string' } },
      { ...AMOUNT, properties: { ...AMOUNT.properties, code: { type: 'number' } } },
      ['/code type'],
    ],
    ['any object', { type: 'object' }, { properties: { a: { type: 'string' } } }, ['/a type']],
    ['a listed object', { const: { a: 1 } }, { properties: { a: { type: 'string' } } }, ['/a type']],
    ['other items', { type: 'array', items: { type: 'number' } }, { items: { type: 'string' } }, ['/[] type']],
    ['fewer alternatives', { anyOf: [{ const: 1 }, { const: 'a' }] }, { anyOf: [{ const: 1 }] }, ['anyOf']],
    [
      'a member of another part',
      { allOf: [{ properties: { a: { type: 'number' } } }, { properties: { b: { type: 'number' } } }], type: 'object' },
      { properties: { a: { type: 'number' }, b: { type: 'string' } }, type: 'object' },
      ['/a type', '/b type'],
    ],
    [
      'a member that another part names',
      { type: 'object', properties: { a: {} }, allOf: [{ properties: { b: { type: 'number' } } }] },
      { properties: { b: { type: 'string' } } },
      ['/b type'],
    ],
    [
      'a member of a listed object',
      { const: { b: 1 }, properties: { a: {} } },
      { properties: { b: { const: 2 } } },
      ['/b const'],
    ],
    ['another condition', { not: { const: 1 } }, { not: { const: 2 } }, ['not']],
    ['what another document says', {}, { $ref: 'https://example.com/a.json' }, ['$ref']],
    ['names by another pattern', { type: 'object' }, { patternProperties: { '^a': {} } }, ['patternProperties']],
    ['lists with repeated items', { type: 'array' }, { uniqueItems: true }, ['uniqueItems']],
    ['keywords that see others', AMOUNT, { ...AMOUNT, unevaluatedProperties: false }, ['unevaluatedProperties']],
    ['everything', {}, { not: {} }, ['not']],
  ])('%s', (_, narrow, wide, expected) => {
    expect(breachesOf(narrow, wide)).toEqual(expected);
  });

  test('an optional member that is not described any more, where members are kept', () => {
    const both = { type: 'object', properties: { a: {}, b: {} }, required: ['a'] };
    const one = { type: 'object', properties: { a: {} }, required: ['a'] };
    expect(breachesOf(one, both)).toEqual([]);
    expect(breachesOf(one, both, true)).toEqual(['/b properties']);
  });
});

describe('for any schemas', () => {
  const ajv = new Ajv2020({ strict: false, logger: false });

  const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    leaf: fc.constantFrom<unknown>(null, true, false, 0, 1, 2, 3, -1, 0.5, 'a', 'b', 'ab', ''),
    node: fc.oneof(
      { depthSize: 'small', maxDepth: 2 },
      tie('leaf'),
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('node'), { maxKeys: 3, noNullPrototype: true }),
      fc.array(tie('node'), { maxLength: 3 }),
    ),
  })).node;

  const type = fc.constantFrom('null', 'boolean', 'object', 'array', 'number', 'integer', 'string');
  const small = fc.integer({ min: 0, max: 3 });
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 });

  const schema: fc.Arbitrary<JsonSchema> = fc.letrec<{ node: JsonSchema }>((tie) => {
    const child = tie('node');
    const parts = fc.array(child, { minLength: 1, maxLength: 2 });
    return {
      node: fc.oneof(
        { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
        fc.record({ type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 2 })) }),
        fc.record({ enum: fc.uniqueArray(value, { minLength: 1, maxLength: 3, comparator: 'SameValue' }) }),
        fc.record(
          { type, minimum: small, exclusiveMaximum: small, maximum: small, multipleOf: fc.constantFrom(1, 2, 0.5) },
          { requiredKeys: [] },
        ),
        fc.record(
          {
            type,
            minLength: small,
            maxLength: small,
            minItems: small,
            maxItems: small,
            pattern: fc.constantFrom('a', 'b'),
            uniqueItems: fc.boolean(),
          },
          { requiredKeys: [] },
        ),
        fc.record(
          {
            type: fc.constant('object'),
            properties: fc.dictionary(fc.constantFrom('a', 'b', 'c'), child, { maxKeys: 3, noNullPrototype: true }),
            required: names,
            additionalProperties: fc.oneof(fc.boolean(), child),
            patternProperties: fc.dictionary(fc.constantFrom('a', '[bc]'), child, {
              maxKeys: 1,
              noNullPrototype: true,
            }),
            minProperties: small,
            maxProperties: small,
          },
          { requiredKeys: ['properties'] },
        ),
        fc.record(
          { type: fc.constant('array'), items: child, prefixItems: parts, maxItems: small },
          { requiredKeys: [] },
        ),
        fc.record(
          {
            anyOf: parts,
            oneOf: parts,
            allOf: parts,
            not: child,
            properties: fc.dictionary(fc.constantFrom('a', 'b'), child, { maxKeys: 2, noNullPrototype: true }),
          },
          { requiredKeys: [] },
        ),
      ),
    };
  }).node;

  test('a schema admits itself', () => {
    fc.assert(
      fc.property(schema, (any) => {
        expect(breachesOf(any, any, true)).toEqual([]);
        expect(breachesOf(any, JSON.parse(JSON.stringify(any)))).toEqual([]);
      }),
    );
  });

  test('whatever the narrower schema admits, the wider one does', () => {
    let admitted = 0;
    const pairs = fc.oneof(
      fc.tuple(schema, schema),
      fc.tuple(schema, schema).map(([a, b]): [JsonSchema, JsonSchema] => [a, { ...a, ...b }]),
      fc.tuple(schema, schema).map(([a, b]): [JsonSchema, JsonSchema] => [{ ...a, ...b }, a]),
      fc.tuple(schema, schema).map(([a, b]): [JsonSchema, JsonSchema] => [a, { anyOf: [b, a] }]),
    );
    fc.assert(
      fc.property(pairs, fc.array(value, { minLength: 20, maxLength: 20 }), ([narrow, wide], values) => {
        if (breachesOf(narrow, wide).length > 0) return;
        const [sent, accepted] = [ajv.compile(closed(narrow)), ajv.compile(wide)];
        for (const each of values.filter((one) => sent(one))) {
          admitted += 1;
          expect([narrow, wide, each, accepted(each)]).toEqual([narrow, wide, each, true]);
        }
      }),
      { numRuns: 500 },
    );
    expect(admitted).toBeGreaterThan(100); // some 470 as a rule; few would prove little
  });
});

/** Callers send what is described: a schema that names members, is no part of another and does not say otherwise has no others. */
function closed(schema: unknown, isPart = false): any {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema;
  const own = schema as Record<string, unknown>;
  const combined = ['allOf', 'anyOf', 'oneOf', 'not'].filter((keyword) => keyword in own);
  const naming = ['properties', 'patternProperties'].filter((keyword) => keyword in own);
  const several = combined.length + naming.length > 1 || ((own.allOf as unknown[] | undefined) ?? []).length > 1;
  const members = (value: unknown) =>
    Object.fromEntries(Object.entries(value as object).map(([name, member]) => [name, closed(member)]));
  const parts = (value: unknown) => (value as unknown[]).map((part) => closed(part, isPart || several));
  const result = Object.fromEntries(
    Object.entries(own).map(([keyword, value]) => {
      if (naming.includes(keyword)) return [keyword, members(value)];
      if (['allOf', 'anyOf', 'oneOf'].includes(keyword)) return [keyword, parts(value)];
      if (['items', 'additionalProperties'].includes(keyword)) return [keyword, closed(value)];
      if (keyword === 'prefixItems') return [keyword, (value as unknown[]).map((part) => closed(part))];
      return [keyword, value];
    }),
  );
  const closes = naming.length > 0 && combined.length === 0 && !isPart && !('additionalProperties' in own);
  return closes ? { ...result, additionalProperties: false } : result;
}
