import { EnvironmentName, GoldenShardEvent } from '../../contract';
import { count, GoldenCounts, NO_COUNTS } from '../../core/golden/counts';
import { GoldenItem } from '../../core/golden/item';
import { itemFromLine } from '../../core/golden/item-line';
import { judging } from '../../core/golden/judge-item';
import { keysOf } from '../shared/evidence-store';
import { releaseOf, ShardContext } from '../shared/shards/context';
import { inTurns, workerGuard } from '../shared/shards/in-turns';
import { inTime } from '../shared/shards/time-limit';
import { loadDatasetTools } from '../shared/dataset-tools';
import { answerTo } from './send';

/** What a worker leaves behind. */
export interface ShardReport {
  readonly counts: GoldenCounts;
  readonly milliseconds: number;
}

/** Sends the items of a shard to both environments at the same time, judges the answers and writes down what it counted. */
export async function sendShard(context: ShardContext, event: GoldenShardEvent): Promise<void> {
  const { releaseId, spec, shard } = event;
  const started = context.stopwatch();
  const { environment, live } = await releaseOf(context, releaseId);
  const keys = keysOf(context.ledger.modelName, releaseId, spec.name);
  await inTime(context, keys);
  const lines = (await context.evidence.read(keys.shard(shard))).split('\n');
  const { csv } = await loadDatasetTools();
  const judge = judging(spec, csv);
  const answer = (to: EnvironmentName, item: GoldenItem) => answerTo(context, spec, to, item.request);
  let counts: GoldenCounts = NO_COUNTS;
  const guard = workerGuard(context, {
    releaseId,
    total: lines.length,
    done: () => counts.items,
    remedy: 'use fewer itemsPerShard, or more itemsAtATime',
  });
  await inTurns(lines, spec.itemsAtATime, guard, async (line) => {
    const item = itemFromLine(line);
    const [candidate, ofLive] = await Promise.all([
      answer(environment, item),
      live === undefined ? ('none' as const) : answer(live, item),
    ]);
    counts = count(counts, item, judge(item, candidate, ofLive));
  });
  const report: ShardReport = { counts, milliseconds: context.stopwatch() - started };
  await context.evidence.write(keys.counts(shard), JSON.stringify(report));
}
