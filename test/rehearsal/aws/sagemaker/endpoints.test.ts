import { SageMaker as SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ScaledClock } from '../../../../lib/rehearsal/clocks/scaled-clock';
import { configInput, modelInput, refusal, SageMakerFixture, START, VARIANT } from './fixture';

let fixture: SageMakerFixture;
let sagemaker: SageMakerClient;
const ENDPOINT = { EndpointName: 'fraud-blue' };
const ARN = 'arn:aws:sagemaker:eu-west-1:123456789012:endpoint/fraud-blue';

beforeEach(async () => {
  fixture = await SageMakerFixture.open();
  sagemaker = fixture.client();
});
afterEach(() => fixture.close());

const describeEndpoint = () => sagemaker.describeEndpoint(ENDPOINT);
const start = () => fixture.serve(sagemaker, 'fraud-blue', 'v1', { count: 2 });
const update = (EndpointConfigName: string, more: object = {}) =>
  sagemaker.updateEndpoint({ ...ENDPOINT, EndpointConfigName, ...more });

const running = () => fixture.loopback.running.size;

describe('creating', () => {
  test('takes some minutes, and runs each instance as a task', async () => {
    await fixture.prepare(sagemaker, 'v1', { count: 2 });
    const { EndpointArn } = await sagemaker.createEndpoint({ ...ENDPOINT, EndpointConfigName: 'v1' });
    expect(EndpointArn).toBe(ARN);
    const creating = await describeEndpoint();
    expect(creating).toMatchObject({
      EndpointStatus: 'Creating',
      EndpointConfigName: 'v1',
      CreationTime: expect.any(Date),
      PendingDeploymentSummary: {
        EndpointConfigName: 'v1',
        ProductionVariants: [{ VariantName: 'AllTraffic', CurrentInstanceCount: 0, DesiredInstanceCount: 2 }],
      },
    });
    expect(creating.ProductionVariants).toBeUndefined();
    await fixture.pass(3);
    expect((await describeEndpoint()).EndpointStatus).toBe('Creating');
    await fixture.pass(2);
    const live = await describeEndpoint();
    expect(live).toMatchObject({
      EndpointStatus: 'InService',
      ProductionVariants: [
        {
          ...{ VariantName: 'AllTraffic', CurrentWeight: 1, DesiredWeight: 1 },
          ...{ CurrentInstanceCount: 2, DesiredInstanceCount: 2 },
          DeployedImages: [{ SpecifiedImage: 'serve' }],
        },
      ],
    });
    expect(live).not.toHaveProperty('PendingDeploymentSummary');
    expect(fixture.loopback.started[0]).toMatchObject({
      ...{ serviceName: 'fraud-blue', image: 'serve', containerPort: 8080, ip: '10.32.0.4' },
      environment: { MODEL_VERSION: 'v1' },
    });
  });

  test.each([
    ['whose container never passes its ping', 'refuse', 'did not pass the ping health check'],
    ['whose container ends at once, again and again', 'exit', 'did not pass the ping health check'],
    ['whose image does not exist', 'throw', 'no such image'],
  ])('fails for a model %s, and leaves nothing running', async (_, image, reason) => {
    await fixture.prepare(sagemaker, 'v1', { image });
    await sagemaker.createEndpoint({ ...ENDPOINT, EndpointConfigName: 'v1' });
    await fixture.pass(15);
    const failed = await describeEndpoint();
    expect(failed).toMatchObject({ EndpointStatus: 'Failed', EndpointConfigName: 'v1' });
    expect(failed.FailureReason).toContain(reason);
    expect(running()).toBe(0);
    expect(await refusal(update('v1'))).toBe(`ValidationException: Cannot update failed endpoint "${ARN}".`);
    await sagemaker.deleteEndpoint(ENDPOINT);
  });

  test('a variant may give its containers less time', async () => {
    const [variant] = configInput('v1', 'v1').ProductionVariants;
    await sagemaker.createModel(modelInput('v1', 'refuse'));
    const ProductionVariants = [{ ...variant, ContainerStartupHealthCheckTimeoutInSeconds: 60 }];
    await sagemaker.createEndpointConfig({ EndpointConfigName: 'v1', ProductionVariants });
    await sagemaker.createEndpoint({ ...ENDPOINT, EndpointConfigName: 'v1' });
    await fixture.pass(5.5);
    expect((await describeEndpoint()).EndpointStatus).toBe('Failed');
  });

  test('a model may take real seconds to load, however fast the clock is', async () => {
    const fast = await SageMakerFixture.open({ clock: new ScaledClock(START, 1_000) });
    const client = fast.client();
    await fast.prepare(client, 'v1', { image: 'refuse' });
    await client.createEndpoint({ ...ENDPOINT, EndpointConfigName: 'v1' });
    await new Promise((resolve) => setTimeout(resolve, 1_500)); // 25 virtual minutes
    const [loading] = fast.loopback.running.values();
    fast.loopback.behaviour = () => 'serve';
    const loaded = await fast.loopback.start(fast.loopback.started[0]);
    await fast.untilInService(client, ENDPOINT.EndpointName);
    await fast.close();
    await Promise.all([loading.stop(), loaded.stop()]);
  });

  test('fails when its model was deleted after its configuration was made', async () => {
    await fixture.prepare(sagemaker, 'v1');
    await sagemaker.deleteModel({ ModelName: 'v1' });
    await sagemaker.createEndpoint({ ...ENDPOINT, EndpointConfigName: 'v1' });
    await fixture.pass(5);
    const { EndpointStatus, FailureReason } = await describeEndpoint();
    expect(`${EndpointStatus}: ${FailureReason}`).toContain('Failed: Could not find model "arn:aws:sagemaker:');
  });

  test('a serverless variant has no instances', async () => {
    await sagemaker.createModel(modelInput('v1'));
    const ServerlessConfig = { MemorySizeInMB: 2048, MaxConcurrency: 5 };
    await sagemaker.createEndpointConfig({
      EndpointConfigName: 'v1',
      ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: 'v1', ServerlessConfig }],
    });
    await sagemaker.createEndpoint({ ...ENDPOINT, EndpointConfigName: 'v1' });
    await fixture.pass(5);
    const { EndpointStatus, ProductionVariants } = await describeEndpoint();
    expect(EndpointStatus).toBe('InService');
    expect(ProductionVariants?.[0]).toMatchObject({ CurrentServerlessConfig: ServerlessConfig });
    expect(ProductionVariants?.[0].CurrentInstanceCount).toBeUndefined();
  });
});

