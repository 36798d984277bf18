import { EnvironmentName, MatchEvent, MatchResult, Phase } from '../../contract';
import { desiredCapacity } from '../../core/capacity';
import { stableVersion } from '../../core/ledger/stable';
import { goingOn } from '../shared/errors';
import { EnvironmentContext } from './context';

/** Phases in which the release's endpoint scales with its traffic while the one before waits without any. */
const MATCHED: readonly Phase[] = ['baking', 'standby'];

/**
 * Raises the endpoint that traffic would go back to, to the instances that the release's own has grown to: auto scaling raises a
 * variant to its minimum. Its size is never lowered; the end of the release does that.
 */
export async function match(context: EnvironmentContext, event: MatchEvent): Promise<MatchResult> {
  const ledger = await context.store.read();
  const release = goingOn(ledger, event.releaseId);
  const stable = stableVersion(ledger)?.environment;
  if (stable === undefined || !MATCHED.includes(release.phase)) return { environment: '', desiredCount: 0 };
  return {
    environment: stable,
    desiredCount: await raise(context, stable, await instancesOf(context, release.environment)),
  };
}

async function instancesOf({ endpoint }: EnvironmentContext, environment: EnvironmentName): Promise<number> {
  const variants = (await endpoint(environment))?.variants ?? [];
  return Math.max(0, ...variants.map(({ instances }) => instances?.desired ?? 0));
}

/** Answers the instances that the environment's endpoint should have from now on. */
async function raise(context: EnvironmentContext, environment: EnvironmentName, wanted: number): Promise<number> {
  const { scaling } = context;
  const variants = (await context.endpoint(environment))?.variants ?? [];
  let largest = 0;
  for (const { name, instances } of variants) {
    if (instances === undefined) continue;
    const count = desiredCapacity(instances.desired, wanted);
    // Without scaling of ours nothing could make it larger: it stays what it is.
    const canGrow = scaling !== undefined && scaling.managed !== true;
    if (canGrow && count > instances.desired) {
      await context.variantScaling(environment, name).pin(count, scaling);
    }
    largest = Math.max(largest, canGrow ? count : instances.desired);
  }
  return largest;
}
