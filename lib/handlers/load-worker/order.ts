import { LoadTestStep, OrderLoadEvent } from '../../contract';
import { LEAD_SECONDS } from '../../core/load/plan';
import { LoadContext } from './context';
import { loadKeys } from './keys';
import { partAt, playedTest } from './parts';
import { Watch, WATCH_MS } from './watch';

/** Fixes the moment at which all workers of a part begin: late enough for the last of them to be there. */
export async function orderLoad(context: LoadContext, event: OrderLoadEvent): Promise<LoadTestStep> {
  const { releaseId, rules, part } = event;
  const test = await playedTest(context, releaseId, rules);
  const { workers } = partAt(test.parts, part).of;
  const startAtMs = context.clock.now() + LEAD_SECONDS * 1000;
  const watch: Watch = { watchedUntilMs: startAtMs + WATCH_MS };
  await context.evidence.write(
    loadKeys(context, releaseId, test.rules).watch({ part, startAtMs }),
    JSON.stringify(watch),
  );
  return {
    part,
    startAtMs,
    workers: Array.from({ length: workers }, (_, worker) => worker),
    result: null,
  };
}
