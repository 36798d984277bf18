import { armFault } from '../../../../lib/rehearsal/run/faults';
import { HostingName } from '../../../../lib/rehearsal/run/declared-model';
import { FaultName } from '../../../../lib/rehearsal/run/fault-names';
import { Story } from '../../../../lib/rehearsal/run/story';
import { World } from './world';

export interface ArmedFault {
  readonly fault: FaultName;
  /** The version that it hits. */
  readonly version: string;
  readonly target?: string;
  readonly hosting?: HostingName;
}

/** Arms a fault of `bluegreen rehearse`. */
export async function armInWorld(world: World, { hosting = 'ecs', ...armed }: ArmedFault): Promise<void> {
  const { stage, clock, tasks, model } = world;
  const none = () => undefined;
  const routing = () => stage.elb.current();
  const story = new Story(
    { clock, model, routing, wall: () => 0, lastSentAt: none, onEntry: none },
    await world.ledger(),
  );
  stage.account.observers.add(story.onCall);
  const witness = world.witness();
  const scene = { ...armed, hosting, stage, tasks, model, story, entryOf: (name: string) => witness.entryOf(name) };
  await world.run(() => armFault(armed.fault, scene));
}
