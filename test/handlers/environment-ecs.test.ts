import { Phase } from '../../lib/contract';
import { makeHandler } from '../../lib/handlers/environment-ecs';
import { carryOut, firstLedgerIn, ledgerIn, quietLedger, RELEASE_1, RELEASE_2, at } from '../core/ledger/ledgers';
import { World } from './world/world';

const call = (world: World, action: string, members: object = {}) =>
  makeHandler(world.deps())({ action, releaseId: RELEASE_2, ...members });

const retire = (world: World, which: 'old' | 'failed', releaseId = RELEASE_2) =>
  call(world, 'retire', { which, releaseId });

const GREEN_TARGET = 'service/models/fraud-green';
const BLUE_TARGET = 'service/models/fraud-blue';

/** The world in which v2 was provisioned for real, so that its revision carries the tag. */
async function provisioned(): Promise<World> {
  const world = new World(ledgerIn('preparing'));
  await call(world, 'provision');
  return world;
}

describe('provision', () => {
  test('copies the candidate into the idle family, pins both sizes and starts the service', async () => {
    const world = new World(ledgerIn('preparing'));
    world.ecs.service('blue').desiredCount = 4;
    const copyArn = 'arn:task-definition/fraud-green:2';
    await expect(call(world, 'provision')).resolves.toEqual({ copyArn, desiredCount: 4 });
    expect(world.ecs.find('fraud-green')?.input).toMatchObject({
      containerDefinitions: [{ name: 'model', image: 'repo/model:v2' }],
      tags: [
        { key: 'bluegreen:release', value: RELEASE_2 },
        { key: 'bluegreen:version', value: 'v2' },
      ],
    });
    expect(world.ecs.service('green')).toMatchObject({ taskDefinition: copyArn, desiredCount: 4 });
    for (const target of [BLUE_TARGET, GREEN_TARGET]) {
      expect(world.ecs.scalableTargets[target]).toMatchObject({
        MinCapacity: 4,
        MaxCapacity: 10,
        SuspendedState: { DynamicScalingInSuspended: true },
      });
    }
    // Full traffic comes before the release settles: the new side can grow from the start.
    expect(Object.keys(world.ecs.policies)).toEqual(['fraud-blue-cpu', 'fraud-green-cpu']);
    expect(world.ledger.release).toMatchObject({ phase: 'provisioning', copyArn, desiredCount: 4 });
  });

  test('tells the gateway of the copy whose traffic it takes, and of which version; the rest of it stays', async () => {
    const world = new World(ledgerIn('preparing'));
    const gateway = (variables: Record<string, string>) => ({
      name: 'gateway',
      image: 'node:22',
      environment: Object.entries(variables).map(([name, value]) => ({ name, value })),
    });
    const declared = { GATEWAY_ENVIRONMENT: 'blue', GATEWAY_VERSION: 'v1', GATEWAY_PORT: '8000' };
    const model = { name: 'model', image: 'repo/model:candidate' };
    world.ecs.register({ family: 'fraud-candidate', containerDefinitions: [model, gateway(declared)] });
    world.ecs.service('green');
    await call(world, 'provision');
    expect(world.ecs.find('fraud-green')?.input.containerDefinitions).toEqual([
      { name: 'model', image: 'repo/model:v2' },
      gateway({ GATEWAY_ENVIRONMENT: 'green', GATEWAY_VERSION: 'v2', GATEWAY_PORT: '8000' }),
    ]);
  });

  test('registers one revision however often it runs', async () => {
    const world = await provisioned();
    await call(world, 'provision');
    expect(world.ecs.activeIn('fraud-green')).toHaveLength(2);
    expect(world.history).toEqual(['phase-provisioning', 'provisioned']);
  });

  test('takes the image of the candidate when the release names none', async () => {
    const ledger = ledgerIn('preparing');
    const world = new World({ ...ledger, release: { ...ledger.release!, image: '' } });
    await call(world, 'provision');
    expect(world.ledger.release?.image).toBe('repo/model:candidate');
  });

  test('empties the other environment on the first release', async () => {
    const world = new World(firstLedgerIn('preparing'));
    await expect(call(world, 'provision', { releaseId: RELEASE_1 })).resolves.toMatchObject({ desiredCount: 2 });
    expect(world.ecs.service('green').desiredCount).toBe(0);
    expect(world.ecs.scalableTargets[GREEN_TARGET]).toBeUndefined();
  });

  test.each([
    [
      'fails after an abort',
      carryOut(ledgerIn('preparing'), [{ kind: 'request-abort', reason: 'stop', by: 'me' }]),
      'ReleaseAborted',
    ],
    ['fails after a rollback', ledgerIn('rolling-back'), 'ReleaseRolledBack'],
    ['fails without the lock', quietLedger(), 'ReleaseAborted'],
    ['fails when traffic moves already', ledgerIn('shifting'), 'InvalidInput'],
  ])('%s, and touches nothing', async (_name, ledger, error) => {
    const world = new World(ledger);
    await expect(call(world, 'provision')).rejects.toMatchObject({ name: error });
    expect(world.calls).toEqual(['GetItem']);
  });

  test('fails when the candidate is gone', async () => {
    const ledger = ledgerIn('preparing');
    const world = new World({ ...ledger, release: { ...ledger.release!, candidateArn: 'arn:gone' } });
    await expect(call(world, 'provision')).rejects.toMatchObject({ name: 'ProvisionFailed' });
  });

  test('fails when the service is gone', async () => {
    const world = new World(ledgerIn('preparing'));
    delete world.ecs.services['fraud-green'];
    await expect(call(world, 'provision')).rejects.toMatchObject({
      name: 'ProvisionFailed',
      message: expect.stringContaining('fraud-green'),
    });
  });
});

