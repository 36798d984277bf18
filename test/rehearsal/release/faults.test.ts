import { armFault } from '../../../lib/rehearsal/run/faults';
import { FaultName } from '../../../lib/rehearsal/run/fault-names';
import { Story } from '../../../lib/rehearsal/run/story';
import { release } from './support/pipeline';
import { settled } from './support/settled';
import { World } from './support/world';

jest.setTimeout(60_000);

/** Arms a fault of `bluegreen rehearse` for a version. */
async function arm(world: World, fault: FaultName, version: string, target?: string): Promise<void> {
  const { stage, clock, tasks, model } = world;
  const none = () => undefined;
  const routing = () => stage.elb.current();
  const story = new Story(
    { clock, model, routing, wall: () => 0, lastSentAt: none, onEntry: none },
    await world.ledger(),
  );
  stage.account.observers.add(story.onCall);
  const witness = world.witness();
  armFault(fault, { stage, tasks, model, story, version, target, entryOf: (name) => witness.entryOf(name) });
}

/** `errors` and `latency` strike real traffic; here versions have profiles (alarms.test.ts). */
describe('a release under a fault of the rehearsal', () => {
  let world: World;
  beforeEach(async () => void (world = await World.live({ version: '1.2' })));
  afterEach(() => world.close());

  test.each<[FaultName, string]>([
    ['crash', '0 of 2 targets of green are healthy'],
    ['never-ready', 'deployment circuit breaker'],
    ['wrong-config', 'FEATURE_STORE'],
  ])('%s: goes back, and says why', async (fault, reason) => {
    await arm(world, fault, '1.3');
    const result = await release(world, '1.3');
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: expect.stringMatching(reason) });
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  test.each<[FaultName, string | undefined]>([
    ['throttle', 'elasticloadbalancing:ModifyRule'],
    ['function-dies', undefined],
  ])('%s (%s): is promoted all the same', async (fault, target) => {
    await arm(world, fault, '1.3', target);
    expect(await release(world, '1.3')).toMatchObject({ outcome: 'promoted' });
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
  });
});
