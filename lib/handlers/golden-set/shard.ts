import { EnvironmentName, GoldenShardEvent } from '../../contract';
import { count, GoldenCounts, NO_COUNTS } from '../../core/golden/counts';
import { GoldenItem } from '../../core/golden/item';
import { itemFromLine } from '../../core/golden/item-line';
import { judging } from '../../core/golden/judge-item';
import { loadDatasetTools } from './dataset-tools';
import { GoldenSetContext, releaseOf } from './context';
import { keysOf } from './evidence-store';
import { answerTo } from './send';

/** The function's own limit less the slowest item: 15 minutes − 60 s × 2, with what reading and writing take. */
const MOST_MS = 780_000;

/** How often a worker asks whether somebody decided against the release. */
const LOOK_MS = 15_000;

/** Sends the items of a shard to both environments at the same time, judges the answers and writes down what it counted. */
export async function sendShard(context: GoldenSetContext, event: GoldenShardEvent): Promise<void> {
  const { releaseId, spec, shard } = event;
  const { environment, live } = await releaseOf(context, releaseId);
  const keys = keysOf(context.ledger.modelName, releaseId, spec.name);
  const lines = (await context.evidence.read(keys.shard(shard))).split('\n');
  const { csv } = await loadDatasetTools();
  const judge = judging(spec, csv);
  const answer = (to: EnvironmentName, item: GoldenItem) => answerTo(context, spec, to, item.request);
  let counts: GoldenCounts = NO_COUNTS;
  const guard = guardOf(context, releaseId, lines.length, () => counts.items);
  await inTurns(lines, spec.itemsAtATime, guard, async (line) => {
    const item = itemFromLine(line);
    const [candidate, ofLive] = await Promise.all([
      answer(environment, item),
      live === undefined ? ('none' as const) : answer(live, item),
    ]);
    counts = count(counts, item, judge(item, candidate, ofLive));
  });
  await context.evidence.write(keys.counts(shard), JSON.stringify(counts));
}

/** Asked before each item: throws when the release does not go on, or the worker's time is over. */
function guardOf(
  context: GoldenSetContext,
  releaseId: string,
  total: number,
  done: () => number,
): () => Promise<unknown> {
  const started = context.stopwatch();
  let looked = started;
  return async () => {
    const now = context.stopwatch();
    if (now - started > MOST_MS) {
      throw new Error(
        `a worker must send its ${total} items in ${MOST_MS / 1000} s, got ${done()} done; use fewer itemsPerShard, or more itemsAtATime`,
      );
    }
    if (now - looked < LOOK_MS) return;
    looked = now;
    await releaseOf(context, releaseId);
  };
}

/** Each of the concurrent senders takes the next one as soon as its last one is done; none does after an error. */
async function inTurns<T>(
  items: readonly T[],
  atATime: number,
  guard: () => Promise<unknown>,
  each: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  let failed = false;
  const sender = async () => {
    for (const item of waiting) {
      try {
        await guard();
        await each(item);
      } catch (error) {
        failed = true;
        throw error;
      }
      if (failed) return;
    }
  };
  await Promise.all(Array.from({ length: atATime }, sender));
}