describe('poll', () => {
  test.each<[string, (world: World) => unknown, object]>([
    ['all run and are healthy', () => undefined, { status: 'ready', healthyTargets: 2, desiredCount: 2 }],
    [
      'a task is missing',
      (world) => (world.ecs.service('green').runningCount = 1),
      { status: 'pending', reason: '1 of 2 tasks run' },
    ],
    [
      'tasks of an earlier revision still run',
      (world) => (world.ecs.service('green').olderTasks = 1),
      { status: 'pending', reason: '1 earlier deployments still run tasks' },
    ],
    [
      'a target is not healthy',
      (world) => (world.healthy.green = 1),
      { status: 'pending', reason: '1 of 2 targets are healthy' },
    ],
  ])('when %s', async (_name, given, expected) => {
    const world = await provisioned();
    given(world);
    await expect(call(world, 'poll')).resolves.toMatchObject(expected);
  });

  test.each<[string, (world: World) => unknown, RegExp]>([
    [
      'the rollout failed',
      (world) => (world.ecs.service('green').rolloutState = 'FAILED'),
      /rollout of version "v2" in green failed/,
    ],
    ['the circuit breaker went back', (world) => (world.ecs.service('green').taskDefinition = 'arn:before'), /rollout/],
    [
      'the time is over',
      (world) => {
        world.healthy.green = 0;
        world.time = new Date(at(901));
      },
      /must be ready within 900 s, after 901 s: 0 of 2 targets/,
    ],
  ])('fails when %s', async (_name, given, message) => {
    const world = await provisioned();
    given(world);
    await expect(call(world, 'poll')).rejects.toMatchObject({
      name: 'ProvisionFailed',
      message: expect.stringMatching(message),
    });
  });

  test('before a later step the time counts from the wait for it, not from the phase', async () => {
    const world = await provisioned();
    world.healthy.green = 0;
    world.time = new Date(at(7200));
    await expect(call(world, 'poll', { since: at(7190) })).resolves.toMatchObject({ status: 'pending' });
  });

  test('fails by another name when that wait is too long: a version that was complete once may lack no more than room', async () => {
    const world = await provisioned();
    world.healthy.green = 1;
    world.time = new Date(at(7200));
    await expect(call(world, 'poll', { since: at(6299) })).rejects.toMatchObject({
      name: 'NotEnoughCapacity',
      message: expect.stringMatching(/must be ready within 900 s, after 901 s: 1 of 2 targets/),
    });
  });

  test('waits at the last second of the limit', async () => {
    const world = await provisioned();
    world.healthy.green = 0;
    world.time = new Date(at(900));
    await expect(call(world, 'poll')).resolves.toMatchObject({ status: 'pending' });
  });
});

