import { USER_ALARM } from '../support/app/app-variant';
import { ended, freshVersion, isRejected, release } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(60_000);

describe('a model that hardly anybody calls', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '1.2' }, 10)));
  afterAll(() => world.close());

  test.each([
    ['a good version', undefined],
    ['a version that fails every third request', { errorRate: 0.33, p50Ms: 20, p99Ms: 80 }],
  ])('does not promote %s unproven, and does not blame it', async (_name, profile) => {
    const version = freshVersion();
    if (profile !== undefined) world.profiles.set(version, profile);
    const result = await release(world, version);
    expect(result).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringContaining('INSUFFICIENT_DATA: 3 minutes with 20 requests or more are needed, got 0'),
      evidence: { trigger: 'watch', measuredMinutes: 0, required: { minutes: 3, minimumRequests: 20 } },
    });
    expect(await isRejected(world, version)).toBe(false);
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });
});

describe('a model under traffic', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '1.2', userAlarm: true })));
  afterAll(() => world.close());

  test('goes back to the old version before traffic moves when an alarm has begun to fire in the checks', async () => {
    const version = freshVersion();
    const witness = world.witness();
    world.atPhase('checking', () => world.setAlarm(USER_ALARM, 'ALARM'));
    expect(await release(world, version)).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringContaining(USER_ALARM),
    });
    expect(witness.ruleChanges).toEqual([]);
    await world.setAlarm(USER_ALARM, 'OK');
  });

  test('the ledger keeps the numbers behind a promotion', async () => {
    const version = freshVersion();
    world.profiles.set(version, { errorRate: 0.005, p50Ms: 20, p99Ms: 80 });
    await release(world, version);
    const result = await ended(world, version);
    expect(result?.reason).toMatch(/passed its checks and its bake time.*\d+ minutes measured, \d{4} requests/);
    const verdicts = result?.evidence.verdicts as readonly { readonly check: string; readonly evidence: any }[];
    const bake = verdicts.find(({ check }) => check === 'bake')?.evidence;
    expect(bake.measuredMinutes).toBeGreaterThanOrEqual(3);
    expect(bake.errorRatePercent).toBeGreaterThan(0.1);
    expect(bake.errorRatePercent).toBeLessThan(1);
    expect(bake.worstP99Seconds).toBeCloseTo(0.08, 1);
  });
});
