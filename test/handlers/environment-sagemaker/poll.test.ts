import { Env } from '../../../lib/contract';
import { makeHandler as makeTraffic } from '../../../lib/handlers/traffic';
import { at, carryOut, ledgerIn, RELEASE_2 } from '../../core/ledger/ledgers';
import { FakeEndpoint } from '../world/sagemaker';
import { World } from '../world/world';
import { call, GREEN_TARGET, LIVE, OLDER, OWN_ARN, preparedWorld, provisioned, readyWorld } from './support';

describe('poll', () => {
  const endpointIs = (members: Partial<FakeEndpoint>) => (world: World) =>
    Object.assign(world.sageMaker.endpoint('green')!, members);

  test.each<[string, (world: World) => unknown, object]>([
    [
      'it is in service',
      () => undefined,
      { status: 'ready', healthyTargets: 2, desiredCount: 2, reason: 'in service, 2 healthy instances' },
    ],
    [
      'an instance is missing',
      endpointIs({ current: 1 }),
      { status: 'pending', reason: '1 of 2 instances of variant main run' },
    ],
    ['it is serverless', endpointIs({ current: undefined, desired: undefined }), { status: 'ready' }],
    [
      'the gateway does not reach it everywhere',
      (world) => (world.starting.green = 1),
      { status: 'pending', healthyTargets: 2, desiredCount: 2, reason: '2 of 3 targets of the gateway are healthy' },
    ],
    [
      'the gateway is not there',
      (world) => (world.healthy.green = 0),
      { status: 'pending', reason: 'the gateway has no targets' },
    ],
    [
      'the endpoint is not there',
      (world) => delete world.sageMaker.endpoints['fraud-green'],
      { status: 'pending', reason: 'the endpoint does not exist yet' },
    ],
    ...['Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'OutOfService'].map(
      (status): [string, (world: World) => unknown, object] => [
        `it is ${status}`,
        endpointIs({ status }),
        { status: 'pending', reason: `endpoint "fraud-green" is ${status}` },
      ],
    ),
  ])('when %s', async (_name, given, expected) => {
    const world = await readyWorld();
    given(world);
    await expect(call(world, 'poll')).resolves.toMatchObject(expected);
  });

  test.each<[string, (world: World) => unknown, RegExp]>([
    [
      'SageMaker went back to the config before',
      endpointIs({ configName: LIVE, failureReason: 'no capacity' }),
      /version "v2" did not start in green: .* went back to endpoint config "fraud-blue-\w+": no capacity/,
    ],
    ['the endpoint failed', endpointIs({ status: 'Failed', failureReason: 'no /ping' }), /is Failed: no \/ping/],
    [
      'the rollback failed',
      endpointIs({ status: 'UpdateRollbackFailed' }),
      /is UpdateRollbackFailed: SageMaker gives no/,
    ],
    ['it is being deleted', endpointIs({ status: 'Deleting' }), /being deleted by something else/],
    [
      'the time is over',
      (world) => {
        world.healthy.green = 0;
        world.time = new Date(at(901));
      },
      /must be ready within 900 s, after 901 s: the gateway has no targets/,
    ],
  ])('fails when %s', async (_name, given, message) => {
    const world = await readyWorld();
    given(world);
    await expect(call(world, 'poll')).rejects.toMatchObject({
      name: 'ProvisionFailed',
      message: expect.stringMatching(message),
    });
  });

  test('waits at the last second of the limit', async () => {
    const world = await provisioned();
    world.time = new Date(at(900));
    await expect(call(world, 'poll')).resolves.toMatchObject({ status: 'pending' });
  });

  test('fails for an update that SageMaker silently rolled back', async () => {
    const world = preparedWorld();
    world.sageMaker.host('green', OLDER);
    await call(world, 'provision');
    world.sageMaker.outcome = 'fails';
    await expect(call(world, 'poll')).resolves.toMatchObject({ reason: 'endpoint "fraud-green" is Updating' });
    world.sageMaker.timePasses();
    await expect(call(world, 'poll')).rejects.toMatchObject({
      message: expect.stringContaining('did not answer /ping'),
    });
  });

  test('records how large the endpoint is by then, however many gateways there are', async () => {
    const world = await readyWorld();
    world.healthy.green = 6;
    Object.assign(world.sageMaker.endpoint('green')!, { current: 3, desired: 3 });
    await expect(call(world, 'poll')).resolves.toMatchObject({ status: 'ready', desiredCount: 3 });
    await call(world, 'poll');
    expect(world.ledger.release).toMatchObject({ desiredCount: 3, copyArn: OWN_ARN });
    expect(world.history.filter((kind) => kind === 'provisioned')).toHaveLength(1); // at one time under one key
  });

  test('records what SageMaker leaves an endpoint that it scales itself', async () => {
    const world = await readyWorld();
    Object.assign(world.env, { [Env.SCALING]: JSON.stringify({ minCapacity: 1, maxCapacity: 4, managed: true }) });
    await call(world, 'poll');
    expect(world.ledger.release).toMatchObject({ desiredCount: 1 });
  });

  test.each([
    ['fails before it was provisioned', ledgerIn('preparing'), 'InvalidInput'],
    ['fails after a rollback', ledgerIn('rolling-back'), 'ReleaseRolledBack'],
  ])('%s', async (_name, ledger, name) => {
    await expect(call(new World(ledger), 'poll')).rejects.toMatchObject({ name });
  });
});

