import { FeatureGroupSpec } from '../../../lib/contract';
import {
  DescribedGroup,
  driftFromLive,
  judgeGroup,
  SampleRecord,
} from '../../../lib/core/data-contract/feature-groups';

const NOW = new Date('2026-01-02T00:00:00Z');
const SPEC: FeatureGroupSpec = {
  name: 'customers',
  features: { age: 'Integral', city: 'String' },
  maxAgeSeconds: 3600,
  sampleRecords: ['a', 'b'],
};
const DESCRIBED: DescribedGroup = {
  status: 'Created',
  isOnline: true,
  eventTime: 'at',
  features: { age: 'Integral', city: 'String', at: 'String' },
};
const FRESH: SampleRecord[] = [
  { id: 'a', eventTime: '2026-01-01T23:30:00Z' },
  { id: 'b', eventTime: String(NOW.getTime() / 1000 - 60) },
];

test('a group with the declared features, and more, and fresh records', () => {
  expect(judgeGroup({ spec: SPEC, described: DESCRIBED, records: FRESH }, NOW)).toMatchObject({
    ok: true,
    failures: [],
    oldestSeconds: 1800,
    schemaHash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test.each<[string, Partial<DescribedGroup>, SampleRecord[], string]>([
  [
    'a feature of another type',
    { features: { age: 'String', city: 'String' } },
    FRESH,
    'feature age must be Integral, got String',
  ],
  ['a feature that is gone', { features: { age: 'Integral' } }, FRESH, 'feature city must be String, got none'],
  ['no online store', { isOnline: false }, FRESH, 'the group must have an online store, got none'],
  ['a group that goes', { status: 'Deleting' }, FRESH, 'the group must be Created, got Deleting'],
  ['a missing record', {}, [{ id: 'a' }], 'record a must be in the online store, got none'],
  [
    'a stale record',
    {},
    [{ id: 'a', eventTime: '2026-01-01T00:00:00Z' }],
    'record a must be 3600 s old at most, got 86400 s',
  ],
  [
    'no time',
    {},
    [{ id: 'a', eventTime: 'yesterday' }],
    'record a must have a time as its event time, got another text',
  ],
])('fails with %s', (_, members, records, failure) => {
  const outcome = judgeGroup({ spec: SPEC, described: { ...DESCRIBED, ...members }, records }, NOW);
  expect(outcome).toMatchObject({ ok: false, failures: [failure] });
});

test('fails without a group', () => {
  expect(judgeGroup({ spec: SPEC, described: undefined, records: [] }, NOW)).toMatchObject({
    ok: false,
    failures: ['there is no such feature group'],
  });
});

test('the hash follows names and types, not their order', () => {
  const hash = (features: Record<string, string>) =>
    judgeGroup({ spec: SPEC, described: { ...DESCRIBED, features }, records: [] }, NOW).schemaHash;
  expect(hash({ a: 'String', b: 'Integral' })).toBe(hash({ b: 'Integral', a: 'String' }));
  expect(hash({ a: 'String' })).not.toBe(hash({ a: 'Integral' }));
});

test('fails on a missing feature that is named as what every object has', () => {
  const spec = { ...SPEC, features: { constructor: 'String' } } as unknown as FeatureGroupSpec;
  expect(judgeGroup({ spec, described: DESCRIBED, records: FRESH }, NOW).failures).toEqual([
    'feature constructor must be String, got none',
  ]);
});

test('what the live version declared of a group that has changed since', () => {
  const findings = [{ spec: SPEC, described: { ...DESCRIBED, features: { city: 'String List' } }, records: [] }];
  expect(driftFromLive([SPEC, { ...SPEC, name: 'unknown' }], findings)).toEqual([
    { part: 'feature-group', path: 'customers.age', rule: 'type', live: 'Integral', candidate: 'none' },
    { part: 'feature-group', path: 'customers.city', rule: 'type', live: 'String', candidate: 'String List' },
  ]);
});
