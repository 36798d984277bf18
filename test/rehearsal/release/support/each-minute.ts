import { EnvironmentName, ENVIRONMENTS } from '../../../../lib/contract';
import { World } from './world';

export const MINUTE_MS = 60_000;

/** Acts for each environment at the beginning of every minute, one after the other, until what it returns is called. */
export function eachMinute(world: World, act: (environment: EnvironmentName) => Promise<void>): () => void {
  let stopped = false;
  const schedule = (): void => {
    const { clock } = world;
    clock.at((Math.floor(clock.now() / MINUTE_MS) + 1) * MINUTE_MS, async () => {
      if (stopped) return;
      schedule();
      for (const environment of ENVIRONMENTS) await act(environment);
    });
  };
  schedule();
  return () => {
    stopped = true;
  };
}

/** The version in an environment, and its share of the traffic from 0 to 1; undefined when nothing runs there. */
export async function servedBy(
  world: World,
  environment: EnvironmentName,
): Promise<{ readonly version: string; readonly share: number } | undefined> {
  const { live, standby, release } = await world.ledger();
  const running = [release, live, standby].find((each) => each?.environment === environment);
  const weights = world.model.weights(world.stage.elb.current());
  if (running === undefined) return undefined;
  return { version: running.version, share: weights[environment] / Math.max(1, weights.blue + weights.green) };
}