describe('updating', () => {
  test('the old instances serve until the new ones are healthy', async () => {
    await start();
    await fixture.prepare(sagemaker, 'v2', { count: 3 });
    await update('v2');
    const updating = await describeEndpoint();
    expect(updating).toMatchObject({
      EndpointStatus: 'Updating',
      EndpointConfigName: 'v1',
      ProductionVariants: [{ CurrentInstanceCount: 2 }],
      PendingDeploymentSummary: { EndpointConfigName: 'v2', ProductionVariants: [{ DesiredInstanceCount: 3 }] },
    });
    await fixture.pass(4.1);
    expect(running()).toBe(5);
    await fixture.pass(1);
    expect(running()).toBe(3);
    expect(await describeEndpoint()).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'v2',
      ProductionVariants: [{ CurrentInstanceCount: 3, DesiredInstanceCount: 3 }],
    });
  });

  test('old instances stay as long as the deployment says', async () => {
    await start();
    await fixture.prepare(sagemaker, 'v2');
    const TrafficRoutingConfiguration = { Type: 'ALL_AT_ONCE' as const, WaitIntervalInSeconds: 60 };
    const BlueGreenUpdatePolicy = { TrafficRoutingConfiguration, TerminationWaitInSeconds: 240 };
    await update('v2', { DeploymentConfig: { BlueGreenUpdatePolicy } });
    await fixture.pass(8);
    expect((await describeEndpoint()).EndpointStatus).toBe('Updating');
    await fixture.pass(2);
    expect(await describeEndpoint()).toMatchObject({
      EndpointStatus: 'InService',
      LastDeploymentConfig: { BlueGreenUpdatePolicy },
    });
  });

  test('fails back to the old configuration, in service, with the reason', async () => {
    await start();
    await fixture.prepare(sagemaker, 'v2', { image: 'refuse' });
    await update('v2');
    await fixture.pass(15);
    const { EndpointStatus, EndpointConfigName, FailureReason } = await describeEndpoint();
    expect([EndpointStatus, EndpointConfigName]).toEqual(['InService', 'v1']);
    expect(FailureReason).toContain('did not pass the ping health check');
    expect(running()).toBe(2);
    await fixture.prepare(sagemaker, 'v3');
    await update('v3');
    expect((await describeEndpoint()).FailureReason).toBeUndefined();
  });

  test('the count of the configuration counts, unless properties are retained', async () => {
    await start();
    const DesiredWeightsAndCapacities = [{ VariantName: 'AllTraffic', DesiredInstanceCount: 4, DesiredWeight: 0.5 }];
    await sagemaker.updateEndpointWeightsAndCapacities({ ...ENDPOINT, DesiredWeightsAndCapacities });
    await fixture.pass(5);
    await fixture.prepare(sagemaker, 'v2', { count: 1 });
    const ExcludeRetainedVariantProperties = [{ VariantPropertyType: 'DesiredWeight' }];
    await update('v2', { RetainAllVariantProperties: true, ExcludeRetainedVariantProperties });
    await fixture.pass(5);
    const variantNow = async () => (await describeEndpoint()).ProductionVariants?.[0];
    expect(await variantNow()).toMatchObject({ CurrentInstanceCount: 4, CurrentWeight: 1 });
    await update('v2');
    await fixture.pass(5);
    expect(await variantNow()).toMatchObject({ CurrentInstanceCount: 1 });
  });

  test('fails while the endpoint is Creating, Updating or Deleting; so does deleting', async () => {
    const busy = `ValidationException: Cannot update in-progress endpoint "${ARN}".`;
    await fixture.prepare(sagemaker, 'v1');
    await fixture.prepare(sagemaker, 'v2');
    const DesiredWeightsAndCapacities = [{ VariantName: 'AllTraffic', DesiredWeight: 1 }];
    const refusals = async () => [
      await refusal(update('v2')),
      await refusal(sagemaker.updateEndpointWeightsAndCapacities({ ...ENDPOINT, DesiredWeightsAndCapacities })),
      await refusal(sagemaker.deleteEndpoint(ENDPOINT)),
    ];
    await sagemaker.createEndpoint({ ...ENDPOINT, EndpointConfigName: 'v1' });
    expect(await refusals()).toEqual([busy, busy, busy]);
    await fixture.pass(5);
    await update('v2');
    expect(await refusals()).toEqual([busy, busy, busy]);
    await fixture.pass(5);
    await sagemaker.deleteEndpoint(ENDPOINT);
    expect(await refusals()).toEqual([busy, busy, busy]);
  });

  test('fails once the configuration that runs was deleted; the endpoint goes on', async () => {
    await start();
    await fixture.prepare(sagemaker, 'v2');
    await sagemaker.deleteEndpointConfig({ EndpointConfigName: 'v1' });
    await sagemaker.deleteModel({ ModelName: 'v1' });
    const gone =
      'ValidationException: Could not find endpoint configuration "arn:aws:sagemaker:eu-west-1:123456789012:endpoint-config/v1".';
    expect(await refusal(update('v2'))).toBe(gone);
    expect(await describeEndpoint()).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'v1' });
    expect(running()).toBe(2);
  });

  test.each([
    [
      'another traffic routing',
      { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'CANARY', WaitIntervalInSeconds: 0 } } },
    ],
    [
      'rolling updates',
      { RollingUpdatePolicy: { MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 50 }, WaitIntervalInSeconds: 0 } },
    ],
    ['alarms', { AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'hot' }] } }],
  ])('fails with 501 for %s', async (_, DeploymentConfig) => {
    await start();
    expect(await refusal(update('v1', { DeploymentConfig }))).toMatch(/^NotImplemented: /);
  });
});

