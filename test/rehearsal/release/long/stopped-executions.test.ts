import { Phase } from '../../../../lib/contract';
import { ended, freshVersion, isRejected, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(60_000);

/** Somebody stops the execution in the console, at the worst moment: its function has written the phase and has no answer yet. */
describe('an execution that is stopped', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '1.2' })));
  afterAll(() => world.close());

  async function stopAt(phase: Phase, version: string): Promise<string> {
    const arn = await start(world, version);
    const stops: Promise<unknown>[] = [];
    world.atPhase(phase, async () => {
      stops.push(world.call('states', 'StopExecution', { executionArn: arn })); // ends after the function's answer
    });
    await world.until('the execution was stopped', async () => world.execution(arn).status !== 'RUNNING');
    await Promise.all(stops);
    await world.run(() => world.clock.sleep(10_000));
    await world.quiet();
    return arn;
  }

  test.each<Phase>(['preparing', 'provisioning', 'checking', 'shifting', 'baking'])(
    'in phase %s: the recovery brings everything back',
    async (phase) => {
      const version = freshVersion();
      const witness = world.witness();
      const arn = await stopAt(phase, version);
      expect(world.execution(arn)).toMatchObject({ status: 'ABORTED' });
      expect(await ended(world, version)).toMatchObject({
        outcome: 'rolled-back',
        evidence: { trigger: 'execution-died' },
      });
      expect(await isRejected(world, version)).toBe(false);
      expect(witness.events.at(-1)).toBe(`${version} rolled-back`);
      expect(await world.facts()).toEqual(settled('1.2', 'blue'));
    },
  );

  test('while it rolls back: the recovery completes that', async () => {
    const version = freshVersion();
    world.profiles.set(version, { errorRate: 0.3, p50Ms: 20, p99Ms: 80 });
    await stopAt('rolling-back', version);
    expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'alarm' } });
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
    await world.pass(5);
  });

  test('while it retires the failed version: the recovery completes that', async () => {
    const version = freshVersion();
    world.tasks.of(version).predicts = false;
    await stopAt('retiring-failed', version);
    expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'check' } });
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  test('in standby: the version stays promoted, and the recovery retires the one before', async () => {
    await stopAt('standby', '1.3');
    expect(await ended(world, '1.3')).toMatchObject({ outcome: 'promoted' });
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
  });

  test('while it retires the version before: the recovery completes that', async () => {
    await stopAt('retiring', '1.4');
    expect(await ended(world, '1.4')).toMatchObject({ outcome: 'promoted' });
    expect(await world.facts()).toEqual(settled('1.4', 'blue'));
  });
});
