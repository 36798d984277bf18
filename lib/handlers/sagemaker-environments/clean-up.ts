import { SageMaker } from '../shared/sagemaker';
import { AutoScaling } from '../shared/scaled-resource';

/** Goes as far as it can. Answers what is being waited for, or undefined when nothing is left. */
export type Removal = () => Promise<string | undefined>;

export interface CleanUpClients {
  readonly sageMaker: SageMaker;
  readonly autoScaling: AutoScaling;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/** A minute less than the function's timeout, which is the longest that Lambda has: 15 min. CloudFormation needs its answer. */
const LONGEST_WAIT_MS = 14 * 60_000;

/** Pauses between two looks double up to this: most endpoints take a minute or two. */
const LONGEST_PAUSE_MS = 15_000;

/**
 * Removes endpoints with everything that releases made for them, and waits until they are gone: an endpoint in a VPC holds
 * network interfaces, and as long as they exist the stack can't delete its subnets and security groups. Throws when an endpoint stays.
 */
export async function cleanUp(clients: CleanUpClients, removals: readonly Removal[], now: () => Date): Promise<void> {
  const deadline = now().getTime() + LONGEST_WAIT_MS;
  for (let pause = 1000; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    // All at each look: they disappear side by side.
    const waitingFor: string[] = [];
    for (const advance of removals) {
      const reason = await advance();
      if (reason !== undefined) waitingFor.push(reason);
    }
    if (waitingFor.length === 0) return;
    if (now().getTime() >= deadline) {
      throw new Error(
        `endpoints must be gone within ${LONGEST_WAIT_MS / 60_000} min, but ${waitingFor.join(', ')}; delete the stack again`,
      );
    }
    await clients.sleep(pause);
  }
}
