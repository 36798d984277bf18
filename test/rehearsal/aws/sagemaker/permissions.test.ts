import { SageMaker as SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ApplicationAutoScaling } from '../../../../lib/rehearsal/aws/autoscaling/autoscaling';
import { configInput, modelInput, refusal, ROLE, SageMakerFixture, START } from './fixture';

const CALLER = 'arn:aws:iam::123456789012:role/handler';
const arnOf = (resource: string) => `arn:aws:sagemaker:eu-west-1:123456789012:${resource}`;
let fixture: SageMakerFixture;
let sagemaker: SageMakerClient;

beforeEach(async () => {
  fixture = await SageMakerFixture.open();
  const trust = {
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  fixture.account.roles.create('handler', JSON.stringify(trust), '/', new Date(START));
  sagemaker = fixture.client(fixture.account.accessKeys.accessKeyFor(CALLER));
});
afterEach(() => fixture.close());

function allow(...statements: readonly (readonly [action: string, resource: string, condition?: object])[]): void {
  const Statement = statements.map(([Action, Resource, Condition]) => ({
    Effect: 'Allow',
    Action,
    Resource,
    Condition,
  }));
  fixture.account.roles.putInline('handler', 'policy', JSON.stringify({ Statement }));
}

const denied = (action: string, resource: string) =>
  `AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/handler/rehearsal is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;

test('a model needs its role to be passed, and tags AddTags', async () => {
  const create = (more: object = {}) => refusal(sagemaker.createModel({ ...modelInput('v1'), ...more }));
  allow(['sagemaker:CreateModel', arnOf('model/v*')]);
  expect(await create()).toBe(denied('iam:PassRole', ROLE));
  const pass = ['iam:PassRole', ROLE, { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } }] as const;
  allow(['sagemaker:CreateModel', arnOf('model/v*')], pass);
  expect(await create({ Tags: [{ Key: 'a', Value: 'b' }] })).toBe(denied('sagemaker:AddTags', arnOf('model/v1')));
  expect(await create()).toBeUndefined();
});

test('an endpoint needs the permission on its configuration too', async () => {
  allow(['*', '*']);
  await sagemaker.createModel(modelInput('v1'));
  await sagemaker.createEndpointConfig(configInput('v1', 'v1'));
  const create = () => refusal(sagemaker.createEndpoint({ EndpointName: 'Fraud', EndpointConfigName: 'v1' }));
  allow(['sagemaker:CreateEndpoint', arnOf('endpoint/*')]);
  expect(await create()).toBe(denied('sagemaker:CreateEndpoint', arnOf('endpoint-config/v1')));
  // IAM sees names in small letters, whatever the endpoint is called
  allow(
    ['sagemaker:CreateEndpoint', arnOf('endpoint/Fraud')],
    ['sagemaker:CreateEndpoint', arnOf('endpoint-config/v1')],
  );
  expect(await create()).toBe(denied('sagemaker:CreateEndpoint', arnOf('endpoint/fraud')));
  allow(
    ['sagemaker:CreateEndpoint', arnOf('endpoint/fraud')],
    ['sagemaker:CreateEndpoint', arnOf('endpoint-config/v1')],
  );
  expect(await create()).toBeUndefined();
});

describe('a scaled variant', () => {
  const RESOURCE = {
    ServiceNamespace: 'sagemaker',
    ResourceId: 'endpoint/fraud-blue/variant/AllTraffic',
    ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
  };
  const scaling = (operation: string, input: object) =>
    fixture.account.call('application-autoscaling', operation, input);
  let owner: SageMakerClient;

  beforeEach(async () => {
    owner = fixture.client();
    const service = new ApplicationAutoScaling(
      { desiredCount: () => undefined, setDesiredCount: () => undefined },
      fixture.emulated,
    );
    fixture.account.register(service);
    fixture.emulated.scaling = service;
    await fixture.serve(owner, 'fraud-blue', 'v1');
  });

  test('is brought into its limits, which takes the time that instances take', async () => {
    await scaling('RegisterScalableTarget', { ...RESOURCE, MinCapacity: 2, MaxCapacity: 4 });
    const variant = async () => (await owner.describeEndpoint({ EndpointName: 'fraud-blue' })).ProductionVariants?.[0];
    expect(await variant()).toMatchObject({ CurrentInstanceCount: 1, DesiredInstanceCount: 2 });
    await fixture.pass(5);
    expect(await variant()).toMatchObject({ CurrentInstanceCount: 2 });
    await scaling('PutScalingPolicy', {
      ...{ ...RESOURCE, PolicyName: 'invocations', PolicyType: 'TargetTrackingScaling' },
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 750,
        PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
      },
    });
    const { ScalingPolicies } = await scaling('DescribeScalingPolicies', { ServiceNamespace: 'sagemaker' });
    expect(ScalingPolicies).toMatchObject([{ ...RESOURCE, PolicyName: 'invocations' }]);
    const { ScalableTargets } = await scaling('DescribeScalableTargets', { ServiceNamespace: 'sagemaker' });
    expect(ScalableTargets).toMatchObject([
      { ...RESOURCE, MinCapacity: 2, RoleARN: expect.stringContaining('_SageMakerEndpoint') },
    ]);
    expect((await scaling('DescribeScalableTargets', { ServiceNamespace: 'ecs' })).ScalableTargets).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['an unknown variant', { ResourceId: 'endpoint/fraud-blue/variant/Other' }, 'ValidationException'],
    ['an id of ECS', { ResourceId: 'service/models/fraud' }, 'ValidationException'],
    [
      'another dimension',
      { ScalableDimension: 'sagemaker:inference-component:DesiredCopyCount' },
      'ValidationException',
    ],
    ['no instances', { MinCapacity: 0 }, 'ValidationException'],
    ['another namespace', { ServiceNamespace: 'lambda' }, 'NotImplemented'],
  ])('fails for %s', async (_, more, code) => {
    const call = scaling('RegisterScalableTarget', { ...RESOURCE, MinCapacity: 1, MaxCapacity: 2, ...more });
    await expect(call).rejects.toMatchObject({ code });
  });

  test('fails an update that changes its instance type, until it is deregistered', async () => {
    await scaling('RegisterScalableTarget', { ...RESOURCE, MinCapacity: 1, MaxCapacity: 4 });
    await fixture.prepare(owner, 'v2');
    const [variant] = configInput('v3', 'v2').ProductionVariants;
    const larger = { ...variant, InstanceType: 'ml.m5.xlarge' as const };
    await owner.createEndpointConfig({ EndpointConfigName: 'v3', ProductionVariants: [larger] });
    const update = (EndpointConfigName: string) =>
      refusal(owner.updateEndpoint({ EndpointName: 'fraud-blue', EndpointConfigName }));
    expect(await update('v3')).toMatch(/^ValidationException: The variant\(s\) "\[AllTraffic\]" must be deregistered/);
    expect(await update('v2')).toBeUndefined();
    await fixture.pass(5);
    await scaling('DeregisterScalableTarget', RESOURCE);
    expect(await update('v3')).toBeUndefined();
  });

  test('goes with its endpoint, if the caller may deregister it', async () => {
    await scaling('RegisterScalableTarget', { ...RESOURCE, MinCapacity: 1, MaxCapacity: 4 });
    allow(['sagemaker:DeleteEndpoint', '*']);
    const remove = () => refusal(sagemaker.deleteEndpoint({ EndpointName: 'fraud-blue' }));
    expect(await remove()).toContain('application-autoscaling:DeleteScalingPolicy');
    allow(['sagemaker:DeleteEndpoint', '*'], ['application-autoscaling:*', '*']);
    expect(await remove()).toBeUndefined();
    expect((await scaling('DescribeScalableTargets', { ServiceNamespace: 'sagemaker' })).ScalableTargets).toEqual([]);
  });
});
