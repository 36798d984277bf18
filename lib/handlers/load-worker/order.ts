import { LoadTestStep, OrderLoadEvent } from '../../contract';
import { LEAD_SECONDS } from '../../core/load/plan';
import { LoadContext } from './context';
import { partAt, playedTest } from './parts';

/** Fixes the moment at which all workers of a part begin: late enough for the last of them to be there. */
export async function orderLoad(context: LoadContext, event: OrderLoadEvent): Promise<LoadTestStep> {
  const { releaseId, rules, part } = event;
  const { parts } = await playedTest(context, releaseId, rules);
  const { workers } = partAt(parts, part).of;
  return {
    part,
    startAtMs: context.clock.now() + LEAD_SECONDS * 1000,
    workers: Array.from({ length: workers }, (_, worker) => worker),
    result: null,
  };
}
