import { slicing } from '../../../lib/core/compare/slice';

const NO_BODY = Buffer.alloc(0);
const byCountry = slicing({ by: 'header', at: 'x-country', values: ['DE', 'FR'] });
const byPlan = slicing({ by: 'body', at: 'user.plan', values: ['free', '3', 'true'] });
const ofBody = (value: unknown) => byPlan({ headers: [], body: Buffer.from(JSON.stringify(value)) });

test.each<[string, readonly string[], string]>([
  ['a value that is named', ['X-Country', 'DE'], 'DE'],
  ['the first of two', ['x-country', 'FR', 'x-country', 'DE'], 'FR'],
  ['another value', ['x-country', 'IT'], 'other'],
  ['no such header', ['accept', 'x-country', 'accept', 'DE'], 'other'],
  ['a value in other letters', ['x-country', 'de'], 'other'],
  ['the name of a member of all objects', ['x-country', '__proto__'], 'other'],
])('by header, %s', (_what, headers, slice) => {
  expect(byCountry({ headers, body: NO_BODY })).toBe(slice);
});

test.each<[string, unknown, string]>([
  ['a text', { user: { plan: 'free' } }, 'free'],
  ['a number', { user: { plan: 3 } }, '3'],
  ['a boolean', { user: { plan: true } }, 'true'],
  ['another value', { user: { plan: 'gold' } }, 'other'],
  ['no value', { user: {} }, 'other'],
  ['an object', { user: { plan: { free: 1 } } }, 'other'],
  ['a list of one', { user: { plan: ['free'] } }, 'other'],
])('by body, %s', (_what, body, slice) => {
  expect(ofBody(body)).toBe(slice);
});

test('bodies that are no JSON, or longer than what may be parsed beside live requests, are in the rest', () => {
  expect(byPlan({ headers: [], body: NO_BODY })).toBe('other');
  expect(byPlan({ headers: [], body: Buffer.from('{"user":') })).toBe('other');
  expect(ofBody({ user: { plan: 'free' }, filler: 'x'.repeat(65_000) })).toBe('free');
  expect(ofBody({ user: { plan: 'free' }, filler: 'x'.repeat(66_000) })).toBe('other');
});

test('fails for a path that is none', () => {
  expect(() => slicing({ by: 'body', at: 'length(a)', values: ['a'] })).toThrow('a path must be names');
});
