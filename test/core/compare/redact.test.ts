import { redacting } from '../../../lib/core/compare/redact';

const R = '(redacted)';

test.each<[string[], unknown, unknown]>([
  [['a'], { a: 1, b: 2 }, { a: R, b: 2 }],
  [['a.b', 'a.c[0]'], { a: { b: 1, c: [1, 2] } }, { a: { b: R, c: [R, 2] } }],
  [['a[-1]'], { a: [1, 2] }, { a: [1, R] }],
  [['items[*].name'], { items: [{ name: 'x', id: 1 }, { id: 2 }] }, { items: [{ name: R, id: 1 }, { id: 2 }] }],
  [['[*]'], [1, [2]], [R, R]],
  [['a', 'a.b'], { a: { b: 1 } }, { a: R }],
  [['@'], { a: 1 }, R],
  [['a'], { a: null }, { a: R }],
  [['a.b', '[0]', 'a[*]', 'a[5]', 'a[-5]'], { a: 'text' }, { a: 'text' }],
  [['a[5]', 'a[-5]'], { a: [1] }, { a: [1] }],
  [['a.length'], { a: [1] }, { a: [1] }],
  [['__proto__.x', 'constructor'], {}, {}],
  [[], { a: 1 }, { a: 1 }],
])('%j of %j', (paths, data, left) => {
  expect(redacting(paths)(data)).toEqual(left);
});

test('a member that is called like that of all objects is taken out where it is one', () => {
  expect(JSON.stringify(redacting(['"__proto__"'])(JSON.parse('{"__proto__":1}')))).not.toContain('1');
});

test('fails for a path that is none', () => {
  expect(() => redacting(['a', 'b[?c]'])).toThrow('a path must be names');
});
