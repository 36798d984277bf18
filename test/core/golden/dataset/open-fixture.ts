import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatasetOptions } from '../../../../lib/core/golden/dataset/options';
import { Dataset, openDataset } from '../../../../lib/core/golden/dataset/read';
import { GoldenItem } from '../../../../lib/core/golden/item';
import { loadDatasetTools } from '../../../../lib/handlers/shared/dataset-tools';

export function fixture(name: string): string {
  return readFileSync(join(__dirname, '../fixtures', name), 'utf8');
}

export interface ReadDataset extends Omit<Dataset, 'items'> {
  readonly items: readonly GoldenItem[];
}

/** Reads a text in chunks of a few characters, so that every boundary falls somewhere. */
export async function readText(
  name: string,
  text: string,
  options: DatasetOptions = {},
  size = 7,
): Promise<ReadDataset> {
  const { items, ...rest } = await openDataset(
    { name, chunks: chunksOf(text, size) },
    options,
    await loadDatasetTools(),
  );
  const all: GoldenItem[] = [];
  for await (const item of items) all.push(item);
  return { ...rest, items: all };
}

export async function readFixture(name: string, options: DatasetOptions = {}): Promise<ReadDataset> {
  return readText(name, fixture(name), options);
}

export function chunksOf(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
}

export function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