describe('the sides keep pace', () => {
  test.each<[string, (world: World) => unknown]>([
    ['wants more tasks', (world) => (world.ecs.service('blue').desiredCount = 8)],
    ['has more healthy targets', (world) => (world.healthy.blue = 8)],
  ])('the idle side grows while it is provisioned when the live one %s', async (_name, given) => {
    const world = await provisioned();
    given(world);
    await expect(call(world, 'poll')).resolves.toMatchObject({ status: 'pending', desiredCount: 8 });
    expect(world.ecs.service('green').desiredCount).toBe(8);
    expect(world.ecs.scalableTargets[GREEN_TARGET]).toMatchObject({ MinCapacity: 8, MaxCapacity: 10 });
    expect(world.ledger.release).toMatchObject({ phase: 'provisioning', desiredCount: 8, phaseSince: at(0) });
    world.healthy.green = 8;
    await expect(call(world, 'poll')).resolves.toMatchObject({ status: 'ready', healthyTargets: 8, desiredCount: 8 });
  });

  test('it grows while it is shifted too', async () => {
    const ledger = carryOut(ledgerIn('checking'), [{ kind: 'enter-phase', releaseId: RELEASE_2, phase: 'shifting' }]);
    const world = new World(ledger);
    world.ecs.service('green').taskDefinition = ledger.release!.copyArn!;
    world.ecs.service('blue').desiredCount = 4;
    await expect(call(world, 'poll')).resolves.toMatchObject({ status: 'pending', desiredCount: 4 });
    world.healthy.green = 4;
    await expect(call(world, 'poll')).resolves.toMatchObject({ status: 'ready', desiredCount: 4 });
  });

  test('it never shrinks with the live one', async () => {
    const world = await provisioned();
    world.ecs.service('blue').desiredCount = 1;
    world.healthy.blue = 1;
    await expect(call(world, 'poll')).resolves.toMatchObject({ status: 'ready', desiredCount: 2 });
    expect(world.ecs.service('green').desiredCount).toBe(2);
  });

  test.each<Phase>(['baking', 'standby'])(
    'the version before gets as many tasks as the new one in phase %s',
    async (phase) => {
      const world = new World(ledgerIn(phase));
      world.ecs.service('green').desiredCount = 12;
      for (let count = 0; count < 2; count++) {
        await expect(call(world, 'match')).resolves.toEqual({ environment: 'blue', desiredCount: 12 });
      }
      expect(world.ecs.service('blue').desiredCount).toBe(12);
      expect(world.ecs.scalableTargets[BLUE_TARGET]).toMatchObject({
        MinCapacity: 12,
        MaxCapacity: 12,
        SuspendedState: { DynamicScalingInSuspended: true },
      });
      expect(world.calls.filter((name) => name === 'UpdateService')).toHaveLength(1);
    },
  );

  test('it keeps its size when the new one shrinks', async () => {
    const world = new World(ledgerIn('standby'));
    world.ecs.service('green').desiredCount = 1;
    await expect(call(world, 'match')).resolves.toEqual({ environment: 'blue', desiredCount: 2 });
    expect(world.calls).not.toContain('UpdateService');
  });

  test.each([
    ['is retired', () => ledgerIn('retiring'), RELEASE_2],
    ['does not exist', () => firstLedgerIn('baking'), RELEASE_1],
  ])('nothing is raised when the version before %s', async (_name, given, releaseId) => {
    const world = new World(given());
    world.ecs.service('green').desiredCount = 12;
    await expect(call(world, 'match', { releaseId })).resolves.toEqual({ environment: '', desiredCount: 0 });
    expect(world.calls).toEqual(['GetItem']);
  });

  test('fails after an abort', async () => {
    const world = new World(carryOut(ledgerIn('baking'), [{ kind: 'request-abort', reason: 'stop', by: 'me' }]));
    await expect(call(world, 'match')).rejects.toMatchObject({ name: 'ReleaseAborted' });
  });
});

test('settle gives the promoted environment its limits and policies', async () => {
  const world = new World(ledgerIn('standby'));
  const env = {
    ...world.env,
    SCALING: JSON.stringify({
      minCapacity: 2,
      maxCapacity: 10,
      targetCpuPercent: 50,
      requestsPerTargetPerMinute: 600,
      resourceLabels: { blue: 'label/blue', green: 'label/green' },
    }),
  };
  await expect(makeHandler({ ...world.deps(), env })({ action: 'settle', releaseId: RELEASE_2 })).resolves.toEqual({
    environment: 'green',
  });
  expect(world.ecs.scalableTargets[GREEN_TARGET]).toMatchObject({
    MinCapacity: 2,
    SuspendedState: { DynamicScalingInSuspended: false },
  });
  expect(world.ecs.policies['fraud-green-cpu'].TargetTrackingScalingPolicyConfiguration.TargetValue).toBe(50);
  expect(
    world.ecs.policies['fraud-green-requests'].TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification
      .ResourceLabel,
  ).toBe('label/green');
});

