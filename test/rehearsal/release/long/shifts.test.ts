import { Names, Weights } from '../../../../lib/contract';
import { ActiveRelease } from '../../../../lib/core/ledger/ledger';
import { AppVariant, MODEL } from '../support/app/app-variant';
import { arm } from '../support/fault-cases';
import { ended, freshVersion, isRejected, release, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(120_000);

const ERRORS = Names.alarm(MODEL, 'green', 'errors');

/** What the production rule shall be written, one call after the other, for a release from blue to green, and how long a step takes. */
const SHIFTS = [
  { traffic: 'canary', least: 360, changes: ['blue 95, green 5', 'green 100'] },
  {
    traffic: 'linear',
    least: 240,
    changes: ['blue 75, green 25', 'blue 50, green 50', 'blue 25, green 75', 'green 100'],
  },
  {
    traffic: 'steps',
    least: 180,
    changes: ['blue 99, green 1', 'blue 90, green 10', 'blue 50, green 50', 'green 100'],
  },
] as const;

/** Until the release has begun with a step, counted from 0. */
async function untilStep(world: World, index: number): Promise<void> {
  await world.until(`step ${index}`, async () => ((await world.ledger()).release?.stepIndex ?? 0) === index);
}

/** The steps of the history, with the seconds between two of them. */
async function stepsOf(world: World, version: string): Promise<readonly { percent: number; seconds: number }[]> {
  const outcome = await ended(world, version);
  const decisions = await world.decisions(outcome?.releaseId ?? 'none');
  const steps = decisions.filter(({ kind }) => /^step-\d+$/.test(kind));
  return steps.map(({ at, evidence }, index) => ({
    percent: (evidence.to as Record<string, number>).green,
    seconds: (Date.parse(steps[index + 1]?.at ?? at) - Date.parse(at)) / 1000,
  }));
}

describe.each(SHIFTS)('$traffic', ({ traffic, least, changes }) => {
  let world: World;
  const variant: AppVariant = { version: '1.2', traffic, provisionMinutes: 5 };
  beforeAll(async () => void (world = await World.live(variant)));
  afterAll(() => world.close());

  test('takes 1.3 live step by step, each read back and watched for its time, and loses no request', async () => {
    const witness = world.witness();
    expect(await world.deploy({ ...variant, version: '1.3' })).toMatchObject({ status: 'UPDATE_COMPLETE' });
    await world.quiet();
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
    expect(witness.ruleChanges).toEqual(changes.map((shares) => `traffic: ${shares}`));
    const steps = await stepsOf(world, '1.3');
    expect(steps).toHaveLength(changes.length);
    for (const { seconds } of steps.slice(0, -1)) {
      expect(seconds).toBeGreaterThanOrEqual(least);
      expect(seconds).toBeLessThan(least + 2 * 60 + 15);
    }
    expect(world.unanswered).toBe(0);
  });
});

describe('a release in steps', () => {
  let world: World;
  const variant: AppVariant = { version: '1.2', traffic: 'linear', provisionMinutes: 5, standbyMinutes: 10 };
  beforeAll(async () => void (world = await World.live(variant)));
  afterAll(() => world.close());
  /** Every test releases from blue to green, and brings the traffic back to blue. */
  afterEach(async () => {
    await world.setAlarm(ERRORS, 'OK');
    await world.pass(5);
    const { live } = await world.ledger();
    if (live?.environment === 'green')
      expect(await release(world, freshVersion())).toMatchObject({ outcome: 'promoted' });
    expect(world.unanswered).toBe(0);
  });

  test.each<[string, () => Promise<void>, string]>([
    ['by an abort', () => world.abort(), 'abort'],
    ['by an alarm', () => world.setAlarm(ERRORS, 'ALARM'), 'alarm'],
    [
      'by an abort and an alarm at once',
      async () => void (await Promise.all([world.abort(), world.setAlarm(ERRORS, 'ALARM')])),
      'a',
    ],
  ])('goes back %s in a middle step', async (_how, act, trigger) => {
    const { live } = await world.ledger();
    const version = freshVersion();
    const witness = world.witness();
    world.atStep(1, act);
    const result = await release(world, version);
    expect(result).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: expect.stringContaining(trigger) } });
    expect(witness.moves).toEqual(['traffic: blue 75, green 25', 'traffic: blue 50, green 50', 'traffic: blue 100']);
    expect(await world.facts()).toEqual(settled(live!.version, 'blue'));
  });

  test('goes back by hand in a middle step, at once', async () => {
    const version = freshVersion();
    await start(world, version);
    await untilStep(world, 1);
    await world.rollBack();
    expect(await world.facts()).toMatchObject({ weights: { blue: 100, green: 0 }, lock: 'rolling-back' });
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back', evidence: { requestedBy: 'ada' } });
  });

  test('goes back for errors of a version that never gets all traffic', async () => {
    const version = freshVersion();
    const witness = world.witness();
    world.profiles.set(version, { errorRate: 0.3, p50Ms: 20, p99Ms: 80 });
    const result = await release(world, version);
    expect(result).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'alarm' } });
    expect(witness.ruleChanges).not.toContain('traffic: green 100');
    expect(witness.ruleChanges.at(-1)).toBe('traffic: blue 100');
  });

  test.each([4, 5, 6, 7])('is promoted although the traffic function dies after its call %i', async (call) => {
    const version = freshVersion();
    const disarm = arm(world, { kind: 'function-dies', entry: 'traffic', call, operation: 'any' });
    expect(await release(world, version)).toMatchObject({ outcome: 'promoted' });
    expect(disarm()).toBe(true);
    expect((await stepsOf(world, version)).length).toBe(4);
  });

  test('grows before each step with the live side, and shrinks nowhere until the end', async () => {
    const version = freshVersion();
    const cluster = world.physicalId('AWS::ECS::Cluster');
    world.atStep(1, async () => {
      const service = Names.service(MODEL, 'blue');
      await world.call('ecs', 'UpdateService', { cluster, service, desiredCount: 4 });
    });
    await start(world, version);
    await untilStep(world, 2);
    expect((await world.facts()).desired).toEqual({ blue: 4, green: 4 });
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'promoted' });
  });

  test('goes back by a look when its tasks die at the end of a step, while tasks are waited for', async () => {
    const version = freshVersion();
    const died: number[] = [];
    world.atDone('shifting', 2, async () => {
      world.tasks.of(version).healthy = false; // those that come in their place are not healthy either
      world.tasks.kill(Names.service(MODEL, 'green'));
      died.push(world.clock.now());
    });
    const result = await release(world, version);
    expect(result).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'watch', healthyTargets: 0 } });
    expect((Date.parse(result!.evidence.decidedAt as string) - died[0]) / 1000).toBeLessThan(75); // one watchInterval and a look
    expect(await isRejected(world, version)).toBe(true);
    expect(world.unanswered).toBeLessThanOrEqual(2); // minutes in which the step's share found no task
    world.unanswered = 0;
  });

  test('paused in a step stays there until it is resumed', async () => {
    const version = freshVersion();
    world.atStep(1, () => world.wish('pause'));
    await start(world, version);
    await untilStep(world, 1);
    await world.pass(60);
    expect(await world.facts()).toMatchObject({ weights: { blue: 50, green: 50 }, lock: 'shifting' });
    await world.wish('resume');
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'promoted' });
  });

  test.each<[string, 'shifting' | 'baking', number, Weights]>([
    // the first such look is the one before the first step
    ['after the last look at a step', 'shifting', 2, { blue: 75, green: 25 }],
    ['after the look before the next one', 'shifting', 3, { blue: 75, green: 25 }],
    ['right before its promotion', 'baking', 1, { blue: 0, green: 100 }],
  ])('paused %s stays there until it is resumed, too', async (_when, phase, nth, weights) => {
    const version = freshVersion();
    world.atDone(phase, nth, () => world.wish('pause'));
    await start(world, version);
    await world.until('the pause', async () => (await world.ledger()).release?.wishes?.pause !== undefined);
    await world.pass(60);
    expect(await world.facts()).toMatchObject({ weights, lock: phase });
    await world.wish('resume');
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'promoted' });
  });

  test('paused still goes back for an alarm', async () => {
    const version = freshVersion();
    world.atStep(1, () => world.wish('pause'));
    await start(world, version);
    await untilStep(world, 1);
    await world.pass(20);
    await world.setAlarm(ERRORS, 'ALARM');
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'alarm' } });
  });

  test('paused in the bake is not promoted before it is resumed', async () => {
    const version = freshVersion();
    world.atPhase('baking', () => world.wish('pause'));
    await start(world, version);
    await world.untilPhase('baking');
    await world.pass(40);
    expect(await world.facts()).toMatchObject({ weights: { blue: 0, green: 100 }, lock: 'baking' });
    await world.wish('resume');
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'promoted' });
  });

  test('promoted in full leaves out the steps that are left, and not the measurement of the bake', async () => {
    const version = freshVersion();
    const witness = world.witness();
    world.atStep(0, () => world.wish('promote-full'));
    await start(world, version);
    await world.untilPhase('standby');
    expect(witness.ruleChanges).toEqual(['traffic: blue 75, green 25', 'traffic: green 100']);
    const baked = (await world.ledger()).release as ActiveRelease;
    const verdict = baked.verdicts.find(({ check }) => check === 'bake');
    expect(verdict).toMatchObject({ status: 'PASS' });
    expect(verdict?.evidence.measuredMinutes).toBeGreaterThanOrEqual(3);
    await world.quiet();
  });

  test('skips the rest of one step only', async () => {
    const version = freshVersion();
    world.atStep(1, () => world.wish('skip'));
    expect(await release(world, version)).toMatchObject({ outcome: 'promoted' });
    const [first, second, third] = await stepsOf(world, version);
    expect(first.seconds).toBeGreaterThanOrEqual(240);
    expect(second.seconds).toBeLessThan(120);
    expect(third.seconds).toBeGreaterThanOrEqual(240);
  });
});

