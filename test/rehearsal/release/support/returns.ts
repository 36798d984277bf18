import { ReturnInput } from '../../../../lib/contract';
import { EndedRelease, Ledger } from '../../../../lib/core/ledger/ledger';
import { returnIdOf } from '../../../../lib/core/release-id';
import { World } from './world';

/** `bluegreen rollback` after the standby time. Answers the execution's ARN. */
export async function startReturn(world: World, requestedBy = 'ada'): Promise<string> {
  const { name, input } = orderOf(await world.ledger(), requestedBy);
  return world.start(name, input);
}

/** Brings the version before back, to the end. Answers how that ended; undefined when it never held the lock. */
export async function bringBack(world: World): Promise<EndedRelease | undefined> {
  const { name, input } = orderOf(await world.ledger(), 'ada');
  await world.start(name, input);
  await world.quiet();
  return (await world.ledger()).ended.find(({ releaseId }) => releaseId === name);
}

function orderOf({ live, before, ended }: Ledger, requestedBy: string): { name: string; input: ReturnInput } {
  if (live === undefined || before === undefined) throw new Error('no version to go back from, or none to go back to');
  return {
    name: returnIdOf(before.version, live, ended[0]?.releaseId),
    input: { back: { version: before.version, leaves: live.releaseId, reason: 'wrong scores' }, requestedBy },
  };
}
