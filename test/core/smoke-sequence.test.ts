import { filled, neededBy, placeholdersOf } from '../../lib/core/smoke-sequence';

const CAPTURED = { id: 'a/b "c"', count: 3, items: ['x', 1], empty: '' };

test.each([
  ['a path, encoded', { path: '/sessions/{{id}}?n={{ count }}' }, { path: '/sessions/a%2Fb%20%22c%22?n=3' }],
  [
    'a path that an empty value would turn into another host',
    { path: '/{{empty}}/evil.example' },
    { path: '/evil.example' },
  ],
  ['headers', { path: '/', headers: { 'x-n': 'n={{count}}' } }, { headers: { 'x-n': 'n=3' } }],
  [
    'whole values of a JSON body, with their type',
    { path: '/', body: '{"n":"{{count}}","all":["{{items}}"]}' },
    { body: '{"n":3,"all":[["x",1]]}' },
  ],
  [
    'parts of a text in a JSON body',
    { path: '/', body: '{"t":"{{id}} of {{items}}"}' },
    { body: JSON.stringify({ t: 'a/b "c" of ["x",1]' }) },
  ],
  ['a body of plain text', { path: '/', body: 'id={{id}}' }, { body: 'id=a/b "c"' }],
])('fills in %s', (_what, request, expected) => {
  expect(filled(request, CAPTURED)).toMatchObject(expected);
});

test('leaves alone what was not captured, and a body without any of it as it is', () => {
  const request = { path: '/{{other}}', body: '{ "template": "{{other}}", "n": 1.0 }' };
  expect(filled(request, CAPTURED)).toEqual(request);
});

test('knows what a request needs', () => {
  const request = { path: '/{{a}}', headers: { h: '{{b}}' }, body: '{{c}} {{a}} {{ 1x }} {{}}' };
  expect(placeholdersOf(request)).toEqual(['a', 'b', 'c']);
  expect(neededBy(request, ['b', 'd'])).toEqual(['b']);
});