describe('retire', () => {
  test('scales the version before to zero when the standby time is over', async () => {
    const world = new World(ledgerIn('standby'));
    world.ecs.scalableTargets[BLUE_TARGET] = {};
    for (let count = 0; count < 2; count++) {
      await expect(retire(world, 'old')).resolves.toMatchObject({ environment: 'blue', retired: true });
    }
    expect(world.ecs.service('blue').desiredCount).toBe(0);
    expect(world.ecs.scalableTargets[BLUE_TARGET]).toBeUndefined();
    expect(world.ledger.release?.phase).toBe('retiring');
  });

  test('has nothing to retire after the first release', async () => {
    const world = new World(firstLedgerIn('standby'));
    await expect(retire(world, 'old', RELEASE_1)).resolves.toMatchObject({ environment: '', retired: false });
  });

  test.each<[string, Phase, 'old' | 'failed', { blue: number; green: number }]>([
    ['old', 'standby', 'old', { blue: 1, green: 99 }],
    ['failed', 'rolling-back', 'failed', { blue: 90, green: 10 }],
  ])('fails for the %s version while it has weight', async (_name, phase, which, weights) => {
    const world = new World(ledgerIn(phase));
    world.setWeights(weights);
    await expect(retire(world, which)).rejects.toMatchObject({ name: 'WeightsNotApplied' });
    expect(world.calls).not.toContain('UpdateService');
  });

  test('fails while the rule forwards elsewhere', async () => {
    const world = new World(ledgerIn('standby'));
    world.actions = [{ Type: 'redirect' }];
    await expect(retire(world, 'old')).rejects.toMatchObject({ name: 'WeightsNotApplied' });
  });

  test('fails for the old version after a rollback was decided', async () => {
    const reason = { trigger: 'alarm', reason: 'x', evidence: {} } as const;
    const world = new World(carryOut(ledgerIn('standby'), [{ kind: 'decide-rollback', releaseId: RELEASE_2, reason }]));
    await expect(retire(world, 'old')).rejects.toMatchObject({ name: 'ReleaseRolledBack' });
  });

  test('removes a failed release: own revision deregistered, service on the one before, the other side scales again', async () => {
    const world = await provisioned();
    const reason = { trigger: 'check', reason: 'x', evidence: {} } as const;
    world.setLedger(carryOut(world.ledger, [{ kind: 'decide-rollback', releaseId: RELEASE_2, reason }]));
    for (let count = 0; count < 2; count++) {
      await expect(retire(world, 'failed')).resolves.toMatchObject({ environment: 'green', retired: true });
    }
    expect(world.ecs.activeIn('fraud-green')).toEqual(['arn:task-definition/fraud-green:1']);
    expect(world.ecs.service('green')).toMatchObject({
      taskDefinition: 'arn:task-definition/fraud-green:1',
      desiredCount: 0,
    });
    expect(world.ecs.scalableTargets[GREEN_TARGET]).toBeUndefined();
    expect(world.ecs.scalableTargets[BLUE_TARGET]).toMatchObject({
      MinCapacity: 2,
      SuspendedState: { DynamicScalingInSuspended: false },
    });
  });

  test('retires the old version when a promoted release failed at that', async () => {
    const world = new World(ledgerIn('retiring'));
    await expect(retire(world, 'failed')).resolves.toMatchObject({ environment: 'blue', retired: true });
    expect(world.ecs.service('green').desiredCount).toBe(2);
  });

  test('leaves everything alone after a refused start, and when the release is over', async () => {
    const reason = { trigger: 'watch', reason: 'x', evidence: { beforeStart: true } } as const;
    const refused = new World(
      carryOut(ledgerIn('preparing'), [{ kind: 'decide-rollback', releaseId: RELEASE_2, reason }]),
    );
    await expect(retire(refused, 'failed')).resolves.toMatchObject({ retired: false });
    await expect(retire(new World(quietLedger()), 'failed')).resolves.toMatchObject({ retired: false });
    expect(refused.calls).toEqual(['GetItem']);
  });
});
