import { ReleaseInput } from '../../../../lib/contract';
import { EndedRelease } from '../../../../lib/core/ledger/ledger';
import { World } from './world';

let count = 0;

/** A version that was never released before, so that no rejection of an earlier test counts. */
export function freshVersion(): string {
  return `2.${++count}`;
}

/** Starts a release as a pipeline does. Answers the execution's ARN. */
export function start(world: World, version: string, input: Partial<ReleaseInput> = {}): Promise<string> {
  return world.start(`pipeline-${++count}`, { version, image: `model:${version}`, requestedBy: 'pipeline', ...input });
}

/** Releases a version as a pipeline does, to the end. */
export async function release(
  world: World,
  version: string,
  input: Partial<ReleaseInput> = {},
): Promise<EndedRelease | undefined> {
  await start(world, version, input);
  await world.quiet();
  return ended(world, version);
}

/** How the newest release of a version ended; undefined when it never held the lock. */
export async function ended(world: World, version: string): Promise<EndedRelease | undefined> {
  return (await world.ledger()).ended.find((each) => each.version === version);
}

/** Whether a version may be released again without force. */
export async function isRejected(world: World, version: string): Promise<boolean> {
  return (await world.ledger()).rejected.some((each) => each.version === version);
}
