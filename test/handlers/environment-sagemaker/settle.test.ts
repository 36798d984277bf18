import { makeHandler } from '../../../lib/handlers/environment-sagemaker';
import { ledgerIn, RELEASE_2 } from '../../core/ledger/ledgers';
import { FakeEndpoint } from '../world/sagemaker';
import { World } from '../world/world';
import { GREEN_TARGET } from './support';

describe('settle', () => {
  const SCALING = { minCapacity: 2, maxCapacity: 10, invocationsPerInstancePerMinute: 500 };
  const settle = (world: World, scaling: object | undefined = SCALING) => {
    const env = { ...world.env, SCALING: scaling === undefined ? undefined : JSON.stringify(scaling) };
    return makeHandler({ ...world.deps(), env })({ action: 'settle', releaseId: RELEASE_2 });
  };
  const promoted = (members: Partial<FakeEndpoint> = {}) => {
    const world = new World(ledgerIn('standby'));
    world.sageMaker.host('green', RELEASE_2, members);
    return world;
  };

  test('gives the promoted endpoint its limits and policy', async () => {
    const world = promoted();
    await expect(settle(world)).resolves.toEqual({ environment: 'green' });
    expect(world.ecs.scalableTargets).toMatchObject({
      [GREEN_TARGET]: { MinCapacity: 2, MaxCapacity: 10, SuspendedState: { DynamicScalingInSuspended: false } },
    });
    expect(world.ecs.policies['fraud-green-invocations']).toMatchObject({
      ResourceId: GREEN_TARGET,
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 500,
        PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
      },
    });
  });

  test('registers limits without a policy', async () => {
    const world = promoted();
    await settle(world, { minCapacity: 2, maxCapacity: 10 });
    expect(Object.keys(world.ecs.scalableTargets)).toEqual([GREEN_TARGET]);
    expect(world.ecs.policies).toEqual({});
  });

  test('leaves serverless endpoints alone', async () => {
    const world = promoted({ desired: undefined });
    await settle(world);
    expect(world.ecs.scalableTargets).toEqual({});
  });

  test('leaves endpoints alone that do not scale', async () => {
    const world = promoted();
    const env = { ...world.env, SCALING: undefined };
    await makeHandler({ ...world.deps(), env })({ action: 'settle', releaseId: RELEASE_2 });
    expect(world.calls).toEqual(['GetItem']);
  });
});
