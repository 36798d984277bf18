import { AppVariant, USER_ALARM } from '../support/app/app-variant';
import { freshVersion, isRejected, release } from '../support/pipeline';
import { bringBack } from '../support/returns';
import { World } from '../support/world';

jest.setTimeout(180_000);

const VARIANT: AppVariant = { version: '1.2', analysis: 'judge', returnAtStart: true, userAlarm: true };

/** Errors that no alarm sees: the judge alone finds them. */
const SLIGHTLY_BAD = { errorRate: 0.008, p50Ms: 20, p99Ms: 80 };
const FAILING = { errorRate: 0.3, p50Ms: 20, p99Ms: 80 };

/** Requests a minute. */
const TRAFFIC = 6_000;

describe('alarms that tell of the release before', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live(VARIANT, TRAFFIC)));
  afterAll(() => world.close());
  afterEach(async () => {
    await world.setAlarm(USER_ALARM, 'OK');
    await world.pass(15); // alarms come to rest
  });

  /** Releases a version that goes back, and lets so many minutes pass. */
  async function fail(profile: typeof FAILING, trigger: string, minutes: number): Promise<void> {
    const version = freshVersion();
    world.profiles.set(version, profile);
    expect(await release(world, version)).toMatchObject({ outcome: 'rolled-back', evidence: { trigger } });
    await world.pass(minutes);
  }

  test.each([0, 0.5, 1, 2])(
    'a good version is promoted, %d min after the judge sent another one back',
    async (minutes) => {
      await fail(SLIGHTLY_BAD, 'judge', minutes);
      expect(await release(world, freshVersion())).toMatchObject({ outcome: 'promoted' });
    },
  );

  test.each([
    ['the judge', SLIGHTLY_BAD, 'judge', 0.5],
    ['errors', FAILING, 'alarm', 0],
    ['errors', FAILING, 'alarm', 1],
  ])('a return holds that is asked for after a rollback by %s', async (_name, profile, trigger, minutes) => {
    const fled = freshVersion();
    expect(await release(world, fled)).toMatchObject({ outcome: 'promoted' });
    await world.pass(10);
    await fail(profile, trigger, minutes);
    expect(await bringBack(world)).toMatchObject({ outcome: 'promoted' });
    expect(await isRejected(world, fled)).toBe(true);
  });

  test('a forced release gets past an alarm of its environment that still fires', async () => {
    await fail(FAILING, 'alarm', 0);
    expect(await release(world, freshVersion(), { force: true })).toMatchObject({ outcome: 'promoted' });
  });

  test('a forced release gets past an added alarm, and goes back when that fires anew', async () => {
    await world.setAlarm(USER_ALARM, 'ALARM');
    expect(await release(world, freshVersion(), { force: true })).toMatchObject({ outcome: 'promoted' });
    world.atPhase('baking', async () => {
      await world.setAlarm(USER_ALARM, 'OK');
      await world.setAlarm(USER_ALARM, 'ALARM');
    });
    const version = freshVersion();
    expect(await release(world, version, { force: true })).toMatchObject({ outcome: 'rolled-back' });
    expect(await isRejected(world, version)).toBe(true);
  });
});