describe('poll before the shift', () => {
  const shift = (world: World) => makeTraffic(world.deps())({ action: 'shift', releaseId: RELEASE_2, stepIndex: 0 });

  /** Provisioned with 6 gateways, checked, and about to move traffic. */
  async function aboutToShift(): Promise<World> {
    const world = await readyWorld();
    Object.assign(world.healthy, { blue: 6, green: 6 });
    await call(world, 'poll');
    const releaseId = RELEASE_2;
    world.setLedger(
      carryOut(
        world.ledger,
        [
          { kind: 'enter-phase', releaseId, phase: 'checking' },
          { kind: 'enter-phase', releaseId, phase: 'shifting' },
        ],
        at(600),
      ),
    );
    world.time = new Date(at(600));
    return world;
  }

  test('and the shift go on when the gateways scaled in meanwhile', async () => {
    const world = await aboutToShift();
    Object.assign(world.healthy, { blue: 4, green: 4 });
    await expect(call(world, 'poll')).resolves.toMatchObject({ status: 'ready' });
    await expect(shift(world)).resolves.toMatchObject({ stepIndex: 0 });
  });

  test('is pending while the shift would not have enough, and fails when the time is over', async () => {
    const world = await aboutToShift();
    Object.assign(world.sageMaker.endpoint('green')!, { current: 0, desired: 0 });
    delete (world.env as Record<string, string>)[Env.SCALING]; // nothing would bring them back
    await expect(shift(world)).rejects.toMatchObject({ name: 'NotEnoughCapacity' });
    const reason = '10 % of the traffic needs 1 healthy targets in green, got 0';
    await expect(call(world, 'poll')).resolves.toMatchObject({ status: 'pending', reason });
    world.time = new Date(at(600 + 901));
    await expect(call(world, 'poll')).rejects.toMatchObject({
      name: 'ProvisionFailed',
      message: expect.stringContaining(reason),
    });
  });

  test('makes the endpoint as large as the live one has grown to, and waits for it', async () => {
    const world = await aboutToShift();
    Object.assign(world.sageMaker.endpoint('blue')!, { current: 4, desired: 4 });
    await expect(call(world, 'poll')).resolves.toMatchObject({
      status: 'pending',
      reason: expect.stringContaining('2 of 4'),
    });
    expect(world.ecs.scalableTargets[GREEN_TARGET]).toMatchObject({ MinCapacity: 4 });
    Object.assign(world.sageMaker.endpoint('green')!, { current: 4, desired: 4 });
    await expect(call(world, 'poll')).resolves.toMatchObject({ status: 'ready' });
  });

  test('does not wait for the size of a live one that nothing of ours can follow', async () => {
    const world = await aboutToShift();
    delete (world.env as Record<string, string>)[Env.SCALING];
    Object.assign(world.sageMaker.endpoint('blue')!, { current: 4, desired: 4 });
    await expect(call(world, 'poll')).resolves.toMatchObject({ status: 'ready' });
    await expect(shift(world)).resolves.toMatchObject({ stepIndex: 0 });
  });
});
