import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { DatasetFileOptions } from '../contract/index';
import { DatasetFile } from '../core/golden/dataset/dataset-file';
import { openDataset } from '../core/golden/dataset/read';
import { loadDatasetTools } from '../handlers/shared/dataset-tools';

/** So much takes a few seconds; the check itself reads all. */
const MOST_ITEMS = 100_000;
const MOST_CHARACTERS = 128 * 1024 * 1024;

/** How much of a file is read. */
export interface Most {
  readonly items?: number;
  readonly characters?: number;
}

/** Reads a file as the check will, from its beginning. */
export async function readDatasetFile(
  path: string,
  options: DatasetFileOptions,
  { items: mostItems = MOST_ITEMS, characters: mostCharacters = MOST_CHARACTERS }: Most = {},
): Promise<DatasetFile> {
  let [items, characters] = [0, 0];
  async function* chunks(): AsyncGenerator<string> {
    for await (const chunk of createReadStream(path, 'utf8') as AsyncIterable<string>) {
      characters += chunk.length;
      yield chunk;
    }
  }
  try {
    const source = { name: basename(path), chunks: chunks() };
    const dataset = await openDataset(source, options, await loadDatasetTools());
    const iterator = dataset.items[Symbol.asyncIterator]();
    while ((await iterator.next()).done !== true) {
      if (items === mostItems || characters > mostCharacters) {
        await iterator.return?.();
        return { items, hasMore: true };
      }
      items += 1;
    }
    return { items, hasMore: false };
  } catch (error) {
    return { items, hasMore: false, problem: error instanceof Error ? error.message : String(error) };
  }
}
