import * as fc from 'fast-check';
import { JSONPath } from 'jsonpath-plus';
import { StateFailure } from '../../../../lib/rehearsal/asl/failure';
import { Json } from '../../../../lib/rehearsal/asl/json';
import { parseDefinitePath, parsePath, parseReferencePath } from '../../../../lib/rehearsal/asl/paths/parse-path';
import { readPath } from '../../../../lib/rehearsal/asl/paths/read-path';
import { writePath } from '../../../../lib/rehearsal/asl/paths/write-path';

const STORE: Json = {
  books: [
    { title: 'A', price: 8, tags: ['x', 'y'] },
    { title: 'B', price: 9 },
    { title: 'C', price: 10, tags: [] },
  ],
  'odd key': { "it's": 1, 'back\\slash': 2 },
  zero: 0,
  no: false,
  nothing: null,
  größe: 'L',
};

describe('reading', () => {
  test.each<[string, Json | undefined]>([
    ['$', STORE],
    ['$.zero', 0],
    ['$.no', false],
    ['$.nothing', null],
    ['$.größe', 'L'],
    ['$.books[1].title', 'B'],
    ['$.books[-1].title', 'C'],
    ['$["books"][0][\'title\']', 'A'],
    ["$['odd key']['it\\'s']", 1],
    ["$['odd key']['back\\\\slash']", 2],
    ['$.books[7]', undefined],
    ['$.zero.deeper', undefined],
    ['$.toString', undefined],
    ['$.books.length', undefined],
    ['$.books[*].title', ['A', 'B', 'C']],
    ['$.books[0:2].title', ['A', 'B']],
    ['$.books[-2:].title', ['B', 'C']],
    ['$.books[::2].title', ['A', 'C']],
    ['$.books[0,2].title', ['A', 'C']],
    ["$.books[0]['price','title']", [8, 'A']],
    ['$.books[*].tags', [['x', 'y'], []]],
    ['$..title', ['A', 'B', 'C']],
    ['$..tags[0]', ['x']],
    ['$.nobody[*]', []],
  ])('%s', (text, expected) => {
    expect(readPath(parsePath(text), STORE)).toEqual(expected);
  });

  test('property: agrees with jsonpath-plus on paths that both understand', () => {
    const key = fc.constantFrom('a', 'b', 'c');
    const leaf = fc.oneof(fc.integer(), fc.boolean()); // jsonpath-plus reads the characters of strings by index
    const tree: fc.Memo<Json> = fc.memo((depth) =>
      depth <= 1 ? leaf : fc.oneof(leaf, fc.array(tree(), { maxLength: 3 }), fc.dictionary(key, tree())),
    );
    const segment = fc.oneof(
      key.map((name) => `.${name}`),
      key.map((name) => `['${name}']`),
      fc.constantFrom('[0]', '[1]', '[*]', '.*', '[0:2]', '[1:]', '..a', '..b'),
    );
    const segments = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(tree(4), segments, (json, text) => {
        const mine = readPath(parsePath(`$[*]${text}`), [json]); // [*] in front: a list of nodes, also of a definite path
        const theirs: unknown = JSONPath({ path: `$${text}`, json: json as object, wrap: true, eval: false });
        expect(sorted(mine)).toEqual(sorted(theirs ?? []));
      }),
      { numRuns: 500 },
    );
  });
});

function sorted(nodes: unknown): string[] {
  return (nodes as unknown[]).map((node) => JSON.stringify(node)).sort();
}

describe('syntax', () => {
  test.each([
    ['', 'a path starts with "$"'],
    ['a.b', 'a path starts with "$"'],
    ['$a', 'expected ".", "["'],
    ['$.', 'expected a member name'],
    ['$.a..', 'expected a member name'],
    ['$.a b', 'expected ".", "["'],
    ['$.a[', 'expected a quoted name'],
    ['$.a[1', 'expected "]"'],
    ["$['a", 'unexpected end'],
    ['$[?(@.price < 10)]', 'filter and script expressions are not rehearsed'],
    ['$.a[(@.length-1)]', 'filter and script expressions are not rehearsed'],
    ['$.a.length()', 'the path function length() is not rehearsed'],
    ['$.a[1:2:0]', 'the step of a slice must be 1 or more'],
    ['$.a[1:2:-1]', 'the step of a slice must be 1 or more'],
  ])('fails for %s', (text, message) => {
    expect(() => parsePath(text)).toThrow(message);
  });

  test.each(['$.a[*]', '$..a', '$.a[0,1]', "$['a','b']", '$[1:]'])('fails for %s where one node is needed', (text) => {
    expect(() => parseDefinitePath(text)).toThrow('must name exactly one node');
  });

  test('fails for the context where data is written', () => {
    expect(() => parseReferencePath('$$.State')).toThrow("the context can't be written");
  });
});

describe('writing', () => {
  const write = (path: string, target: Json, value: Json): Json => writePath(parseReferencePath(path), target, value);

  test.each<[string, Json, Json]>([
    ['$', { a: 1 }, 'v'],
    ['$.b', { a: 1 }, { a: 1, b: 'v' }],
    ['$.a', { a: 1 }, { a: 'v' }],
    ['$.x.y.z', { a: 1 }, { a: 1, x: { y: { z: 'v' } } }],
    ['$.a[1]', { a: [1, 2] }, { a: [1, 'v'] }],
    ['$.a[-2].b', { a: [{}, 2] }, { a: [{ b: 'v' }, 2] }],
    ["$['odd key']", {}, { 'odd key': 'v' }],
  ])('%s into %j', (path, target, expected) => {
    expect(write(path, target, 'v')).toEqual(expected);
  });

  test('changes nothing that is shared, not even a prototype', () => {
    const target = Object.freeze({ a: Object.freeze({ b: Object.freeze([1, 2]) }) });
    expect(write('$.a.b[0]', target, 9)).toEqual({ a: { b: [9, 2] } });
    expect(target).toEqual({ a: { b: [1, 2] } });
    write("$['__proto__'].polluted", {}, true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test.each<[string, Json]>([
    ['$.a.b', { a: 1 }],
    ['$.a.b', { a: [1] }],
    ['$.a.b', { a: null }],
    ['$.a', 'text'],
    ['$.a[0]', { a: {} }],
    ['$.a[2]', { a: [1] }],
    ['$.a[0]', {}],
  ])('fails for %s into %j', (path, target) => {
    const failed = catchFailure(() => write(path, target, 'v'));
    expect(failed.error).toBe('States.ResultPathMatchFailure');
    expect(failed.cause).toContain(path);
  });
});

function catchFailure(action: () => void): StateFailure {
  try {
    action();
  } catch (error) {
    if (error instanceof StateFailure) return error;
    throw error;
  }
  throw new Error('expected a failure');
}
