import { EvidenceStore, keysOf } from '../evidence-store';

/** Characters after which a shard is full however few its items are: a worker holds it in memory whole. */
const MAX_SHARD_CHARACTERS = 8 * 1024 * 1024;

/** Step Functions carries 256 KiB from state to state, and a Map runs up to 10,000 children well. */
const MAX_SHARDS = 10_000;

export interface Written {
  readonly shards: number;
  readonly items: number;
}

/** Writes items, a line each, down for the workers. Throws for more shards than a Map runs. */
export async function writeShards(
  evidence: EvidenceStore,
  keys: ReturnType<typeof keysOf>,
  lines: AsyncIterable<string>,
  { perShard, tooMany }: { readonly perShard: number; readonly tooMany: string },
): Promise<Written> {
  let [shard, characters, shards, items]: [string[], number, number, number] = [[], 0, 0, 0];
  const flush = async () => {
    if (shards === MAX_SHARDS) {
      throw new Error(`a set must have ${MAX_SHARDS} shards at most, got more after ${items} items; ${tooMany}`);
    }
    await evidence.write(keys.shard(shards), shard.join('\n'));
    [shard, characters, shards] = [[], 0, shards + 1];
  };
  for await (const line of lines) {
    shard.push(line);
    characters += line.length;
    items += 1;
    if (shard.length === perShard || characters >= MAX_SHARD_CHARACTERS) await flush();
  }
  if (shard.length > 0) await flush();
  return { shards, items };
}

/** Numbers of all shards, as a Map wants them. */
export function numbersOf({ shards }: Pick<Written, 'shards'>): readonly number[] {
  return Array.from({ length: shards }, (_, shard) => shard);
}
