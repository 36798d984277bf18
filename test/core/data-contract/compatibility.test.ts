import fc from 'fast-check';
import { DataContractSpec } from '../../../lib/contract';
import { compareContracts, recordOf } from '../../../lib/core/data-contract/compatibility';

const CONTRACT: DataContractSpec = {
  request: { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] },
  response: { type: 'object', properties: { score: { type: 'number' }, label: { enum: ['ok', 'fraud'] } } },
  featureGroups: [{ name: 'customers', features: { age: 'Integral' }, sampleRecords: [] }],
  tags: { preprocessing: '3' },
};

function changed(members: Partial<DataContractSpec>): DataContractSpec {
  return { ...CONTRACT, ...members };
}

function rules(changes: readonly { part: string; path: string; rule: string }[]): string[] {
  return changes.map(({ part, path, rule }) => `${part} ${path} ${rule}`);
}

test('a contract is compatible with itself', () => {
  expect(compareContracts(CONTRACT, CONTRACT)).toEqual({ breaking: [], goingBack: [], other: [] });
});

test.each<[string, Partial<DataContractSpec>, string[]]>([
  [
    'a request that needs more',
    { request: { ...CONTRACT.request, required: ['amount', 'a'] } },
    ['request /a required'],
  ],
  [
    'a request of another type',
    { request: { ...CONTRACT.request, properties: { amount: { type: 'integer' } } } },
    ['request /amount type'],
  ],
  [
    'an answer with another value',
    { response: { ...CONTRACT.response, properties: { score: { type: 'number' }, label: { enum: ['ok', 'maybe'] } } } },
    ['response /label enum'],
  ],
  [
    'an answer with less',
    { response: { type: 'object', properties: { score: { type: 'number' } } } },
    ['response /label properties'],
  ],
  ['an answer that is described no more', { response: undefined }, ['response  schema']],
  [
    'a request of another draft',
    { request: { ...CONTRACT.request, $schema: 'http://json-schema.org/draft-07/schema#' } },
    ['request  $schema'],
  ],
])('%s breaks', (_, members, expected) => {
  expect(rules(compareContracts(CONTRACT, changed(members)).breaking)).toEqual(expected);
});

test('what is new breaks nobody, and is refused after a rollback only by a closed schema', () => {
  const more = { ...CONTRACT.request, properties: { amount: { type: 'number' }, code: { type: 'string' } } };
  const closed = changed({ request: { ...CONTRACT.request, additionalProperties: false } });
  expect(compareContracts(CONTRACT, changed({ request: more }))).toMatchObject({ breaking: [], goingBack: [] });
  expect(compareContracts(closed, changed({ request: more }))).toMatchObject({
    breaking: [],
    goingBack: [{ path: '/code', rule: 'additionalProperties', live: false, candidate: { type: 'string' } }],
  });
});

test('features and tags are told, and break nothing', () => {
  const other = changed({
    featureGroups: [{ name: 'customers', features: { age: 'Fractional', city: 'String' }, sampleRecords: [] }],
    tags: { dataset: '2' },
  });
  expect(compareContracts(CONTRACT, other)).toEqual({
    breaking: [],
    goingBack: [],
    other: [
      { part: 'feature-group', path: 'customers.age', rule: 'changed', live: 'Integral', candidate: 'Fractional' },
      { part: 'feature-group', path: 'customers.city', rule: 'added', live: 'absent', candidate: 'String' },
      { part: 'tag', path: 'dataset', rule: 'added', live: 'absent', candidate: '2' },
      { part: 'tag', path: 'preprocessing', rule: 'removed', live: '3', candidate: 'absent' },
    ],
  });
});

test('long values are cut', () => {
  const values = Array.from({ length: 100 }, (_, index) => `value-${index}`);
  const narrow = changed({ response: { enum: values } });
  const [change] = compareContracts(narrow, changed({ response: { enum: [...values, 'new'] } })).breaking;
  expect(String(change.live)).toHaveLength(121);
});

test('the hash of a record is that of its content, whatever the order of members', () => {
  const release = { version: '1.2', releaseId: 'r' };
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), (tags) => {
      const reversed = Object.fromEntries(Object.entries(tags).reverse());
      expect(recordOf(release, changed({ tags })).hash).toBe(recordOf(release, changed({ tags: reversed })).hash);
    }),
  );
});
