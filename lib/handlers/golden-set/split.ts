import { SplitGoldenSetEvent, SplitGoldenSetResult } from '../../contract';
import { openDataset } from '../../core/golden/dataset/read';
import { itemToLine } from '../../core/golden/item-line';
import { loadDatasetTools } from './dataset-tools';
import { GoldenSetContext, releaseOf } from './context';
import { keysOf, openObject } from './evidence-store';

/** Characters after which a shard is full however few its items are: a worker holds it in memory whole. */
const MAX_SHARD_CHARACTERS = 8 * 1024 * 1024;

/** Step Functions carries 256 KiB from state to state, and a Map runs up to 10,000 children well. */
const MAX_SHARDS = 10_000;

/** What stands beside the shards. */
export interface SetDescription {
  readonly shards: number;
  readonly items: number;
  readonly shape: string;
  /** Version of the object that was read. */
  readonly etag?: string;
}

/** Reads the set once, whatever its shape and size, and writes items down for the workers. Again, it writes the same. */
export async function splitGoldenSet(
  context: GoldenSetContext,
  { releaseId, spec }: SplitGoldenSetEvent,
): Promise<SplitGoldenSetResult> {
  await releaseOf(context, releaseId);
  const { dataset, itemsPerShard } = spec;
  const { etag, chunks } = await openObject(context.s3, dataset.bucket, dataset.key);
  const { shape, items } = await openDataset(
    { name: dataset.fileName, chunks },
    dataset.options,
    await loadDatasetTools(),
  );
  const keys = keysOf(context.ledger.modelName, releaseId, spec.name);
  let [lines, characters, shards, total]: [string[], number, number, number] = [[], 0, 0, 0];
  const flush = async () => {
    if (shards === MAX_SHARDS) {
      throw new Error(
        `a golden set must have ${MAX_SHARDS} shards at most, got more after ${total} items; use more itemsPerShard, or fewer or smaller items`,
      );
    }
    await context.evidence.write(keys.shard(shards), lines.join('\n'));
    [lines, characters, shards] = [[], 0, shards + 1];
  };
  for await (const item of items) {
    const line = itemToLine(item);
    lines.push(line);
    characters += line.length;
    total += 1;
    if (lines.length === itemsPerShard || characters >= MAX_SHARD_CHARACTERS) await flush();
  }
  if (lines.length > 0) await flush();
  const description: SetDescription = { shards, items: total, shape, ...(etag === undefined ? {} : { etag }) };
  await context.evidence.write(keys.set, JSON.stringify(description));
  return { shards: Array.from({ length: shards }, (_, shard) => shard) };
}
