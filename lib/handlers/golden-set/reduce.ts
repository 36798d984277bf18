import { ReduceGoldenSetEvent } from '../../contract';
import { goldenCost } from '../../core/golden/cost';
import { mergeCounts, NO_COUNTS } from '../../core/golden/counts';
import { GoldenResult, goldenResult } from '../../core/golden/result';
import { keysOf } from '../shared/evidence-store';
import { releaseOf, ShardContext } from '../shared/shards/context';
import { ShardReport } from './shard';
import { SetDescription } from './split';

/** Adds the counts of the shards up, one after the other, keeps all of it in the bucket and decides. */
export async function reduceGoldenSet(
  context: ShardContext,
  { releaseId, spec }: ReduceGoldenSetEvent,
): Promise<GoldenResult> {
  const { environment, live } = await releaseOf(context, releaseId);
  const keys = keysOf(context.ledger.modelName, releaseId, spec.name);
  const set = JSON.parse(await context.evidence.read(keys.set)) as SetDescription;
  let { counts, milliseconds }: ShardReport = { counts: NO_COUNTS, milliseconds: set.milliseconds };
  for (let shard = 0; shard < set.shards; shard++) {
    const report = JSON.parse(await context.evidence.read(keys.counts(shard))) as ShardReport;
    counts = mergeCounts(counts, report.counts);
    milliseconds += report.milliseconds;
  }
  if (counts.items !== set.items) {
    throw new Error(
      `the shards must have the ${set.items} items of the set, got ${counts.items}; start the release again, and change no object of the bucket meanwhile`,
    );
  }
  const cost = goldenCost({ shards: set.shards, milliseconds, memoryMb: context.memoryMb() });
  const result = goldenResult(spec, counts, { isLive: live !== undefined, cost, whole: keys.result });
  const { bucket, key, options } = spec.dataset;
  const whole = { ...result, dataset: { bucket, key, ...set, options }, environment, live, spec, counts };
  await context.evidence.write(keys.result, JSON.stringify(whole));
  return result;
}
