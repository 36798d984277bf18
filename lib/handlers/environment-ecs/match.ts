import { MatchEvent, MatchResult, Phase } from '../../contract';
import { desiredCapacity } from '../../core/capacity';
import { stableVersion } from '../../core/ledger/stable';
import { goingOn } from '../shared/errors';
import { describeService, EnvironmentContext } from './context';
import { raise } from './raise';

/** Phases in which the release's environment scales with its traffic while the version before waits without any. */
const MATCHED: readonly Phase[] = ['shifting', 'baking', 'standby'];

/**
 * Raises the environment that traffic would go back to, to the size that the release's own has grown to: without traffic it would
 * never grow by itself. Its size is never lowered; the end of the release does that.
 */
export async function match(context: EnvironmentContext, event: MatchEvent): Promise<MatchResult> {
  const ledger = await context.store.read();
  const release = goingOn(ledger, event.releaseId);
  const stable = stableVersion(ledger)?.environment;
  if (stable === undefined || !MATCHED.includes(release.phase)) return { environment: '', desiredCount: 0 };
  const [own, waiting] = await Promise.all([
    describeService(context, release.environment),
    describeService(context, stable),
  ]);
  const desiredCount = desiredCapacity(waiting.desiredCount ?? 0, own.desiredCount ?? 0);
  await raise(context, stable, waiting, desiredCount);
  return { environment: stable, desiredCount };
}
