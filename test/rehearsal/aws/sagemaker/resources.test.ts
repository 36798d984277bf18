import { SageMaker as SageMakerClient } from '@aws-sdk/client-sagemaker';
import { configInput, modelInput, refusal, ROLE, SageMakerFixture, VARIANT } from './fixture';

let fixture: SageMakerFixture;
let sagemaker: SageMakerClient;

beforeAll(async () => {
  fixture = await SageMakerFixture.open();
  sagemaker = fixture.client();
  await sagemaker.createModel(modelInput('known'));
});
afterAll(() => fixture.close());

const arnOf = (resource: string) => `arn:aws:sagemaker:eu-west-1:123456789012:${resource}`;
const createModel = (more: object) => sagemaker.createModel({ ...modelInput('other'), ...more });
const createConfig = (more: object, variant: object = {}) => {
  const input = configInput('other', 'known');
  return sagemaker.createEndpointConfig({
    ...input,
    ProductionVariants: [{ ...input.ProductionVariants[0], ...variant }],
    ...more,
  });
};

describe('models', () => {
  test('are shown as they were made, with the defaults that AWS shows', async () => {
    const VpcConfig = { SecurityGroupIds: ['sg-1'], Subnets: ['subnet-1', 'subnet-2'] };
    const { ModelArn } = await sagemaker.createModel({ ...modelInput('Fraud-1'), VpcConfig });
    expect(ModelArn).toBe(arnOf('model/fraud-1')); // SageMaker writes names in small letters there
    expect(await sagemaker.describeModel({ ModelName: 'Fraud-1' })).toMatchObject({
      ...{ ModelName: 'Fraud-1', ModelArn, ExecutionRoleArn: ROLE, VpcConfig, CreationTime: expect.any(Date) },
      PrimaryContainer: { Image: 'serve', Mode: 'SingleModel', Environment: { MODEL_VERSION: 'Fraud-1' } },
      EnableNetworkIsolation: false,
      DeploymentRecommendation: { RecommendationStatus: 'NOT_APPLICABLE' },
    });
    expect(await refusal(sagemaker.createModel(modelInput('fraud-1')))).toBe(
      `ValidationException: Cannot create already existing model "${ModelArn}".`,
    );
    await sagemaker.deleteModel({ ModelName: 'Fraud-1' });
    const gone = `ValidationException: Could not find model "${ModelArn}".`;
    expect(await refusal(sagemaker.describeModel({ ModelName: 'Fraud-1' }))).toBe(gone);
    expect(await refusal(sagemaker.deleteModel({ ModelName: 'Fraud-1' }))).toBe(gone);
  });

  test.each<[string, object, string | RegExp]>([
    [
      'a name that ends in a hyphen',
      { ModelName: 'fraud-' },
      "ValidationException: 1 validation error detected: Value 'fraud-' at 'modelName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?",
    ],
    ['a name of 64 characters', { ModelName: 'a'.repeat(64) }, /'modelName' .* length less than or equal to 63$/],
    ['no name', { ModelName: undefined }, /^ValidationException: .*modelName.*must not be null/],
    ['no container', { PrimaryContainer: undefined }, /exactly one of PrimaryContainer and Containers/],
    [
      'a container without image',
      { PrimaryContainer: { ModelDataUrl: 's3://b/m.tar.gz' } },
      /Image or ModelPackageName/,
    ],
    [
      'artifacts elsewhere',
      { PrimaryContainer: { Image: 'i', ModelDataUrl: 'ftp://b/m' } },
      /'primaryContainer.modelDataUrl'/,
    ],
    [
      'a variable with a wrong name',
      { PrimaryContainer: { Image: 'i', Environment: { '1ST': '' } } },
      /'primaryContainer.environment' .*regular expression/,
    ],
    [
      'too large an environment',
      {
        PrimaryContainer: {
          Image: 'i',
          Environment: Object.fromEntries(
            [...'abcdefghijklmnopqrstuvwxyzABCDEFG'].map((key) => [key, 'x'.repeat(1000)]),
          ),
        },
      },
      /32768 bytes together, not 33033/,
    ],
    [
      'no subnets',
      { VpcConfig: { SecurityGroupIds: ['sg-1'], Subnets: [] } },
      /'vpcConfig.subnets' .*greater than or equal to 1/,
    ],
    [
      'a role that it may not assume',
      { ExecutionRoleArn: 'arn:aws:iam::123456789012:role/stranger' },
      "ValidationException: Could not assume role arn:aws:iam::123456789012:role/stranger. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.",
    ],
    [
      'a pipeline of containers',
      { PrimaryContainer: undefined, Containers: [{ Image: 'a' }, { Image: 'b' }] },
      /^NotImplemented: /,
    ],
    ['many models in one container', { PrimaryContainer: { Image: 'i', Mode: 'MultiModel' } }, /^NotImplemented: /],
  ])('fail for %s', async (_, more, message) => {
    const refused = await refusal(createModel(more));
    if (typeof message === 'string') expect(refused).toBe(message);
    else expect(refused).toMatch(message);
  });

  test('may come from a model package', async () => {
    const ModelPackageName = arnOf('model-package/fraud/3');
    await sagemaker.createModel({ ModelName: 'package', ExecutionRoleArn: ROLE, Containers: [{ ModelPackageName }] });
    const { Containers } = await sagemaker.describeModel({ ModelName: 'package' });
    expect(Containers).toMatchObject([{ ModelPackageName, Mode: 'SingleModel' }]);
  });
});