describe('a holdback', () => {
  let world: World;
  const variant: AppVariant = { version: '1.2', traffic: 'canary', holdback: 20, stickinessSeconds: 600 };
  beforeAll(async () => void (world = await World.live(variant)));
  afterAll(() => world.close());

  test('keeps its share on the old version in the bake, and gives it up right before the promotion', async () => {
    const witness = world.witness();
    const version = freshVersion();
    await start(world, version);
    await world.untilPhase('baking');
    await world.pass(8);
    expect(await world.facts()).toMatchObject({
      weights: { blue: 20, green: 80 },
      lock: 'baking',
      live: '1.2 in blue',
    });
    await world.untilPhase('standby');
    expect(await world.facts()).toMatchObject({ weights: { blue: 0, green: 100 }, live: `${version} in green` });
    await world.quiet();
    expect(witness.ruleChanges).toEqual([
      'traffic: blue 95, green 5',
      'traffic: blue 20, green 80',
      'traffic: green 100',
    ]);
    expect(witness.events.filter((event) => event === `${version} baking`)).toHaveLength(1);
    expect(world.unanswered).toBe(0);
  });

  test('goes back from the bake to the version that still answers', async () => {
    const { live } = await world.ledger();
    const version = freshVersion();
    world.atPhase('baking', () => world.abort());
    expect(await release(world, version)).toMatchObject({ outcome: 'rolled-back' });
    expect(await world.facts()).toEqual(settled(live!.version, 'green'));
  });
});
