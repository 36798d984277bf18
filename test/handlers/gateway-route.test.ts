import { Phase } from '../../lib/contract';
import { makeHandler as traffic } from '../../lib/handlers/traffic';
import { makeHandler as watch } from '../../lib/handlers/watch';
import { at, ledgerIn, RELEASE_1, RELEASE_2 } from '../core/ledger/ledgers';
import { gatewayWorld } from './world/gateway-world';
import { World } from './world/world';

const SHIFT = { action: 'shift', releaseId: RELEASE_2, stepIndex: 1 };
const ROLLBACK = { action: 'rollback', releaseId: RELEASE_2, cause: { Error: 'States.Timeout', Cause: '' } };
const EMERGENCY = { action: 'emergency', reason: 'looks bad', requestedBy: 'me' };

const call = (world: World, event: unknown) => traffic(world.deps())(event);

/** v1 in blue, v2 in green, each on 2 instances behind 2 gateways. */
function serving(phase: Phase): World {
  const world = gatewayWorld(ledgerIn(phase));
  world.sageMaker.host('blue', RELEASE_1);
  world.sageMaker.host('green', RELEASE_2);
  return world;
}

describe('healthy targets behind gateways', () => {
  test.each<[string, (world: World) => unknown, number]>([
    ['are the instances of the endpoint', () => undefined, 2],
    ['do not grow with the gateways', (world) => (world.healthy.green = 6), 2],
    ['do not shrink with the gateways', (world) => (world.healthy.green = 1), 2],
    ['are none when no gateway reaches them', (world) => (world.healthy.green = 0), 0],
    [
      'are one of a serverless endpoint',
      (world) => Object.assign(world.sageMaker.endpoint('green')!, { current: undefined, desired: undefined }),
      1,
    ],
    ['are none when the endpoint was deleted', (world) => delete world.sageMaker.endpoints['fraud-green'], 0],
    ['are none when the endpoint failed', (world) => (world.sageMaker.endpoint('green')!.status = 'Failed'), 0],
    ['are none while it is out of service', (world) => (world.sageMaker.endpoint('green')!.status = 'OutOfService'), 0],
  ])('%s', async (_name, given, green) => {
    const world = serving('shifting');
    given(world);
    await expect(call(world, { action: 'read' })).resolves.toMatchObject({ healthyTargets: { blue: 2, green } });
  });
});

describe('shift', () => {
  test('does not compare endpoints that may be of another instance type', async () => {
    const world = serving('shifting');
    Object.assign(world.sageMaker.endpoint('blue')!, { current: 5, desired: 5 });
    await expect(call(world, SHIFT)).resolves.toMatchObject({ weights: { blue: 0, green: 100 } });
  });

  test('fails when instances of the version are gone, however many gateways there are', async () => {
    const world = serving('shifting');
    world.healthy.green = 6;
    world.sageMaker.endpoint('green')!.current = 1;
    await expect(call(world, SHIFT)).rejects.toMatchObject({ name: 'NotEnoughCapacity' });
    expect(world.weights).toEqual({ blue: 90, green: 10 });
  });
});

describe('a rollback to an endpoint that nobody answers from', () => {
  test.each<[string, (world: World) => unknown]>([
    ['was deleted', (world) => delete world.sageMaker.endpoints['fraud-blue']],
    ['failed', (world) => (world.sageMaker.endpoint('blue')!.status = 'Failed')],
  ])('fails, and holds the traffic, when it %s', async (_name, given) => {
    const world = serving('baking');
    given(world);
    await expect(call(world, EMERGENCY)).resolves.toMatchObject({ action: 'held' });
    await expect(call(world, ROLLBACK)).rejects.toMatchObject({ name: 'NoHealthySide' });
    expect(world.weights).toEqual({ blue: 0, green: 100 });
    world.sageMaker.host('blue', RELEASE_1);
    await expect(call(world, ROLLBACK)).resolves.toMatchObject({ moved: true, weights: { blue: 100, green: 0 } });
  });
});

describe('a look in the bake', () => {
  const look = (world: World) => watch(world.deps())({ action: 'watch', releaseId: RELEASE_2 });

  /** Recorded with 6 instances, which it has, and with 6 gateways before it. */
  function large(): World {
    const ledger = ledgerIn('baking');
    const world = serving('baking');
    world.setLedger({ ...ledger, release: { ...ledger.release!, desiredCount: 6 } });
    Object.assign(world.sageMaker.endpoint('green')!, { current: 6, desired: 6 });
    world.time = new Date(at(60));
    return world;
  }

  test('goes on when the gateways scale in', async () => {
    const world = large();
    world.healthy.green = 2;
    await expect(look(world)).resolves.toMatchObject({ decision: 'continue' });
  });

  test('fails the version when its instances are gone, though the gateways are not', async () => {
    const world = large();
    world.healthy.green = 6;
    world.sageMaker.endpoint('green')!.current = 2;
    await expect(look(world)).resolves.toMatchObject({
      decision: 'roll-back',
      reason: expect.stringContaining('2 of 6 targets of green are healthy'),
    });
  });
});
