import { SplitGoldenSetEvent, SplitResult } from '../../contract';
import { openDataset } from '../../core/golden/dataset/read';
import { GoldenItem } from '../../core/golden/item';
import { itemToLine } from '../../core/golden/item-line';
import { keysOf, openObject } from '../shared/evidence-store';
import { releaseOf, ShardContext } from '../shared/shards/context';
import { limitTime } from '../shared/shards/time-limit';
import { numbersOf, writeShards, Written } from '../shared/shards/write-shards';
import { loadDatasetTools } from '../shared/dataset-tools';

/** What stands beside the shards. */
export interface SetDescription extends Written {
  readonly shape: string;
  /** Version of the object that was read. */
  readonly etag?: string;
  /** Of reading and writing. */
  readonly milliseconds: number;
}

/** Reads the set once, whatever its shape and size, and writes items down for the workers. Again, it writes the same, and a later end. */
export async function splitGoldenSet(
  context: ShardContext,
  { releaseId, spec }: SplitGoldenSetEvent,
): Promise<SplitResult> {
  const started = context.stopwatch();
  await releaseOf(context, releaseId);
  const { dataset, itemsPerShard } = spec;
  const { etag, chunks } = await openObject(context.s3, dataset.bucket, dataset.key);
  const { shape, items } = await openDataset(
    { name: dataset.fileName, chunks },
    dataset.options,
    await loadDatasetTools(),
  );
  const keys = keysOf(context.ledger.modelName, releaseId, spec.name);
  const written = await writeShards(context.evidence, keys, linesOf(items), {
    perShard: itemsPerShard,
    tooMany: 'use more itemsPerShard, or fewer or smaller items',
  });
  const milliseconds = context.stopwatch() - started;
  const description: SetDescription = { ...written, shape, milliseconds, ...(etag === undefined ? {} : { etag }) };
  await context.evidence.write(keys.set, JSON.stringify(description));
  await limitTime(context, keys, { shards: written.shards, maxConcurrency: spec.maxConcurrency });
  return { shards: numbersOf(written) };
}

async function* linesOf(items: AsyncIterable<GoldenItem>): AsyncGenerator<string> {
  for await (const item of items) yield itemToLine(item);
}
