import { MatchEvent, MatchResult, Phase } from '../../contract';
import { stableVersion } from '../../core/ledger/stable';
import { goingOn } from '../shared/errors';
import { EnvironmentContext } from './context';
import { instancesOf, raise } from './scaling';

/** Phases in which the release's endpoint scales with its traffic while the one before waits without any. */
const MATCHED: readonly Phase[] = ['shifting', 'baking', 'standby'];

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
