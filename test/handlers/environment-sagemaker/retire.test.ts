import { Phase } from '../../../lib/contract';
import { carryOut, firstLedgerIn, ledgerIn, quietLedger, RELEASE_1, RELEASE_2 } from '../../core/ledger/ledgers';
import { awsError } from '../world/calls';
import { World } from '../world/world';
import { BLUE_TARGET, call, decideRollback, GREEN_TARGET, insisting, LIVE, OLDER, OWN, provisioned } from './support';

const retire = (world: World, which: 'old' | 'failed', releaseId = RELEASE_2) =>
  call(world, 'retire', { which, releaseId });

describe('retire', () => {
  /** v2 is promoted in green, v1 stands by in blue; both scale. */
  function standbyWorld(): World {
    const world = new World(ledgerIn('standby'));
    world.sageMaker.host('blue', RELEASE_1);
    world.sageMaker.host('green', RELEASE_2);
    world.ecs.scalableTargets[BLUE_TARGET] = {};
    world.ecs.scalableTargets[GREEN_TARGET] = {};
    return world;
  }

  test('removes the endpoint before, with what it was made of, when the standby time is over', async () => {
    const world = standbyWorld();
    world.sageMaker.pageSize = 1;
    world.sageMaker.host('blue', OLDER); // left over by an update
    await expect(retire(world, 'old')).rejects.toMatchObject({
      name: 'EnvironmentBusy',
      message: expect.stringContaining('endpoint "fraud-blue" is being deleted'),
    });
    await expect(retire(world, 'old')).rejects.toMatchObject({ message: expect.stringContaining('is Deleting') });
    expect(world.sageMaker.configs[LIVE]).toBeDefined();
    world.sageMaker.timePasses();
    await expect(retire(world, 'old')).resolves.toMatchObject({ environment: 'blue', retired: true });
    expect(world.sageMaker.endpoints).toMatchObject({ 'fraud-green': { status: 'InService' } });
    expect(Object.keys(world.sageMaker.configs)).toEqual(['app-config-3c4d', OWN]);
    expect(Object.keys(world.sageMaker.models)).toEqual(['app-model-1a2b', OWN]);
    expect(Object.keys(world.ecs.scalableTargets)).toEqual([GREEN_TARGET]);
    expect(world.ledger.release?.phase).toBe('retiring');
    await expect(retire(world, 'old')).resolves.toMatchObject({ environment: 'blue', retired: true });
  });

  test.each(['Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'Deleting'])(
    'waits while it is %s',
    async (status) => {
      const world = standbyWorld();
      world.sageMaker.endpoint('blue')!.status = status;
      await expect(retire(world, 'old')).rejects.toMatchObject({
        name: 'EnvironmentBusy',
        message: expect.stringContaining(`endpoint "fraud-blue" is ${status}`),
      });
      expect(world.calls).not.toContain('DeleteEndpoint');
      expect(world.sageMaker.configs[LIVE]).toBeDefined();
    },
  );

  test('waits when it begins to change after the look', async () => {
    const world = standbyWorld();
    world.failures.DeleteEndpoint = awsError('ValidationException', 'Cannot update in-progress endpoint "arn".');
    await expect(retire(world, 'old')).rejects.toMatchObject({ name: 'EnvironmentBusy' });
    expect(world.sageMaker.configs[LIVE]).toBeDefined();
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
    expect(world.calls).not.toContain('DescribeEndpoint');
  });

  test.each<[string, (world: World) => unknown]>([
    ['while its endpoint was being created', () => undefined],
    ['when its endpoint was in service', (world) => world.sageMaker.timePasses()],
    ['when its endpoint had failed', (world) => (world.sageMaker.endpoint('green')!.status = 'Failed')],
    ['before it had an endpoint', (world) => delete world.sageMaker.endpoints['fraud-green']],
  ])('removes a release that failed %s, and lets the other side scale again', async (_name, given) => {
    const world = await provisioned();
    given(world);
    decideRollback(world);
    for (let count = 0; count < 2; count++) {
      const result = await insisting(world, () => retire(world, 'failed'));
      expect(result).toMatchObject({ environment: 'green', retired: true });
    }
    expect(Object.keys(world.sageMaker.endpoints)).toEqual(['fraud-blue']);
    expect(Object.keys(world.sageMaker.configs)).toEqual(['app-config-3c4d', LIVE]);
    expect(Object.keys(world.sageMaker.models)).toEqual(['app-model-1a2b', LIVE]);
    expect(world.ecs.scalableTargets).toMatchObject({
      [BLUE_TARGET]: { MinCapacity: 2, SuspendedState: { DynamicScalingInSuspended: false } },
    });
  });

  test('leaves an endpoint of something else alone', async () => {
    const world = await provisioned();
    const foreign = { status: 'InService', configName: 'theirs', tags: {} };
    world.sageMaker.endpoints['fraud-green'] = { ...foreign };
    decideRollback(world);
    await expect(retire(world, 'failed')).resolves.toMatchObject({
      retired: true,
      reason: expect.stringContaining('left alone: endpoint "fraud-green" belongs to something else'),
    });
    expect(world.sageMaker.endpoint('green')).toEqual(foreign);
  });

  test('lets the other side scale again although the failed endpoint still exists', async () => {
    const world = await provisioned();
    decideRollback(world);
    await expect(retire(world, 'failed')).rejects.toMatchObject({ name: 'EnvironmentBusy' });
    expect(world.ecs.scalableTargets[BLUE_TARGET].SuspendedState).toEqual({ DynamicScalingInSuspended: false });
  });

  test('takes the version from the gateways when its endpoint is gone, and leaves what else they are told', async () => {
    const world = await provisioned();
    const mirror = { from: 'blue', to: 'green', percent: 10, until: 1 };
    world.gateways.parameter = JSON.stringify({ mirror, versions: { blue: 'v1', green: 'v2' } });
    decideRollback(world);
    await expect(retire(world, 'failed')).rejects.toMatchObject({ name: 'EnvironmentBusy' });
    expect(world.gateways.settings.versions).toEqual({ blue: 'v1', green: 'v2' });
    await insisting(world, () => retire(world, 'failed'));
    expect(world.gateways.settings).toEqual({ mirror, versions: { blue: 'v1' } });
  });

  test('fails when the gateways can’t be told, after everything else, and does only that when it is repeated', async () => {
    const world = await provisioned();
    decideRollback(world);
    world.failures.PutParameter = awsError('AccessDeniedException');
    await expect(insisting(world, () => retire(world, 'failed'))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    expect(Object.keys(world.sageMaker.endpoints)).toEqual(['fraud-blue']);
    expect(Object.keys(world.sageMaker.models)).toEqual(['app-model-1a2b', LIVE]);
    delete world.failures.PutParameter;
    await expect(retire(world, 'failed')).resolves.toMatchObject({ retired: true });
    expect(world.gateways.settings).toEqual({ versions: {} });
  });

  test('retires the old version when a promoted release failed at that', async () => {
    const world = standbyWorld();
    world.setLedger(ledgerIn('retiring'));
    const result = await insisting(world, () => retire(world, 'failed'));
    expect(result).toMatchObject({ environment: 'blue', retired: true });
    expect(Object.keys(world.sageMaker.endpoints)).toEqual(['fraud-green']);
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
