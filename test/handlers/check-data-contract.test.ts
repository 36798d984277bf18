import { DataContractCheckSpec, Verdict } from '../../lib/contract';
import { makeHandler } from '../../lib/handlers/check';
import { firstLedgerIn, ledgerIn, RELEASE_1, RELEASE_2, T0 } from '../core/ledger/ledgers';
import { awsError } from './world/calls';
import { World } from './world/world';

const SPEC: DataContractCheckSpec = {
  kind: 'data-contract',
  name: 'data-contract',
  contract: {
    request: { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] },
    response: { type: 'object', properties: { score: { type: 'number' } }, required: ['score'] },
    featureGroups: [
      { name: 'customers', features: { age: 'Integral' }, maxAgeSeconds: 600, sampleRecords: ['a', 'b'] },
    ],
    tags: {},
  },
  samples: [{ method: 'POST', path: '/predict', body: '{"amount":1}' }],
  attempts: 2,
  timeoutMs: 1000,
};

/** A feature group and the answers of the candidate, in front of the handler. */
class Scene {
  readonly sent: { url: string; headers: Record<string, string> }[] = [];
  readonly reads: unknown[] = [];
  answers = [{ status: 200, body: '{"score":0.5}' }];
  features: object[] = [
    { FeatureName: 'age', FeatureType: 'Integral' },
    { FeatureName: 'at', FeatureType: 'String' },
  ];
  group: any = { FeatureGroupStatus: 'Created', OnlineStoreConfig: { EnableOnlineStore: true } };
  records: any = {
    Records: ['a', 'b'].map((id) => ({
      RecordIdentifierValueAsString: id,
      Record: [{ FeatureName: 'at', ValueAsString: T0 }],
    })),
  };

  constructor(readonly world: World) {}

  run(members: Partial<DataContractCheckSpec> = {}, releaseId = RELEASE_2): Promise<Verdict> {
    const clients = {
      ...this.world.clients(),
      sageMaker: { send: async ({ input }: any) => this.describe(input) } as never,
      featureStore: { send: async ({ input }: any) => (this.reads.push(input), this.records) } as never,
      fetch: async (url: string, { headers }: { headers: Record<string, string> }) => {
        this.sent.push({ url, headers });
        const { status, body } = this.answers[Math.min(this.sent.length, this.answers.length) - 1];
        return { status, headers: new Headers(), text: async () => body };
      },
      stopwatch: () => 0,
    };
    const spec = { ...SPEC, ...members };
    return makeHandler({ ...this.world.deps(), clients })({ action: 'check', releaseId, spec }) as Promise<Verdict>;
  }

  /** Two pages, as of a group with very many features. */
  private describe({ NextToken }: { NextToken?: string }): object {
    if (this.group === undefined) throw awsError('ResourceNotFound');
    const page = NextToken === undefined ? this.features.slice(0, 1) : this.features.slice(1);
    const more = NextToken === undefined ? { NextToken: '2' } : {};
    return { ...this.group, EventTimeFeatureName: 'at', FeatureDefinitions: page, ...more };
  }
}

test('passes a first version, reads only event times, and records the contract', async () => {
  const scene = new Scene(new World(firstLedgerIn('checking')));
  expect(await scene.run({}, RELEASE_1)).toMatchObject({
    status: 'PASS',
    reason: expect.stringContaining('no version is live to compare with'),
  });
  expect(scene.sent).toMatchObject([
    { url: 'http://internal.test:9001/predict', headers: { 'x-model-environment': 'blue' } },
  ]);
  expect(scene.reads).toEqual([
    {
      Identifiers: [
        { FeatureGroupName: 'customers', RecordIdentifiersValueAsString: ['a', 'b'], FeatureNames: ['at'] },
      ],
    },
  ]);
  expect([...scene.world.items.keys()]).toContain(`CONTRACT#${RELEASE_1}`);
});

test('compares with what the live version’s release recorded', async () => {
  const scene = new Scene(new World(ledgerIn('checking')));
  expect(await scene.run()).toMatchObject({ status: 'PASS', reason: expect.stringContaining('recorded no contract') });
  const recorded = JSON.parse(scene.world.items.get(`CONTRACT#${RELEASE_2}`).document.S);
  const live = (contract: object) =>
    scene.world.items.set(`CONTRACT#${RELEASE_1}`, { document: { S: JSON.stringify({ ...recorded, contract }) } });
  live(SPEC.contract);
  expect(await scene.run()).toMatchObject({
    status: 'PASS',
    reason: expect.stringMatching(/; backward compatible with v1$/),
  });
  live({ ...SPEC.contract, request: { type: 'object', properties: { amount: { type: ['number', 'null'] } } } });
  expect(await scene.run()).toMatchObject({
    status: 'FAIL',
    rollForwardOnly: 'not compatible with v1 in request /amount required, request /amount type',
  });
  expect(await scene.run({ approval: 'sign-off' })).toMatchObject({ status: 'PASS' });
});

