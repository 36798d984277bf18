import { RegisterTargetsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListModelsCommand,
  ListTagsCommand,
} from '@aws-sdk/client-sagemaker';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { Env, EnvironmentName, Names, PollResult, ProvisionResult, RetireResult, Verdict } from '../../../lib/contract';
import { copyName } from '../../../lib/core/sagemaker/copy-name';
import { IndependentAws } from '../support/independent-aws';
import { createModelAccount, MODEL, ModelAccount, productionWeights } from '../support/model-account';
import { ReleaseByHand, SAGEMAKER } from '../support/release-by-hand';
import { NO_TEST_ENDPOINT, QUICK_PLAN } from '../support/quick-plan';

const CANDIDATE = 'iris-candidate';
const PARAMETER = Names.gatewaySettings(MODEL);
const GATEWAY_TASKS = ['10.0.1.1', '10.0.1.2'];

/** Releases of a model that SageMaker hosts: two promoted, one rolled back, then the stack is deleted. */
export function describeSageMaker(aws: () => IndependentAws): void {
  describe('releases of SageMaker endpoints, function by function', () => {
    let account: ModelAccount;
    beforeAll(async () => {
      account = await createModelAccount(aws(), {
        region: 'ap-southeast-1',
        plan: QUICK_PLAN,
        testEndpoint: NO_TEST_ENDPOINT,
        environment: {
          [Env.CANDIDATE]: CANDIDATE,
          [Env.SCALING]: JSON.stringify({ minCapacity: 2, maxCapacity: 6, invocationsPerInstancePerMinute: 600 }),
          [Env.GATEWAY_SETTINGS_PARAMETER]: PARAMETER,
        },
      });
      const settings = new PutParameterCommand({ Name: PARAMETER, Type: 'String', Value: '{}' });
      await account.clients.ssm.send(settings);
      await createCandidate(account);
      await registerGateway(account);
    });

    const sageMaker = () => account.clients.sageMaker;
    const release = (version: string) => new ReleaseByHand(account, version, SAGEMAKER);
    const copyOf = (version: string, environment: EnvironmentName) =>
      copyName(MODEL, environment, `${version}-by-hand`);
    const toldToGateways = async () =>
      (await account.clients.ssm.send(new GetParameterCommand({ Name: PARAMETER }))).Parameter?.Value;
    const scalingOf = (operation: string) =>
      aws()
        .proxy.journal.filter((call) => call.region === account.region && call.operation === operation)
        .map(({ body }) => JSON.parse(body) as Record<string, unknown>);

    test('the first one copies the candidate into endpoint blue, which is ready', async () => {
      const first = release('1.0.0');
      await first.prepare();
      await first.lookBefore();
      const { copyArn, desiredCount } = await first.environment<ProvisionResult>('provision');
      const name = copyOf('1.0.0', 'blue');
      expect(await toldToGateways()).toBe('{"versions":{"blue":"1.0.0"}}');
      expect(copyArn).toMatch(new RegExp(`:endpoint-config/${name}$`));
      expect(desiredCount).toBe(2);
      expect(await sageMaker().send(new DescribeModelCommand({ ModelName: name }))).toMatchObject({
        PrimaryContainer: { Image: 'models/iris:1.0.0', ModelDataUrl: 's3://artefacts/iris.tar.gz' },
        ExecutionRoleArn: 'arn:aws:iam::123456789012:role/iris',
      });
      const config = new DescribeEndpointConfigCommand({ EndpointConfigName: name });
      expect(await sageMaker().send(config)).toMatchObject({
        ProductionVariants: [{ VariantName: 'main', ModelName: name, InitialInstanceCount: 2 }],
        DataCaptureConfig: { DestinationS3Uri: 's3://captured/iris/1.0.0' },
        KmsKeyId: 'key',
      });
      const endpoint = await sageMaker().send(new DescribeEndpointCommand({ EndpointName: 'iris-blue' }));
      expect(endpoint).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: name });
      const { Tags } = await sageMaker().send(new ListTagsCommand({ ResourceArn: endpoint.EndpointArn }));
      expect(Tags).toContainEqual({ Key: 'bluegreen:release', Value: '1.0.0-by-hand' });
    });

    test('repeated, it finds its copy and its endpoint again', async () => {
      const created = () => aws().proxy.journal.filter(isCreation(account)).length;
      const before = created();
      await release('1.0.0').environment('provision');
      expect(created()).toBe(before);
      expect(await release('1.0.0').environment<PollResult>('poll')).toMatchObject({
        status: 'ready',
        healthyTargets: 2,
        desiredCount: 2,
      });
    });

    test('its variant scales: only out until it is promoted', async () => {
      await release('1.0.0').promote();
      expect(await productionWeights(account)).toEqual({ blue: 100 });
      const limits = { ResourceId: 'endpoint/iris-blue/variant/main', MinCapacity: 2, MaxCapacity: 6 };
      expect(scalingOf('RegisterScalableTarget')).toMatchObject([
        { ...limits, SuspendedState: { DynamicScalingInSuspended: true } },
        { ...limits, SuspendedState: { DynamicScalingInSuspended: false } },
      ]);
      const policy = { PolicyName: 'iris-blue-invocations' };
      expect(scalingOf('PutScalingPolicy')).toMatchObject([policy, policy]);
    });

    test('the second one agrees with it, and removes it when it is promoted', async () => {
      const second = release('2.0.0');
      await second.fill();
      expect(await endpoints(account)).toEqual(['iris-blue', 'iris-green']);
      expect(await second.parity<Verdict>()).toMatchObject({ status: 'PASS' });
      await second.promote(QUICK_PLAN.steps.length);
      expect(await productionWeights(account)).toEqual({ green: 100 });
      expect(await endpoints(account)).toEqual(['iris-green']);
      // What the first one ran stays for a return to it.
      expect(await copies(account)).toEqual([copyOf('1.0.0', 'blue'), CANDIDATE, copyOf('2.0.0', 'green')]);
      expect(await toldToGateways()).toBe('{"versions":{"green":"2.0.0"}}');
    });

    test('a failed one is removed, and the second one stays', async () => {
      const third = release('3.0.0');
      await third.fill();
      await third.parity();
      await third.shift(0);
      await third.rollBack();
      await third.release('rolled-back');
      expect(await third.retire<RetireResult>('failed')).toMatchObject({ environment: 'blue', retired: true });
      expect(await third.release('finish')).toMatchObject({ outcome: 'rolled-back' });
      expect(await endpoints(account)).toEqual(['iris-green']);
      expect(await copies(account)).toEqual([copyOf('1.0.0', 'blue'), CANDIDATE, copyOf('2.0.0', 'green')]);
    });

    test('the endpoints are removed with the stack', async () => {
      const answer = await aws().deploy(account.functionName('sagemaker-environments'), {
        RequestType: 'Delete',
        PhysicalResourceId: 'iris-environments',
        ResourceProperties: {},
      });
      expect(answer).toMatchObject({ Status: 'SUCCESS' });
      expect(await endpoints(account)).toEqual([]);
      expect(await copies(account)).toEqual([CANDIDATE]);
    });
  });
}

