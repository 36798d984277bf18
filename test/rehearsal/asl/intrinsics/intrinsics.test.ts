import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { evaluate } from '../../../../lib/rehearsal/asl/intrinsics/evaluate';
import { parseExpression } from '../../../../lib/rehearsal/asl/intrinsics/parse-expression';
import { Json } from '../../../../lib/rehearsal/asl/json';
import { seededRandom } from '../../../../lib/rehearsal/asl/random';

const DATA: Json = {
  name: 'fraud',
  n: 3,
  list: [1, 2, 2, { a: 1 }, { a: 1 }, null],
  one: { a: 1, b: { x: 1 } },
  two: { b: { y: 2 }, c: 3 },
  template: 'model {} has \\{{}\\}',
  json: '{"k":[1,"two"]}',
  long: 'x'.repeat(10_001),
};

function compute(text: string, data: Json = DATA, seed = 1): Json {
  const scope = { data, context: { Execution: { Name: 'run-1' } }, random: seededRandom(seed) };
  return evaluate(parseExpression(text), scope, 'field.$');
}

describe('values', () => {
  test.each<[string, Json]>([
    ['$.name', 'fraud'],
    ['$$.Execution.Name', 'run-1'],
    ["States.Format('{} v{}: {} {}', $.name, 1.5, true, null)", 'fraud v1.5: true null'],
    ["States.Format('no places')", 'no places'],
    ["States.Format('a \\{\\} b \\' c \\\\ {}', 'd')", "a {} b ' c \\ d"],
    ["States.Format($.template, 'm', 2)", 'model m has {2}'],
    ["States.Format('{}', '\\{\\}')", '{}'],
    ["States.Format('line\n{}', 'é✓')", 'line\né✓'],
    ['States.Array()', []],
    ["States.Array(null, false, 0, 'x', $.n, States.Array(1))", [null, false, 0, 'x', 3, [1]]],
    ['States.ArrayPartition(States.ArrayRange(1, 5, 1), 2)', [[1, 2], [3, 4], [5]]],
    ['States.ArrayPartition(States.Array(), 2)', []],
    ['States.ArrayPartition(States.Array(1, 2), 1.6)', [[1, 2]]],
    ['States.ArrayContains($.list, 2)', true],
    ['States.ArrayContains($.list, $.list[3])', true],
    ['States.ArrayContains($.list, null)', true],
    ["States.ArrayContains($.list, '2')", false],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
    ['States.ArrayRange(1, 0, 1)', []],
    ['States.ArrayRange(0.6, 2.4, 1)', [1, 2]],
    ['States.ArrayGetItem($.list, 3)', { a: 1 }],
    ['States.ArrayGetItem($.list, 5)', null],
    ['States.ArrayLength($.list)', 6],
    ['States.ArrayUnique($.list)', [1, 2, { a: 1 }, null]],
    ["States.Base64Encode('Data to encode')", 'RGF0YSB0byBlbmNvZGU='],
    ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", 'Data to encode'],
    ["States.Hash('abc', 'SHA-1')", 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ["States.Hash('abc', 'MD5')", '900150983cd24fb0d6963f7d28e17f72'],
    ["States.Hash($.one, 'SHA-256')", createHash('sha256').update('{"a":1,"b":{"x":1}}').digest('hex')],
    ['States.JsonMerge($.one, $.two, false)', { a: 1, b: { y: 2 }, c: 3 }],
    ['States.StringToJson($.json)', { k: [1, 'two'] }],
    ['States.JsonToString($.one)', '{"a":1,"b":{"x":1}}'],
    ['States.MathAdd(111, -1)', 110],
    ['States.MathAdd(1.5, -0.4)', 2],
    ["States.StringSplit('1,2,3', ',')", ['1', '2', '3']],
    ["States.StringSplit('This.is+a,test=string', '.+,=')", ['This', 'is', 'a', 'test', 'string']],
    ["States.StringSplit(',a,,b,', ',')", ['a', 'b']],
    ["States.StringSplit('a]b^c-d', '^]-')", ['a', 'b', 'c', 'd']],
    [" States.Array( 'spaces' , $.n ) ".trim(), ['spaces', 3]],
    ["States.Format('{}', States.ArrayGetItem(States.StringSplit('a/b', '/'), 1))", 'b'],
  ])('%s', (text, expected) => {
    expect(compute(text)).toEqual(expected);
  });

  test('a range may have 1000 items', () => {
    expect(compute('States.ArrayRange(1, 1000, 1.2)')).toHaveLength(1000);
  });

  test.each(['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'])('hashes with %s as Node.js does', (algorithm) => {
    const expected = createHash(algorithm.replace('-', '')).update('fraud').digest('hex');
    expect(compute(`States.Hash($.name, '${algorithm}')`)).toBe(expected);
  });
});

describe('random values', () => {
  test('repeat for the same seed of the execution, and differ for another', () => {
    expect(compute('States.UUID()', DATA, 7)).toBe(compute('States.UUID()', DATA, 7));
    expect(compute('States.UUID()', DATA, 7)).not.toBe(compute('States.UUID()', DATA, 8));
  });

  test('a UUID has version 4 and variant 1', () => {
    for (let seed = 0; seed < 50; seed++) {
      expect(compute('States.UUID()', DATA, seed)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
  });

  test('property: MathRandom stays from the start to below the end and obeys its own seed', () => {
    const range = fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 50 }), fc.integer());
    fc.assert(
      fc.property(range, ([start, width, seed]) => {
        const free = compute(`States.MathRandom(${start}, ${start + width})`, DATA, seed) as number;
        expect(free).toBeGreaterThanOrEqual(start);
        expect(free).toBeLessThan(start + width);
        const seeded = `States.MathRandom(${start}, ${start + width}, ${seed})`;
        expect(compute(seeded, DATA, 1)).toBe(compute(seeded, DATA, 2));
      }),
    );
  });
});

