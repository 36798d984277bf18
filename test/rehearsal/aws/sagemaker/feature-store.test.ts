import { FeatureDefinition, SageMaker as SageMakerClient } from '@aws-sdk/client-sagemaker';
import { BatchGetRecordIdentifier, SageMakerFeatureStoreRuntime } from '@aws-sdk/client-sagemaker-featurestore-runtime';
import { refusal, SageMakerFixture, START } from './fixture';

const CALLER = 'arn:aws:iam::123456789012:role/handler';
const ARN = 'arn:aws:sagemaker:eu-west-1:123456789012:feature-group/customers';
const DEFINITIONS: FeatureDefinition[] = [
  { FeatureName: 'id', FeatureType: 'String' },
  { FeatureName: 'at', FeatureType: 'Fractional' },
  { FeatureName: 'age', FeatureType: 'Integral' },
];
const GROUP = {
  FeatureGroupName: 'Customers',
  RecordIdentifierFeatureName: 'id',
  EventTimeFeatureName: 'at',
  FeatureDefinitions: DEFINITIONS,
  OnlineStoreConfig: { EnableOnlineStore: true },
};
let fixture: SageMakerFixture;
let sagemaker: SageMakerClient;

beforeEach(async () => {
  fixture = await SageMakerFixture.open();
  fixture.account.register(fixture.emulated.featureStore);
  sagemaker = fixture.client();
});
afterEach(() => fixture.close());

async function read(identifier: Partial<BatchGetRecordIdentifier>, accessKeyId?: string) {
  const client = new SageMakerFeatureStoreRuntime(fixture.config(accessKeyId));
  try {
    const FeatureGroupName = 'Customers';
    return await client.batchGetRecord({
      Identifiers: [{ FeatureGroupName, RecordIdentifiersValueAsString: ['c1', 'c2'], ...identifier }],
    });
  } finally {
    client.destroy();
  }
}

function seed(more: object = {}): void {
  const records = [{ id: 'c1', age: '42' }];
  fixture.emulated.seedFeatureStore({ customers: { recordIdentifier: 'id', eventTime: 'at', records, ...more } });
}

/** Virtual seconds; calls take some milliseconds of it. */
function timesOf({ Records = [] }: Awaited<ReturnType<typeof read>>): number[] {
  return Records.map(({ Record = [] }) =>
    Number(Record.find(({ FeatureName }) => FeatureName === 'at')?.ValueAsString),
  );
}

test('a group is described as it was made, and goes', async () => {
  const { FeatureGroupArn } = await sagemaker.createFeatureGroup(GROUP);
  expect(FeatureGroupArn).toBe(ARN);
  expect(await sagemaker.describeFeatureGroup({ FeatureGroupName: 'customers' })).toMatchObject({
    ...GROUP,
    FeatureGroupArn: ARN,
    FeatureGroupStatus: 'Created',
  });
  await sagemaker.deleteFeatureGroup({ FeatureGroupName: 'Customers' });
  expect(await refusal(sagemaker.describeFeatureGroup({ FeatureGroupName: 'Customers' }))).toMatch(
    /^ResourceNotFound: /,
  );
});

test('fails with a name in use, and without a feature that it needs', async () => {
  await sagemaker.createFeatureGroup(GROUP);
  expect(await refusal(sagemaker.createFeatureGroup(GROUP))).toMatch(/^ResourceInUse: /);
  const without = { ...GROUP, FeatureGroupName: 'b', FeatureDefinitions: DEFINITIONS.slice(1) };
  expect(await refusal(sagemaker.createFeatureGroup(without))).toMatch(/must have feature id/);
});

test('records wait for their group, and are fresh whenever they are read', async () => {
  seed();
  await sagemaker.createFeatureGroup(GROUP);
  const first = await read({ FeatureNames: ['at'] });
  expect(first.Records).toEqual([
    { FeatureGroupName: 'Customers', RecordIdentifierValueAsString: 'c1', Record: [expect.anything()] },
  ]);
  expect(timesOf(first)[0]).toBeGreaterThanOrEqual(START / 1000);
  await fixture.pass(10);
  expect(timesOf(await read({}))[0]).toBeGreaterThanOrEqual(START / 1000 + 600);
});

test('a record with a time of its own keeps it, and nothing is fresh when nobody writes any more', async () => {
  seed({
    features: { id: 'String', at: 'Fractional', age: 'Integral' },
    records: [{ id: 'c1', at: '17' }, { id: 'c2' }],
  });
  expect(timesOf(await read({}))[0]).toBe(17);
  fixture.emulated.featureGroups[0].staleSince = START - 1000;
  expect(timesOf(await read({}))).toEqual([START / 1000 - 1, START / 1000 - 1]);
});

test('fails without a group, without an online store, with too many records, and without permission', async () => {
  expect(await refusal(read({}))).toMatch(/^ResourceNotFound: /);
  await sagemaker.createFeatureGroup({ ...GROUP, OnlineStoreConfig: undefined });
  expect(await refusal(read({}))).toMatch(/Online store is not enabled/);
  const many = Array.from({ length: 101 }, (_, index) => `${index}`);
  expect(await refusal(read({ RecordIdentifiersValueAsString: many }))).toMatch(/must have 1 to 100 members/);
  const trust = {
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  fixture.account.roles.create('handler', JSON.stringify(trust), '/', new Date(START));
  expect(await refusal(read({}, fixture.account.accessKeys.accessKeyFor(CALLER)))).toMatch(
    new RegExp(`is not authorized to perform: sagemaker:BatchGetRecord on resource: ${ARN}`),
  );
});