test('finds that the live version is not served by its feature group any more', async () => {
  const scene = new Scene(new World(ledgerIn('checking')));
  const featureGroups = [{ name: 'customers', features: { city: 'String' }, sampleRecords: [] }];
  const contract = { ...SPEC.contract, featureGroups };
  const record = { version: 'v1', releaseId: RELEASE_1, hash: 'h', contract };
  scene.world.items.set(`CONTRACT#${RELEASE_1}`, { document: { S: JSON.stringify(record) } });
  expect(await scene.run()).toMatchObject({
    status: 'FAIL',
    rollForwardOnly: 'not compatible with v1 in feature-group customers.city type',
  });
});

test.each<[string, (scene: Scene) => void, string]>([
  [
    'an answer of another shape',
    (scene) => (scene.answers = [{ status: 200, body: '{"score":"high"}' }]),
    'answer breaks the schema at /score (type)',
  ],
  ['no JSON', (scene) => (scene.answers = [{ status: 200, body: 'ok' }]), 'answer must be JSON'],
  [
    'a refused sample',
    (scene) => (scene.answers = [{ status: 422, body: '{}' }]),
    'answer must have a status of 2xx, got 422',
  ],
  ['no such group', (scene) => (scene.group = undefined), 'there is no such feature group'],
  [
    'a changed feature',
    (scene) => (scene.features = [{ FeatureName: 'age', FeatureType: 'String' }]),
    'feature age must be Integral, got String',
  ],
  [
    'a stale record',
    (scene) => (scene.world.time = new Date(Date.parse(T0) + 700_000)),
    'record a must be 600 s old at most, got 700 s',
  ],
  ['a missing record', (scene) => (scene.records = {}), 'record a must be in the online store, got none'],
])('fails with %s', async (_, spoil, reason) => {
  const scene = new Scene(new World(ledgerIn('checking')));
  spoil(scene);
  expect(await scene.run()).toMatchObject({ status: 'FAIL', reason: expect.stringContaining(reason) });
});

test('fails with a sample that its own schema refuses', async () => {
  const scene = new Scene(new World(ledgerIn('checking')));
  const samples = [{ method: 'POST' as const, path: '/predict', body: '{}' }];
  expect(await scene.run({ samples })).toMatchObject({
    reason: '1 of 1 samples break the contract; sample-1: request breaks the schema at / (required)',
  });
});

test('a sample is tried again', async () => {
  const scene = new Scene(new World(ledgerIn('checking')));
  scene.answers = [
    { status: 503, body: '' },
    { status: 200, body: '{"score":1}' },
  ];
  expect(await scene.run()).toMatchObject({ status: 'PASS' });
  expect(scene.sent).toHaveLength(2);
});

test('what was wrong with earlier tries is told', async () => {
  const scene = new Scene(new World(ledgerIn('checking')));
  scene.answers = [
    { status: 503, body: '' },
    { status: 200, body: '{"score":1}' },
  ];
  expect(await scene.run()).toMatchObject({
    evidence: { retriedSamples: [{ tries: 2, earlierTries: ['answer must have a status of 2xx, got 503'] }] },
  });
});

test.each([
  ['an answer that breaks the contract now and then', { status: 200, body: '{"score":"high"}' }],
  ['an error of the model', { status: 500, body: '' }],
])('fails with %s, without another try', async (_, first) => {
  const scene = new Scene(new World(ledgerIn('checking')));
  scene.answers = [first, { status: 200, body: '{"score":1}' }];
  expect(await scene.run()).toMatchObject({ status: 'FAIL' });
  expect(scene.sent).toHaveLength(1);
});

test('goes on with tags alone when there is nothing to compare them with', async () => {
  const scene = new Scene(new World(firstLedgerIn('checking')));
  const contract = { featureGroups: [], tags: { preprocessing: '4' } };
  expect(await scene.run({ contract, samples: [] }, RELEASE_1)).toMatchObject({
    status: 'INSUFFICIENT_DATA',
    exempt: true,
  });
});

test('fails loudly when records can’t be read now', async () => {
  const scene = new Scene(new World(ledgerIn('checking')));
  scene.records = { Errors: [{ ErrorCode: 'AccessForbidden', ErrorMessage: 'no' }] };
  await expect(scene.run()).rejects.toThrow('feature group "customers" must be readable, got AccessForbidden: no');
});

test('an offline group has no records to read', async () => {
  const scene = new Scene(new World(ledgerIn('checking')));
  scene.group = { FeatureGroupStatus: 'Created' };
  expect(await scene.run()).toMatchObject({ reason: expect.stringContaining('must have an online store') });
  expect(scene.reads).toEqual([]);
});