describe('weights and capacities', () => {
  const rescale = (...changes: object[]) =>
    sagemaker.updateEndpointWeightsAndCapacities({ ...ENDPOINT, DesiredWeightsAndCapacities: changes as never });

  test('more instances come after some minutes, fewer go', async () => {
    await start();
    await rescale({ VariantName: 'AllTraffic', DesiredInstanceCount: 3 });
    expect(await describeEndpoint()).toMatchObject({
      EndpointStatus: 'Updating',
      ProductionVariants: [{ CurrentInstanceCount: 2, DesiredInstanceCount: 3 }],
    });
    await fixture.pass(5);
    expect(await describeEndpoint()).toMatchObject({
      EndpointStatus: 'InService',
      ProductionVariants: [{ CurrentInstanceCount: 3 }],
    });
    await rescale({ VariantName: 'AllTraffic', DesiredInstanceCount: 1 });
    await fixture.pass(1);
    expect(running()).toBe(1);
    expect((await describeEndpoint()).ProductionVariants?.[0]).toMatchObject({ CurrentInstanceCount: 1 });
  });

  test('weights change within a minute, without new instances', async () => {
    await start();
    await rescale({ VariantName: 'AllTraffic', DesiredWeight: 0.25 });
    expect((await describeEndpoint()).ProductionVariants?.[0]).toMatchObject({ CurrentWeight: 1, DesiredWeight: 0.25 });
    await fixture.pass(1);
    expect(await describeEndpoint()).toMatchObject({
      EndpointStatus: 'InService',
      ProductionVariants: [{ CurrentWeight: 0.25 }],
    });
    expect(fixture.loopback.started).toHaveLength(2);
  });

  test('fails back to the old count when the new instances do not come up', async () => {
    await start();
    fixture.emulated.faults.hasNoCapacity = (type) => type === VARIANT.InstanceType;
    await rescale({ VariantName: 'AllTraffic', DesiredInstanceCount: 5 });
    await fixture.pass(30.5);
    expect((await describeEndpoint()).EndpointStatus).toBe('RollingBack');
    await fixture.pass(1);
    const { EndpointStatus, ProductionVariants, FailureReason } = await describeEndpoint();
    expect(EndpointStatus).toBe('InService');
    expect(ProductionVariants?.[0]).toMatchObject({ CurrentInstanceCount: 2, DesiredInstanceCount: 2 });
    expect(FailureReason).toContain('InsufficientInstanceCapacity');
  });

  test.each([
    [
      'an unknown variant',
      { VariantName: 'Other', DesiredWeight: 1 },
      /^ValidationException: .*no production variant Other/,
    ],
    [
      'no instances',
      { VariantName: 'AllTraffic', DesiredInstanceCount: 0 },
      /^ValidationException: .*greater than or equal to 1/,
    ],
    ['a negative weight', { VariantName: 'AllTraffic', DesiredWeight: -1 }, /^ValidationException: .*desiredWeight/],
  ])('fails for %s', async (_, change, message) => {
    await start();
    expect(await refusal(rescale(change))).toMatch(message);
  });
});

