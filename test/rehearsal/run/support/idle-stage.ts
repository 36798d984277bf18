import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { Network } from '../../../../lib/rehearsal/network';
import { Stage } from '../../../../lib/rehearsal/stage';
import { ModelTasks } from '../../release/support/model-tasks';

/** An emulated account with all services, in which no time passes and nothing is deployed. */
export function idleStage(): Promise<Stage> {
  const clock = new VirtualClock(0);
  clock.hold();
  const network = new Network();
  return Stage.open({ clock, network, tasks: new ModelTasks(network), seed: 1 });
}