describe('properties', () => {
  test('base64 and JSON text round-trip', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.jsonValue(), (text, json) => {
        const value = JSON.parse(JSON.stringify(json)) as Json;
        expect(compute('States.Base64Decode(States.Base64Encode($))', text)).toBe(text);
        expect(compute('States.StringToJson(States.JsonToString($))', value)).toEqual(value);
      }),
    );
  });

  test('any text survives as a literal when its special characters are escaped', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const literal = `'${text.replace(/['{}\\]/g, '\\$&')}'`;
        expect(compute(`States.Array(${literal})`)).toEqual([text]);
        expect(compute(`States.Format(${literal})`)).toBe(text);
      }),
    );
  });

  test('the chunks of a partition make the array again', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 10 }), (items, size) => {
        const chunks = compute(`States.ArrayPartition($, ${size})`, items) as number[][];
        expect(chunks.flat()).toEqual(items);
        chunks.slice(0, -1).forEach((chunk) => expect(chunk).toHaveLength(size));
      }),
    );
  });
});

describe('failures at run time', () => {
  test.each([
    ['$.missing', "'$.missing' of the field 'field.$' could not be found"],
    ["States.Format('{}', $.missing)", "'$.missing' of the field 'field.$' could not be found"],
    ["States.Format('{}', $.list)", "arrays and objects can't be formatted"],
    ['States.Format($.template, 1)', 'more places "{}" than values'],
    ['States.Format($.json)', 'a lone "{"'],
    ['States.ArrayGetItem($.list, 6)', 'index 6 is outside the array of 6 items'],
    ['States.ArrayGetItem($.list, -1)', 'index -1 is outside'],
    ['States.ArrayLength($.name)', 'argument 1 must be an array, got "fraud"'],
    ['States.ArrayPartition($.list, 0)', 'the chunk size must be 1 or more'],
    ['States.ArrayRange(1, 5, 0)', 'the increment must not be 0'],
    ['States.ArrayRange(0, 1000, 1)', 'the range must have at most 1000 items, got 1001'],
    ["States.Base64Decode('%%%')", 'is not base64'],
    ['States.Base64Encode($.long)', 'at most 10000'],
    ["States.Hash('a', 'CRC32')", 'the algorithm must be one of'],
    ['States.JsonMerge($.one, $.two, true)', 'argument 3 must be false'],
    ['States.JsonMerge($.one, $.list, false)', 'argument 2 must be an object'],
    ['States.StringToJson($.name)', '"fraud" is not JSON'],
    ['States.MathAdd(2147483647, 1)', '2147483648 is outside'],
    ['States.MathRandom(5, 5)', 'the end 5 must be greater'],
    ["States.MathAdd('1', 1)", 'argument 1 must be a number'],
  ])('fails for %s', (text, cause) => {
    expect(() => compute(text)).toThrow(
      expect.objectContaining({ error: 'States.Runtime', cause: expect.stringContaining(cause) }),
    );
  });
});

describe('syntax', () => {
  test.each([
    ['name', 'expected a path or an intrinsic function'],
    ['States.Unknown()', 'there is no intrinsic function "States.Unknown"'],
    ['States.toString()', 'there is no intrinsic function'],
    ['States.UUID', 'expected "("'],
    ['States.UUID(1)', 'takes 0 arguments, got 1'],
    ['States.Hash($)', 'takes 2 arguments, got 1'],
    ['States.MathRandom(1)', 'takes 2 to 3 arguments, got 1'],
    ['States.Format()', 'takes 1 or more arguments, got 0'],
    ['States.Array(1,)', 'expected a path or an intrinsic function'],
    ['States.Array(1 2)', 'expected "," or ")"'],
    ['States.Array(1) x', 'expected the end'],
    ["States.Array('open)", 'unexpected end'],
    ["States.Array('\\n')", 'a backslash may stand before'],
    ['States.Array("double")', 'expected a path or an intrinsic function'],
    ["States.Format('{} {}', 1)", 'more places "{}" than values'],
    ["States.Format('{}', 1, 2)", '1 places "{}" for 2 values'],
    ["States.Format('a { b')", 'a lone "{"'],
    [`${'States.Array('.repeat(11)}1${')'.repeat(11)}`, 'at most 10 functions'],
  ])('fails for %s', (text, message) => {
    expect(() => parseExpression(text)).toThrow(message);
  });
});
