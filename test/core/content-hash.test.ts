import fc from 'fast-check';
import { canonicalJson, contentHash } from '../../lib/core/content-hash';

test('the order of members does not count, that of elements does', () => {
  expect(contentHash({ a: 1, b: [1, 2] })).toBe(contentHash({ b: [1, 2], a: 1 }));
  expect(contentHash([1, 2])).not.toBe(contentHash([2, 1]));
  expect(canonicalJson({ b: undefined, a: null })).toBe('{"a":null}');
  expect(canonicalJson(undefined)).toBe('null');
});

test('is sha256 of the canonical text', () => {
  expect(contentHash({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
});

test('keeps every JSON value, whatever its member names', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(JSON.parse(canonicalJson(JSON.parse(text)))).toEqual(JSON.parse(text));
    }),
  );
  expect(contentHash(JSON.parse('{"__proto__":1}'))).not.toBe(contentHash({}));
});
