import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DeleteEndpointCommand,
  DescribeEndpointCommand,
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
} from '@aws-sdk/client-sagemaker';
import { Env, EnvironmentName, PollResult, Verdict } from '../../../lib/contract';
import { copyName } from '../../../lib/core/sagemaker/copy-name';
import { IndependentAws } from '../support/independent-aws';
import { createModelAccount, MODEL, ModelAccount } from '../support/model-account';
import { NO_TEST_ENDPOINT, QUICK_PLAN } from '../support/quick-plan';
import { ReleaseByHand, VARIANTS } from '../support/release-by-hand';

const CANDIDATE = 'iris-candidate';
const ENDPOINT = 'predictions';

/**
 * Versions in the variants of one endpoint, as far as moto goes: it knows no UpdateEndpoint, so that the second config is brought in
 * by hand, and it forgets the instances of a variant whose weight changes, so that nothing follows the shift.
 */
export function describeVariants(aws: () => IndependentAws): void {
  describe('releases into the variants of one endpoint, function by function', () => {
    let account: ModelAccount;
    beforeAll(async () => {
      account = await createModelAccount(aws(), {
        region: 'ca-central-1',
        plan: QUICK_PLAN,
        testEndpoint: NO_TEST_ENDPOINT,
        environment: { [Env.CANDIDATE]: CANDIDATE, [Env.ENDPOINT_NAME]: ENDPOINT },
      });
      await createCandidate(account);
    });

    const sageMaker = () => account.clients.sageMaker;
    const release = (version: string) => new ReleaseByHand(account, version, VARIANTS);
    const copyOf = (version: string, environment: EnvironmentName) =>
      copyName(MODEL, environment, `${version}-by-hand`);
    const endpoint = () => sageMaker().send(new DescribeEndpointCommand({ EndpointName: ENDPOINT }));

    test('the first one is alone in the endpoint, and answers', async () => {
      const first = release('1.0.0');
      await first.prepare();
      expect(await first.lookBefore()).toMatchObject({ decision: 'continue' });
      await first.environment('provision');
      expect(await first.environment<PollResult>('poll')).toMatchObject({ status: 'ready', healthyTargets: 2 });
      expect(await endpoint()).toMatchObject({
        EndpointConfigName: copyOf('1.0.0', 'blue'),
        ProductionVariants: [{ VariantName: 'blue' }],
      });
      const request = {
        name: 'flower',
        method: 'POST',
        path: '/invocations',
        body: '{}',
        expectedStatus: 200,
      } as const;
      expect(await first.smoke<Verdict>(request)).toMatchObject({ status: 'PASS' });
      await first.promote();
    });

    test('the second one gets its share of the requests', async () => {
      const second = release('2.0.0');
      await second.prepare();
      await expect(second.environment('provision')).rejects.toThrow(); // UpdateEndpoint
      const EndpointConfigName = copyOf('2.0.0', 'green');
      await sageMaker().send(new DeleteEndpointCommand({ EndpointName: ENDPOINT }));
      await sageMaker().send(new CreateEndpointCommand({ EndpointName: ENDPOINT, EndpointConfigName }));
      await second.environment('provision');
      expect(await second.environment<PollResult>('poll')).toMatchObject({ status: 'ready' });
      expect(await second.parity<Verdict>()).toMatchObject({ status: 'PASS' });
      expect(await second.shift(0)).toMatchObject({ weights: { blue: 90, green: 10 } });
      expect(await endpoint()).toMatchObject({
        ProductionVariants: [
          { VariantName: 'blue', CurrentWeight: 90 },
          { VariantName: 'green', CurrentWeight: 10 },
        ],
      });
    });

    test('the endpoint is removed with the stack', async () => {
      const answer = await aws().deploy(account.functionName('sagemaker-environments'), {
        RequestType: 'Delete',
        PhysicalResourceId: 'iris-environments',
        ResourceProperties: {},
      });
      expect(answer).toMatchObject({ Status: 'SUCCESS' });
      expect((await sageMaker().send(new ListEndpointsCommand({}))).Endpoints).toEqual([]);
      const { EndpointConfigs = [] } = await sageMaker().send(new ListEndpointConfigsCommand({}));
      expect(EndpointConfigs.map(({ EndpointConfigName }) => EndpointConfigName)).toEqual([CANDIDATE]);
    });
  });
}

/** Model and endpoint config as the template declares them; both have one name here. */
async function createCandidate({ clients: { sageMaker } }: ModelAccount): Promise<void> {
  await sageMaker.send(
    new CreateModelCommand({
      ModelName: CANDIDATE,
      PrimaryContainer: { Image: 'models/iris:candidate' },
      ExecutionRoleArn: 'arn:aws:iam::123456789012:role/iris',
    }),
  );
  await sageMaker.send(
    new CreateEndpointConfigCommand({
      EndpointConfigName: CANDIDATE,
      ProductionVariants: [
        {
          ...{ VariantName: 'main', ModelName: CANDIDATE, InstanceType: 'ml.m5.large' },
          ...{ InitialInstanceCount: 2, InitialVariantWeight: 1 },
        },
      ],
    }),
  );
}