/** Model and endpoint config as the template declares them; both have one name here. */
async function createCandidate({ clients: { sageMaker } }: ModelAccount): Promise<void> {
  await sageMaker.send(
    new CreateModelCommand({
      ModelName: CANDIDATE,
      PrimaryContainer: { Image: 'models/iris:candidate', ModelDataUrl: 's3://artefacts/iris.tar.gz' },
      ExecutionRoleArn: 'arn:aws:iam::123456789012:role/iris',
    }),
  );
  await sageMaker.send(
    new CreateEndpointConfigCommand({
      EndpointConfigName: CANDIDATE,
      ProductionVariants: [
        { VariantName: 'main', ModelName: CANDIDATE, InstanceType: 'ml.m5.large', InitialInstanceCount: 2 },
      ],
      DataCaptureConfig: {
        DestinationS3Uri: 's3://captured/iris',
        InitialSamplingPercentage: 10,
        CaptureOptions: [{ CaptureMode: 'Input' }],
      },
      KmsKeyId: 'key',
    }),
  );
}

/** Each task of the gateway is a target of both groups, on a port of its own. */
async function registerGateway({ clients: { elb }, groups }: ModelAccount): Promise<void> {
  for (const [index, TargetGroupArn] of [groups.blue, groups.green].entries()) {
    const Targets = GATEWAY_TASKS.map((Id) => ({ Id, Port: 8081 + index }));
    await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
  }
}

function isCreation({ region }: ModelAccount) {
  return (call: { service: string; region: string; operation: string }) =>
    call.service === 'sagemaker' && call.region === region && call.operation.startsWith('Create');
}

async function endpoints({ clients: { sageMaker } }: ModelAccount): Promise<(string | undefined)[]> {
  const { Endpoints = [] } = await sageMaker.send(new ListEndpointsCommand({ SortBy: 'Name', SortOrder: 'Ascending' }));
  return Endpoints.map(({ EndpointName }) => EndpointName);
}

/** Names of the endpoint configs, which are those of the models too. */
async function copies({ clients: { sageMaker } }: ModelAccount): Promise<(string | undefined)[]> {
  const { EndpointConfigs = [] } = await sageMaker.send(new ListEndpointConfigsCommand({ SortBy: 'Name' }));
  const { Models = [] } = await sageMaker.send(new ListModelsCommand({}));
  const names = EndpointConfigs.map(({ EndpointConfigName }) => EndpointConfigName).sort();
  expect(Models.map(({ ModelName }) => ModelName).sort()).toEqual(names);
  return names;
}