describe('endpoint configurations', () => {
  test('are shown as they were made', async () => {
    const DataCaptureConfig = {
      ...{ EnableCapture: true, InitialSamplingPercentage: 10, DestinationS3Uri: 's3://captured/v1' },
      CaptureOptions: [{ CaptureMode: 'Input' as const }],
    };
    const KmsKeyId = 'arn:aws:kms:eu-west-1:123456789012:key/1';
    const { EndpointConfigArn } = await sagemaker.createEndpointConfig({
      ...configInput('shown', 'known', 2),
      ...{ DataCaptureConfig, KmsKeyId },
    });
    expect(await sagemaker.describeEndpointConfig({ EndpointConfigName: 'shown' })).toMatchObject({
      ...{ EndpointConfigName: 'shown', EndpointConfigArn, KmsKeyId, DataCaptureConfig, EnableNetworkIsolation: false },
      ProductionVariants: [{ ...VARIANT, ModelName: 'known', InitialInstanceCount: 2, InitialVariantWeight: 1 }],
      CreationTime: expect.any(Date),
    });
    expect(await refusal(sagemaker.createEndpointConfig(configInput('shown', 'known')))).toBe(
      `ValidationException: Cannot create already existing endpoint configuration "${EndpointConfigArn}".`,
    );
    await sagemaker.deleteEndpointConfig({ EndpointConfigName: 'shown' });
    expect(await refusal(sagemaker.deleteEndpointConfig({ EndpointConfigName: 'shown' }))).toBe(
      `ValidationException: Could not find endpoint configuration "${EndpointConfigArn}".`,
    );
  });

  test.each<[string, object, object, RegExp]>([
    ['an unknown model', {}, { ModelName: 'x' }, /^ValidationException: Could not find model "arn:.*:model\/x"\.$/],
    ['no variants', { ProductionVariants: [] }, {}, /productionVariants.*must not be null/],
    [
      'a variant without name',
      {},
      { VariantName: undefined },
      /'productionVariants.1.member.variantName' .*must not be null/i,
    ],
    [
      'two variants of one name',
      {
        ProductionVariants: ['a', 'a'].map((VariantName) => ({
          ...VARIANT,
          VariantName,
          ModelName: 'known',
          InitialInstanceCount: 1,
        })),
      },
      {},
      /must be unique/,
    ],
    [
      'no instances',
      {},
      { InitialInstanceCount: 0 },
      /'productionVariants.1.member.initialInstanceCount' .*greater than or equal to 1/,
    ],
    ['an instance type of EC2', {}, { InstanceType: 'm5.large' }, /'productionVariants.1.member.instanceType'/],
    ['neither instances nor serverless', {}, { InstanceType: undefined }, /either InstanceType .* or ServerlessConfig/],
    [
      'a strange memory',
      {},
      {
        InstanceType: undefined,
        InitialInstanceCount: undefined,
        ServerlessConfig: { MemorySizeInMB: 1000, MaxConcurrency: 1 },
      },
      /1024, 2048.*got 1000/,
    ],
    ['too short a start', {}, { ContainerStartupHealthCheckTimeoutInSeconds: 5 }, /greater than or equal to 60/],
    [
      'capture of nothing',
      { DataCaptureConfig: { InitialSamplingPercentage: 101, DestinationS3Uri: 's3://b/p', CaptureOptions: [] } },
      {},
      /^ValidationException: 2 validation errors detected: .*less than or equal to 100; /,
    ],
    [
      'a role that it may not assume',
      { ExecutionRoleArn: 'arn:aws:iam::123456789012:role/stranger' },
      {},
      /Could not assume role/,
    ],
    ['shadow variants', { ShadowProductionVariants: [{ VariantName: 'shadow' }] }, {}, /^NotImplemented: /],
    ['asynchronous inference', { AsyncInferenceConfig: { OutputConfig: {} } }, {}, /^NotImplemented: /],
    ['inference components', {}, { ModelName: undefined }, /^NotImplemented: /],
  ])('fail for %s', async (_, more, variant, message) => {
    expect(await refusal(createConfig(more, variant))).toMatch(message);
  });
});

