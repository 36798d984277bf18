import { CountLoadEvent, LoadCounts, LoadTestStep } from '../../contract';
import { mergeLoadCounts } from '../../core/load/counts';
import { LoadResult, loadResult } from '../../core/load/result';
import { LoadContext } from './context';
import { LoadKeys, loadKeys } from './keys';
import { partAt, PlayedTest, playedTest } from './parts';

/** Adds up what the workers of a part counted and decides: on to the next part, or the end. */
export async function countLoad(context: LoadContext, event: CountLoadEvent): Promise<LoadTestStep> {
  const { releaseId, part } = event;
  const test = await playedTest(context, releaseId, event.rules);
  const keys = loadKeys(context, releaseId, test.rules);
  const total = await totalOf(context, keys, event, partAt(test.parts, part).of.workers);
  await context.evidence.write(keys.total(part), JSON.stringify(total));
  const before = await Promise.all(Array.from({ length: part }, (_, index) => read(context, keys.total(index))));
  const counted = [...before, total];
  const result = loadResult(test.rules, test.parts, counted);
  if (result === undefined) return { part: part + 1, startAtMs: 0, workers: [], result: null };
  await context.evidence.write(keys.result, JSON.stringify(wholeOf(test, counted, result)));
  const evidence = { ...result.evidence, whole: keys.result };
  return { part, startAtMs: 0, workers: [], result: { ...result, evidence } };
}

async function totalOf(
  context: LoadContext,
  keys: LoadKeys,
  event: CountLoadEvent,
  workers: number,
): Promise<LoadCounts> {
  const all = Array.from({ length: workers }, (_, worker) => read(context, keys.counts(event, worker)));
  return mergeLoadCounts(await Promise.all(all));
}

async function read({ evidence }: LoadContext, key: string): Promise<LoadCounts> {
  return JSON.parse(await evidence.read(key)) as LoadCounts;
}

/** Everything that was measured, histograms included, by which others can judge. */
function wholeOf(
  { environment, live, rules, plan, parts }: PlayedTest,
  counted: readonly LoadCounts[],
  result: LoadResult,
) {
  const { seconds, requests, workers, usd } = plan;
  return {
    ...result,
    environment,
    live,
    rules,
    planned: { seconds, requests, workers, usd },
    parts: counted.map((counts, index) => ({ ...parts[index], counts })),
  };
}
