import { makeHandler } from '../../lib/handlers/environment-variants';
import { copyName } from '../../lib/core/sagemaker/copy-name';
import { at, carryOut, ledgerIn, MODEL, RELEASE_1, RELEASE_2 } from '../core/ledger/ledgers';
import { insisting } from './environment-sagemaker/support';
import { ENDPOINT, VariantWorld } from './world/variants';

const OWN = copyName(MODEL, 'green', RELEASE_2);
const LIVE = copyName(MODEL, 'blue', RELEASE_1);

const call = (world: VariantWorld, action: string, members: object = {}) =>
  makeHandler(world.deps())({ action, releaseId: RELEASE_2, ...members });

/** v1 is live in blue, v2 about to come. */
function prepared(): VariantWorld {
  const ledger = ledgerIn('preparing');
  const world = new VariantWorld({ ...ledger, release: { ...ledger.release!, image: '' } });
  world.serve({ blue: RELEASE_1 }, { blue: 100 });
  return world;
}

function firstVersion(): VariantWorld {
  const world = prepared();
  world.setLedger({ ...world.ledger, live: undefined, weights: { blue: 0, green: 0 } });
  delete world.sageMaker.endpoints[ENDPOINT];
  return world;
}

/** Somebody's production endpoint has the name. */
function serveForeign(world: VariantWorld): void {
  world.sageMaker.configs.theirs = { ProductionVariants: [{ VariantName: 'blue', ModelName: 'their-model' }] };
  world.sageMaker.endpoints[ENDPOINT] = { status: 'InService', configName: 'theirs', tags: {}, weights: { blue: 1 } };
}

async function ready(): Promise<VariantWorld> {
  const world = prepared();
  await call(world, 'provision');
  world.sageMaker.timePasses();
  return world;
}

function decideRollback(world: VariantWorld): void {
  const reason = { trigger: 'check', reason: 'x', evidence: {} } as const;
  world.setLedger(carryOut(world.ledger, [{ kind: 'decide-rollback', releaseId: RELEASE_2, reason }]));
}

const retireFailed = (world: VariantWorld) => insisting(world, () => call(world, 'retire', { which: 'failed' }));

describe('provision', () => {
  test('brings the version in beside the live one, which stays as it is', async () => {
    const world = prepared();
    await call(world, 'provision');
    expect(world.endpoint).toMatchObject({ status: 'Updating', pendingConfigName: OWN });
    const [live, own] = world.sageMaker.configs[OWN].ProductionVariants;
    expect(live).toEqual({ ...world.sageMaker.configs[LIVE].ProductionVariants[0], InitialVariantWeight: 1 });
    expect(own).toMatchObject({
      VariantName: 'green',
      ModelName: OWN,
      InitialVariantWeight: 0,
      InitialInstanceCount: 2,
    });
    expect(world.endpoint.weights).toEqual({ blue: 100 });
  });

  test('of the first version makes the endpoint', async () => {
    const world = firstVersion();
    await call(world, 'provision');
    expect(world.endpoint).toMatchObject({ status: 'Creating', configName: OWN, tags: { 'bluegreen:model': MODEL } });
    expect(world.sageMaker.configs[OWN].ProductionVariants).toHaveLength(1);
  });

  test('may be repeated', async () => {
    const world = await ready();
    await call(world, 'provision');
    expect(world.times('UpdateEndpoint')).toBe(1);
    expect(world.times('CreateModel')).toBe(1);
  });

  test.each(['Updating', 'RollingBack', 'SystemUpdating'])('fails as busy while the endpoint is %s', async (status) => {
    const world = prepared();
    world.endpoint.status = status;
    await expect(call(world, 'provision')).rejects.toMatchObject({ name: 'EnvironmentBusy' });
  });

  test.each([
    ['there is no endpoint', (world: VariantWorld) => void delete world.sageMaker.endpoints[ENDPOINT]],
    ['its variant is not there', (world: VariantWorld) => world.serve({ green: 'other' }, { green: 1 })],
    ['the endpoint is broken', (world: VariantWorld) => void (world.endpoint.status = 'OutOfService')],
  ])('fails, and takes nothing away, when a version is live and %s', async (_name, given) => {
    const world = prepared();
    given(world);
    await expect(call(world, 'provision')).rejects.toMatchObject({ name: 'ProvisionFailed' });
    expect(world.times('DeleteEndpoint')).toBe(0);
    expect(world.times('UpdateEndpoint')).toBe(0);
  });

  test.each([
    ['of the first version', firstVersion],
    ['of a later one', prepared],
  ])('fails, and writes nothing, %s when something else has the endpoint', async (_name, given) => {
    const world = given();
    serveForeign(world);
    const before = structuredClone(world.sageMaker.endpoints);
    await expect(call(world, 'provision')).rejects.toMatchObject({
      name: 'ProvisionFailed',
      message: expect.stringMatching(
        /^endpoint "predictions" belongs to something else: it runs endpoint config "theirs".*another endpointName/,
      ),
    });
    expect(world.sageMaker.endpoints).toEqual(before);
    expect(world.calls.filter((name) => /^(Create|Update|Delete|AddTags)/.test(name) && name !== 'UpdateItem')).toEqual(
      [],
    );
  });

  test('fails when something else makes the endpoint after the first look', async () => {
    const world = firstVersion();
    const { sageMaker } = world.clients();
    const send = async (command: { constructor: { name: string } }) => {
      if (command.constructor.name === 'CreateEndpointConfigCommand') serveForeign(world);
      return sageMaker.send(command);
    };
    const handler = makeHandler(world.depsWith({ sageMaker: { send } }));
    await expect(handler({ action: 'provision', releaseId: RELEASE_2 })).rejects.toMatchObject({
      name: 'ProvisionFailed',
    });
    expect(world.times('UpdateEndpoint')).toBe(0);
  });

  test('of the first version removes an endpoint that never came up', async () => {
    const world = firstVersion();
    world.serve({ green: 'dead' }, {});
    world.endpoint.status = 'Failed';
    await insisting(world, () => call(world, 'provision'));
    expect(world.endpoint).toMatchObject({ status: 'Creating', configName: OWN });
  });
});

