import { Env, Phase } from '../../lib/contract';
import { Ledger } from '../../lib/core/ledger/ledger';
import { makeHandler } from '../../lib/handlers/watch';
import { carryOut, firstLedgerIn, ledgerIn, RELEASE_1, RELEASE_2 } from '../core/ledger/ledgers';
import { awsError } from './world/calls';
import { World } from './world/world';

/** A model that declares `protectCallers`: v1 is live in blue, v2 stands in green. */
function protectingWorld(ledger: Ledger): World {
  const world = new World(ledger);
  Object.assign(world.env, { [Env.PROTECT_CALLERS]: 'true' });
  return world;
}

const call = (world: World, action: string, releaseId = RELEASE_2): Promise<any> =>
  makeHandler(world.deps())({ action, releaseId });

/** What gateways are told besides, which stays. */
const OTHERS = { versions: { blue: '1.2' } };

function told(world: World) {
  const { protect, ...others } = world.gateways.settings;
  expect(others).toEqual(OTHERS);
  return protect;
}

function tell(world: World, settings: object = {}): void {
  world.gateways.parameter = JSON.stringify({ ...OTHERS, ...settings });
}

const PROTECT = { of: 'green', by: 'blue', until: 1 } as const;

describe('a look', () => {
  test.each<Phase>(['shifting', 'baking', 'standby'])(
    'in phase %s has gateways protect callers, for a while',
    async (phase) => {
      const world = protectingWorld(ledgerIn(phase));
      tell(world);
      const seconds = world.time.getTime() / 1000;
      await expect(call(world, 'watch')).resolves.toMatchObject({
        decision: 'continue',
        evidence: { protectedBy: 'blue' },
      });
      expect(told(world)).toEqual({ of: 'green', by: 'blue', until: seconds + 180 });
      world.time = new Date(world.time.getTime() + 60_000);
      await call(world, 'watch');
      expect(told(world)?.until).toBe(seconds + 240);
    },
  );

  test('at the end of the standby time ends it, before the other side is emptied', async () => {
    const world = protectingWorld(ledgerIn('standby'));
    tell(world, { protect: PROTECT });
    world.time = new Date(world.time.getTime() + 3_600_000);
    await expect(call(world, 'watch')).resolves.toMatchObject({ decision: 'done' });
    expect(told(world)).toBeUndefined();
  });

  test('that sends the release back leaves it to the end of the way back', async () => {
    const world = protectingWorld(ledgerIn('baking'));
    tell(world, { protect: PROTECT });
    world.alarms.business = 'ALARM';
    await expect(call(world, 'watch')).resolves.toMatchObject({ decision: 'roll-back' });
    expect(world.gateways.written).toEqual([]);
  });

  test('of the first version of all protects nobody', async () => {
    const world = protectingWorld(firstLedgerIn('baking'));
    tell(world);
    await call(world, 'watch', RELEASE_1);
    expect(told(world)).toBeUndefined();
  });

  test('goes on when the settings can’t be written, and says so', async () => {
    const world = protectingWorld(ledgerIn('baking'));
    world.failures.PutParameter = awsError('AccessDeniedException');
    const result = await call(world, 'watch');
    expect(result).toMatchObject({
      decision: 'continue',
      evidence: { unprotected: expect.stringContaining('AccessDeniedException') },
    });
  });

  test('touches no settings of a model that does not declare it', async () => {
    const world = new World(ledgerIn('baking'));
    await call(world, 'watch');
    await call(world, 'stop-protecting');
    expect(world.calls.filter((name) => name.includes('Parameter'))).toEqual([]);
  });
});

describe('the end of the way back', () => {
  test('ends it', async () => {
    const world = protectingWorld(ledgerIn('rolling-back'));
    tell(world, { protect: PROTECT });
    await expect(call(world, 'stop-protecting')).resolves.toEqual({ stopped: true });
    expect(told(world)).toBeUndefined();
    await expect(call(world, 'stop-protecting')).resolves.toEqual({ stopped: false });
  });

  test('leaves alone what another release does', async () => {
    const world = protectingWorld(ledgerIn('baking'));
    tell(world, { protect: PROTECT });
    await expect(call(world, 'stop-protecting', 'v0-release')).resolves.toEqual({ stopped: false });
    expect(told(world)).toEqual(PROTECT);
  });
});

describe('the end of a bake', () => {
  /** The load balancer saw no failure in ten minutes. */
  async function endOfBake(counted: Readonly<Record<string, number>>): Promise<any> {
    const world = protectingWorld(ledgerIn('baking'));
    const since = world.time.getTime();
    for (let minute = 0; minute <= 15; minute += 1) {
      world.gateways.count(new Date(since + minute * 60_000), 'green', counted);
    }
    world.time = new Date(since + 15 * 60_000);
    return call(world, 'watch');
  }

  test('goes by what the gateways counted: good', async () => {
    await expect(endOfBake({ Requests: 600, Errors: 1 })).resolves.toMatchObject({
      decision: 'done',
      evidence: { status: 'PASS', errorRatePercent: expect.closeTo(0.17, 1) },
    });
  });

  test('fails by what the gateways counted, though callers got good answers', async () => {
    await expect(endOfBake({ Requests: 600, Errors: 180, Protected: 180 })).resolves.toMatchObject({
      decision: 'roll-back',
      evidence: { status: 'FAIL', errorRatePercent: 30 },
    });
  });

  test('fails without a word of the gateways', async () => {
    await expect(endOfBake({})).resolves.toMatchObject({
      decision: 'roll-back',
      evidence: { status: 'INSUFFICIENT_DATA', measuredMinutes: 0 },
    });
  });

  test('counts on the load balancer alone where callers are not protected', async () => {
    const world = new World(ledgerIn('baking'));
    world.time = new Date(world.time.getTime() + 15 * 60_000);
    await expect(call(world, 'watch')).resolves.toMatchObject({ decision: 'done', evidence: { status: 'PASS' } });
  });
});

test('an abort in the bake does not end it early', async () => {
  const ledger = carryOut(ledgerIn('baking'), [{ kind: 'request-abort', reason: 'stop', by: 'me' }]);
  const world = protectingWorld(ledger);
  tell(world, { protect: PROTECT });
  await expect(call(world, 'watch')).resolves.toMatchObject({ decision: 'roll-back' });
  expect(told(world)).toEqual(PROTECT);
});
