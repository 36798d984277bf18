import { ReduceGoldenSetEvent } from '../../contract';
import { GoldenCounts, mergeCounts, NO_COUNTS } from '../../core/golden/counts';
import { GoldenResult, goldenResult } from '../../core/golden/result';
import { keysOf } from '../shared/evidence-store';
import { releaseOf, ShardContext } from '../shared/shards/context';
import { SetDescription } from './split';

/** Adds the counts of the shards up, one after the other, keeps all of it in the bucket and decides. */
export async function reduceGoldenSet(
  context: ShardContext,
  { releaseId, spec }: ReduceGoldenSetEvent,
): Promise<GoldenResult> {
  const { environment, live } = await releaseOf(context, releaseId);
  const keys = keysOf(context.ledger.modelName, releaseId, spec.name);
  const set = JSON.parse(await context.evidence.read(keys.set)) as SetDescription;
  let counts: GoldenCounts = NO_COUNTS;
  for (let shard = 0; shard < set.shards; shard++) {
    counts = mergeCounts(counts, JSON.parse(await context.evidence.read(keys.counts(shard))) as GoldenCounts);
  }
  if (counts.items !== set.items) {
    throw new Error(
      `the shards must have the ${set.items} items of the set, got ${counts.items}; start the release again, and change no object of the bucket meanwhile`,
    );
  }
  const result = goldenResult(spec, counts, live !== undefined, keys.result);
  const { bucket, key, options } = spec.dataset;
  const whole = { ...result, dataset: { bucket, key, ...set, options }, environment, live, spec, counts };
  await context.evidence.write(keys.result, JSON.stringify(whole));
  return result;
}