describe('endpoints', () => {
  test.each<[string, object, RegExp]>([
    [
      'a name with a dot',
      { EndpointName: 'fraud.blue' },
      /'endpointName' .*regular expression pattern: \[a-zA-Z0-9\]\(-\*/,
    ],
    ['a name of 64 characters', { EndpointName: 'a'.repeat(64) }, /length less than or equal to 63/],
    [
      'an unknown configuration',
      { EndpointConfigName: 'x' },
      /Could not find endpoint configuration "arn:.*:endpoint-config\/x"\.$/,
    ],
    ['a tag without value', { Tags: [{ Key: 'team' }] }, /'tags.1.member.value'/],
  ])('fail for %s', async (_, more, message) => {
    const input = { EndpointName: 'fraud-blue', EndpointConfigName: 'known', ...more };
    expect(await refusal(sagemaker.createEndpoint(input as never))).toMatch(message);
  });

  test('fail when the account may not have so many instances, those of other endpoints and both fleets counted', async () => {
    const limited = await SageMakerFixture.open({ instanceQuota: (type) => (type === 'ml.m5.large' ? 5 : undefined) });
    const client = limited.client();
    await limited.serve(client, 'fraud-blue', 'v1', { count: 3 });
    await limited.prepare(client, 'v2', { count: 3 });
    const message =
      "ResourceLimitExceeded: The account-level service limit 'ml.m5.large for endpoint usage' is 5 Instances, with current utilization of 3 Instances and a request delta of 3 Instances.";
    const update = client.updateEndpoint({ EndpointName: 'fraud-blue', EndpointConfigName: 'v2' });
    expect(await refusal(update)).toContain(message);
    expect(await refusal(client.createEndpoint({ EndpointName: 'other', EndpointConfigName: 'v2' }))).toContain(
      message,
    );
    const DesiredWeightsAndCapacities = [{ VariantName: 'AllTraffic', DesiredInstanceCount: 6 }];
    expect(
      await refusal(
        client.updateEndpointWeightsAndCapacities({ EndpointName: 'fraud-blue', DesiredWeightsAndCapacities }),
      ),
    ).toMatch(/^ResourceLimitExceeded: .* and a request delta of 3 Instances/);
    await limited.close();
  });
});

describe('tags', () => {
  test('are added, overwritten, listed and taken away by ARN', async () => {
    const { ModelArn: ResourceArn } = await sagemaker.createModel({
      ...modelInput('tagged'),
      Tags: [{ Key: 'bluegreen:model', Value: 'fraud' }],
    });
    const Tags = [
      { Key: 'bluegreen:model', Value: 'churn' },
      { Key: 'team', Value: '' },
    ];
    expect((await sagemaker.addTags({ ResourceArn, Tags })).Tags).toEqual(Tags);
    await sagemaker.deleteTags({ ResourceArn, TagKeys: ['team'] });
    expect((await sagemaker.listTags({ ResourceArn })).Tags).toEqual([Tags[0]]);
  });

  test('fail for an unknown resource, and for more than 50', async () => {
    const ResourceArn = arnOf('model/known');
    expect(await refusal(sagemaker.listTags({ ResourceArn: arnOf('model/x') }))).toBe(
      'ValidationException: Resource does not exist.',
    );
    const many = (prefix: string, count: number) =>
      Array.from({ length: count }, (_, i) => ({ Key: `${prefix}${i}`, Value: '' }));
    expect(await refusal(sagemaker.addTags({ ResourceArn, Tags: many('a', 51) }))).toMatch(/less than or equal to 50$/);
    await sagemaker.addTags({ ResourceArn, Tags: many('a', 30) });
    expect(await refusal(sagemaker.addTags({ ResourceArn, Tags: many('b', 21) }))).toMatch(/50 tags, not 51/);
  });
});

describe('lists', () => {
  let lists: SageMakerFixture;
  let client: SageMakerClient;

  beforeAll(async () => {
    lists = await SageMakerFixture.open();
    client = lists.client();
    for (let index = 0; index < 12; index++) {
      await lists.prepare(client, `fraud-${index}`);
      await lists.pass(1);
    }
    await client.createEndpoint({ EndpointName: 'fraud-blue', EndpointConfigName: 'fraud-0' });
    await lists.pass(6);
    await client.createEndpoint({ EndpointName: 'fraud-green', EndpointConfigName: 'fraud-1' });
    await client.createEndpoint({ EndpointName: 'churn-blue', EndpointConfigName: 'fraud-2' });
  });
  afterAll(() => lists.close());

  test('come in pages of ten, the latest first', async () => {
    const first = await client.listModels({});
    expect(first.Models?.map(({ ModelName }) => ModelName).slice(0, 3)).toEqual(['fraud-11', 'fraud-10', 'fraud-9']);
    expect(first.Models).toHaveLength(10);
    const second = await client.listModels({ NextToken: first.NextToken });
    expect(second.Models?.map(({ ModelName }) => ModelName)).toEqual(['fraud-1', 'fraud-0']);
    expect(second.NextToken).toBeUndefined();
    const configs = await client.listEndpointConfigs({ MaxResults: 2, SortOrder: 'Ascending', SortBy: 'Name' });
    expect(configs.EndpointConfigs?.map(({ EndpointConfigName }) => EndpointConfigName)).toEqual([
      'fraud-0',
      'fraud-1',
    ]);
  });

  test('are filtered by name, time and status', async () => {
    const names = async (input: object) =>
      (await client.listEndpoints({ SortBy: 'Name', SortOrder: 'Ascending', ...input })).Endpoints?.map(
        ({ EndpointName }) => EndpointName,
      );
    expect(await names({ NameContains: 'FRAUD' })).toEqual(['fraud-blue', 'fraud-green']);
    expect(await names({ StatusEquals: 'InService' })).toEqual(['fraud-blue']);
    const five = new Date(lists.clock.now() - 5 * 60_000);
    expect(await names({ CreationTimeAfter: five })).toEqual(['churn-blue', 'fraud-green']);
    expect(await names({ CreationTimeBefore: five })).toEqual(['fraud-blue']);
    expect(await names({ LastModifiedTimeAfter: five, NameContains: 'fraud-b' })).toEqual(['fraud-blue']);
  });

  test.each<[object, RegExp]>([
    [{ MaxResults: 101 }, /'maxResults' .*less than or equal to 100/],
    [{ NameContains: 'a_b' }, /'nameContains'/],
    [{ SortBy: 'Colour' }, /'sortBy' .*enum value set: \[Name, CreationTime\]/],
    [{ NextToken: 'x' }, /Invalid pagination token/],
  ])('fail for %j', async (input, message) => {
    expect(await refusal(client.listModels(input as never))).toMatch(message);
  });
});
