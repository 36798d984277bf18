import { RemovalState } from '../shared/foreign-endpoint';
import { Logger } from '../shared/logger';
import { SageMaker } from '../shared/sagemaker';
import { AutoScaling } from '../shared/scaled-resource';

/** Goes as far as it can, and may be repeated. */
export type Removal = () => Promise<RemovalState>;

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
 * network interfaces, and as long as they exist the stack can't delete its subnets and security groups. Throws when an endpoint of the
 * model stays; one of something else stays, and the log says so.
 */
export async function cleanUp(
  { sleep }: CleanUpClients,
  removals: readonly Removal[],
  now: () => Date,
  logger: Logger,
): Promise<void> {
  const deadline = now().getTime() + LONGEST_WAIT_MS;
  for (let pause = 1000; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    // All at each look: they disappear side by side.
    const states = await lookAt(removals);
    const waitingFor = reasonsOf(states, 'waiting');
    if (waitingFor.length === 0) {
      for (const reason of reasonsOf(states, 'left-alone')) logger.info('endpoint not deleted', { reason });
      return;
    }
    if (now().getTime() >= deadline) {
      throw new Error(
        `endpoints must be gone within ${LONGEST_WAIT_MS / 60_000} min, but ${waitingFor.join(', ')}; delete the stack again`,
      );
    }
    await sleep(pause);
  }
}

async function lookAt(removals: readonly Removal[]): Promise<readonly RemovalState[]> {
  const states: RemovalState[] = [];
  for (const advance of removals) states.push(await advance());
  return states;
}

function reasonsOf(states: readonly RemovalState[], kind: 'waiting' | 'left-alone'): readonly string[] {
  return states.flatMap((state) => (state.kind === kind ? [state.reason] : []));
}
