import fc from 'fast-check';
import { jsonText, keptText, parseJson, parseKept, valueOf } from '../../../lib/core/golden/json-text';

test.each<[string, unknown]>([
  ['NaN', NaN],
  ['[Infinity, -Infinity,-0.0]', [Infinity, -Infinity, -0]],
  ['{"a":[NaN,null,"NaN"]}', { a: [NaN, null, 'NaN'] }],
  ['"a NaN in 1.0 text \\" Infinity"', 'a NaN in 1.0 text " Infinity'],
  ['{"NaN":1.50}', { NaN: 1.5 }],
  ['12345678901234567890', Number('12345678901234567890')],
  ['1e999', Infinity],
  ['{"__proto__":{"x":1}}', JSON.parse('{"__proto__":{"x":1}}')],
])('%s is read', (text, value) => {
  expect(parseJson(text)).toEqual(value);
});

test.each(['{"a":1.0,"b":[12345678901234567890,1E5,NaN,-Infinity],"c":"1.0"}', '[1.50,-0,0.10]', '"\\u0000"'])(
  '%s is written as it was',
  (text) => {
    expect(keptText(parseKept(text))).toBe(text);
  },
);

test.each(['', '{', '[01]', '[1.]', '[.5]', '[+1]', '[1.0"a"]', '[NaNs]', '[-NaN]', '[nan]', '[1 NaN]', "['a']"])(
  'fails for %j, which is no JSON',
  (text) => {
    expect(() => parseKept(text)).toThrow(SyntaxError);
  },
);

test('JSON is read as JSON.parse reads it, and written so that it is read again', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(3), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(parseJson(text)).toEqual(JSON.parse(text));
      expect(JSON.parse(keptText(parseKept(text)))).toEqual(JSON.parse(text));
    }),
  );
});

test('values of any numbers are read as they were written', () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      fc.double(),
      fc.string(),
      fc.constant(null),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.string(), tie('any'), { maxKeys: 3 }),
    ),
  })).any;
  fc.assert(
    fc.property(value, (each) => {
      const again = parseJson(jsonText(each));
      expect(JSON.stringify(again)).toBe(JSON.stringify(each));
      expect(valueOf(parseKept(jsonText(each)))).toEqual(again);
    }),
  );
});
