import { brokenPaths } from '../../lib/handlers/shared/json-schema';

test('says where data break a schema, whatever their items are called', () => {
  const schema = {
    type: 'object',
    properties: { scores: { type: 'array', items: { type: 'number' } }, 'a/b': { type: 'number' } },
    additionalProperties: { type: 'number' },
    required: ['scores'],
  };
  expect(brokenPaths(schema, { scores: ['x', 1, 'y', 'z'], 'a/b': '1' })).toEqual(['/scores/* (type)', '/a~1b (type)']);
  expect(brokenPaths(schema, {})).toEqual(['/ (required)']);
  expect(brokenPaths(schema, { scores: [] })).toEqual([]);
});

test('fails to tell names of members that the schema does not name', () => {
  const named = { additionalProperties: { type: 'number' }, patternProperties: { '@': { type: 'string' } } };
  const broken = brokenPaths(named, { 'jane.doe@example.com': 1, '1985-04-12': 'x' });
  expect(broken).toHaveLength(1);
  expect(broken[0]).toMatch(/^\/\* \((type)\)$/);
});

test.each([
  ['date-time', 'yesterday', '2026-06-01T12:00:00Z'],
  ['email', 'jane', 'jane@example.com'],
  ['uuid', 'x', '2f1b4f0e-6a53-4a0c-8f5e-2f6ff2f6a0d1'],
])('format %s is validated', (format, bad, good) => {
  for (const $schema of ['http://json-schema.org/draft-07/schema#', 'https://json-schema.org/draft/2020-12/schema']) {
    const schema = { $schema, properties: { at: { format } } };
    expect(brokenPaths(schema, { at: bad })).toEqual(['/at (format)']);
    expect(brokenPaths(schema, { at: good })).toEqual([]);
  }
});

test.each([
  [
    'a misspelt keyword',
    { properties: { a: { minimun: 1, maximun: 2 } } },
    /or start with x-, got minimun, maximun; correct them/,
  ],
  [
    'a keyword of another draft',
    { $schema: 'http://json-schema.org/draft-07/schema#', prefixItems: [] },
    /draft 07, .* got prefixItems/,
  ],
  ['an unknown format', { format: 'emial' }, /unknown format "emial"/],
  ['no schema', { type: 'text' }, /schema is invalid/],
])('fails with %s', (_, schema, message) => {
  expect(() => brokenPaths(schema, {})).toThrow(message);
});

test('what describes a schema, and keywords of vendors, are ignored', () => {
  const schema = {
    $id: 'https://example.com/s',
    $comment: 'c',
    title: 't',
    description: 'd',
    default: 1,
    examples: [1],
    example: 1,
    deprecated: true,
    readOnly: true,
    'x-unit': 'EUR',
    nullable: true,
    type: 'object',
    $defs: { a: { $anchor: 'here', type: 'number' } },
    properties: { a: { $ref: '#here' } },
  };
  expect(brokenPaths(schema, { a: 'x' })).toEqual(['/a (type)']);
});