describe('instances', () => {
  test('a container that ends is run again', async () => {
    await start();
    const [victim] = [...fixture.loopback.running.values()];
    victim.crash(1);
    await fixture.pass(0.2);
    expect(running()).toBe(1);
    await fixture.pass(1);
    expect(running()).toBe(2);
    expect((await describeEndpoint()).ProductionVariants?.[0]).toMatchObject({ CurrentInstanceCount: 2 });
  });

  test('an instance that fails its pings is replaced', async () => {
    await start();
    const [first] = fixture.loopback.started;
    const unplug = fixture.network.register(first.ip, 8080, 1); // nothing answers on port 1
    await fixture.pass(1);
    unplug();
    await fixture.pass(5);
    expect(fixture.loopback.started.filter(({ ip }) => ip === first.ip)).toHaveLength(2);
    expect(running()).toBe(2);
  });
});

describe('deleting', () => {
  test('is Deleting for a while, then unknown; a new one may have the name', async () => {
    await start();
    await sagemaker.deleteEndpoint(ENDPOINT);
    expect((await describeEndpoint()).EndpointStatus).toBe('Deleting');
    await fixture.pass(1);
    expect(running()).toBe(0);
    expect(await refusal(describeEndpoint())).toBe(`ValidationException: Could not find endpoint "${ARN}".`);
    expect(await refusal(sagemaker.deleteEndpoint(ENDPOINT))).toContain('Could not find endpoint');
    await sagemaker.createEndpoint({ ...ENDPOINT, EndpointConfigName: 'v1' });
  });
});

describe('faults', () => {
  const failing = (reason?: string) => {
    fixture.emulated.faults.failDeployment = ({ kind, endpointName }) =>
      endpointName === 'fraud-blue' ? { reason: reason && `${kind}: ${reason}` } : undefined;
  };

  test('a creation that fails ends Failed', async () => {
    failing('internal error');
    await start();
    expect(await describeEndpoint()).toMatchObject({
      EndpointStatus: 'Failed',
      FailureReason: 'create: internal error',
    });
    expect(running()).toBe(0);
  });

  test('an update that fails silently ends InService with the old configuration and no reason', async () => {
    await start();
    failing();
    await fixture.prepare(sagemaker, 'v2');
    await update('v2');
    await fixture.pass(5);
    const { EndpointStatus, EndpointConfigName, FailureReason } = await describeEndpoint();
    expect([EndpointStatus, EndpointConfigName, FailureReason]).toEqual(['InService', 'v1', undefined]);
    expect(running()).toBe(2);
  });

  test('without capacity SageMaker waits for half an hour, or as long as the variant says', async () => {
    fixture.emulated.faults.hasNoCapacity = () => true;
    await fixture.prepare(sagemaker, 'v1');
    await sagemaker.createEndpoint({ ...ENDPOINT, EndpointConfigName: 'v1' });
    await fixture.pass(29);
    expect((await describeEndpoint()).EndpointStatus).toBe('Creating');
    await fixture.pass(2);
    const { EndpointStatus, FailureReason } = await describeEndpoint();
    expect(EndpointStatus).toBe('Failed');
    expect(FailureReason).toMatch(/^Unable to provision requested ML compute capacity/);
  });

  test('what a model is made of, and what an instance starts with, can be altered', async () => {
    fixture.emulated.faults.alterCreatedModel = (input) => ({
      ...input,
      PrimaryContainer: { ...input.PrimaryContainer, Environment: { FEATURE_STORE: 'staging' } },
    });
    fixture.emulated.faults.onInstanceStarting = (spec) => ({ ...spec, ip: '0.0.0.0' });
    await start();
    expect(fixture.loopback.started[0]).toMatchObject({ environment: { FEATURE_STORE: 'staging' }, ip: '0.0.0.0' });
    await fixture.pass(10);
    expect((await describeEndpoint()).EndpointStatus).toBe('Failed');
  });
});