describe('poll', () => {
  test('waits until the endpoint is in service with the own config', async () => {
    const world = prepared();
    await call(world, 'provision');
    expect(await call(world, 'poll')).toMatchObject({ status: 'pending' });
    world.sageMaker.timePasses();
    expect(await call(world, 'poll')).toMatchObject({ status: 'ready', healthyTargets: 2, desiredCount: 2 });
  });

  test('fails when SageMaker went back to the config before', async () => {
    const world = prepared();
    await call(world, 'provision');
    world.sageMaker.outcome = 'fails';
    world.sageMaker.timePasses();
    await expect(call(world, 'poll')).rejects.toMatchObject({ name: 'ProvisionFailed' });
  });

  test('before the shift is pending while the shift would not have enough, and fails when the time is over', async () => {
    const world = await ready();
    world.setLedger(
      carryOut(
        world.ledger,
        [
          { kind: 'enter-phase', releaseId: RELEASE_2, phase: 'checking' },
          { kind: 'enter-phase', releaseId: RELEASE_2, phase: 'shifting' },
        ],
        at(600),
      ),
    );
    world.time = new Date(at(600));
    expect(await call(world, 'poll')).toMatchObject({ status: 'ready' });
    Object.assign(world.endpoint, { instances: { blue: 30 } }); // raised by hand
    const reason = '10 % of the traffic needs 3 healthy targets in green, got 2';
    expect(await call(world, 'poll')).toMatchObject({ status: 'pending', reason });
    world.time = new Date(at(600 + 901));
    await expect(call(world, 'poll')).rejects.toMatchObject({
      name: 'ProvisionFailed',
      message: expect.stringContaining(reason),
    });
  });

  test('fails before provision', async () => {
    await expect(call(prepared(), 'poll')).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});

describe('retire', () => {
  test('of a failed version leaves the endpoint as it was before the release', async () => {
    const world = await ready();
    decideRollback(world);
    expect(await retireFailed(world)).toMatchObject({ environment: 'green', retired: true });
    expect(world.endpoint).toMatchObject({ status: 'InService', configName: LIVE });
    expect(Object.keys(world.sageMaker.configs).filter((name) => name.startsWith(MODEL))).toEqual([LIVE]);
    expect(Object.keys(world.sageMaker.models).filter((name) => name.startsWith(MODEL))).toEqual([LIVE]);
  });

  test('of one whose instances are still starting waits for SageMaker', async () => {
    const world = prepared();
    await call(world, 'provision');
    decideRollback(world);
    await expect(call(world, 'retire', { which: 'failed' })).rejects.toMatchObject({ name: 'EnvironmentBusy' });
    await retireFailed(world);
    expect(world.endpoint.configName).toBe(LIVE);
  });

  test('of the version before leaves the promoted one alone, with its model', async () => {
    const world = new VariantWorld(ledgerIn('standby'));
    world.serve({ blue: RELEASE_1, green: RELEASE_2 }, { blue: 0, green: 100 });
    await insisting(world, () => call(world, 'retire', { which: 'old' }));
    const [alone, ...others] = world.sageMaker.configs[world.endpoint.configName].ProductionVariants;
    expect(alone).toMatchObject({ VariantName: 'green', ModelName: OWN });
    expect(others).toEqual([]);
    expect(Object.keys(world.sageMaker.models).filter((name) => name.startsWith(MODEL))).toEqual([OWN]);
    await insisting(world, () => call(world, 'retire', { which: 'old' }));
    expect(world.times('UpdateEndpoint')).toBe(1);
  });

  const instancesAlone = (world: VariantWorld) =>
    world.sageMaker.configs[world.endpoint.configName].ProductionVariants.map((variant: any) => [
      variant.VariantName,
      variant.InitialInstanceCount,
    ]);

  test('of the version before leaves the promoted one the instances that people gave it', async () => {
    const world = new VariantWorld(ledgerIn('standby'));
    world.serve({ blue: RELEASE_1, green: RELEASE_2 }, { blue: 0, green: 100 });
    world.endpoint.instances = { green: 5 };
    await insisting(world, () => call(world, 'retire', { which: 'old' }));
    expect(instancesAlone(world)).toEqual([['green', 5]]);
  });

  test('of a failed version leaves the live one the instances that people gave it, each time', async () => {
    const world = await ready();
    world.endpoint.instances = { blue: 5 };
    decideRollback(world);
    await retireFailed(world);
    expect(instancesAlone(world)).toEqual([['blue', 5]]);
    expect(Object.keys(world.sageMaker.configs).filter((name) => name.startsWith(MODEL))).toHaveLength(1);
  });

  test('fails while the version that lost has requests', async () => {
    const world = new VariantWorld(ledgerIn('standby'));
    world.serve({ blue: RELEASE_1, green: RELEASE_2 }, { blue: 1, green: 99 });
    await expect(call(world, 'retire', { which: 'old' })).rejects.toMatchObject({ name: 'WeightsNotApplied' });
    expect(world.times('UpdateEndpoint')).toBe(0);
  });

  test.each([
    ['of the first version', firstVersion],
    ['of a later one', prepared],
  ])('%s leaves an endpoint of something else alone', async (_name, given) => {
    const world = given();
    serveForeign(world);
    await expect(call(world, 'provision')).rejects.toMatchObject({ name: 'ProvisionFailed' });
    const before = structuredClone(world.sageMaker.endpoints);
    decideRollback(world);
    expect(await retireFailed(world)).toMatchObject({
      retired: true,
      reason: expect.stringContaining('left alone: endpoint "predictions" belongs to something else'),
    });
    expect(world.sageMaker.endpoints).toEqual(before);
  });

  test('of the first version removes the endpoint', async () => {
    const world = firstVersion();
    await call(world, 'provision');
    world.sageMaker.endpoints[ENDPOINT].status = 'InService';
    decideRollback(world);
    await retireFailed(world);
    expect(world.endpoint).toBeUndefined();
    expect(Object.keys(world.sageMaker.configs).filter((name) => name.startsWith(`${MODEL}-green`))).toEqual([]);
  });
});

test('variants are neither matched nor settled: they keep the count that is declared', async () => {
  const world = new VariantWorld(ledgerIn('standby'));
  expect(await call(world, 'match')).toEqual({ environment: '', desiredCount: 0 });
  expect(await call(world, 'settle')).toEqual({ environment: 'green' });
  expect(world.calls).not.toContain('UpdateEndpointWeightsAndCapacities');
});
