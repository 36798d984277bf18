import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatasetFileOptions } from '../contract/index';
import type { DatasetFile } from '../core/golden/dataset/dataset-file';

/** Built by `npm run bundle` with its packages. `__dirname` is lib/private for sources and compiled code alike. */
const BUNDLE = join(__dirname, '../../dist/dataset-file.cjs');

/** Several stacks of an app have the same checks; a file is read once for all of them. */
const KNOWN = new Map<string, DatasetFile>();

/** Reads a dataset's file as its check will (lib/synth/dataset-file.ts). Throws when the reader was not built. */
export function readDataset(path: string, options: DatasetFileOptions, bundle: string = BUNDLE): DatasetFile {
  if (!existsSync(bundle)) {
    throw new Error(`the reader of datasets must be built, got no ${bundle}; run npm run bundle before synth`);
  }
  const { size, mtimeMs } = statSync(path);
  const args = [resolve(path), JSON.stringify(options)];
  const key = JSON.stringify([...args, size, mtimeMs]);
  const known = KNOWN.get(key);
  if (known !== undefined) return known;
  const read = JSON.parse(execFileSync(process.execPath, [bundle, ...args], { encoding: 'utf8' })) as DatasetFile;
  KNOWN.set(key, read);
  return read;
}
