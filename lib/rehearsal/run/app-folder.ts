import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packageRoot } from '../package-root';

/** Options by which the folder of a CDK app is named. */
export interface FolderOptions {
  readonly dir?: string;
  readonly example?: string;
}

/** `--dir`, or an example of this package. In a clone of this package the example is what there is. */
export function folderOf({ dir, example }: FolderOptions): string {
  if (dir !== undefined)
    return existing(resolve(dir), `--dir must be a folder that exists, got ${JSON.stringify(dir)}`);
  const here = process.cwd();
  if (example === undefined && here !== packageRoot()) return here;
  const examples = join(packageRoot(), 'examples');
  const known = existsSync(examples) ? readdirSync(examples).join(', ') : 'none: the published package has no examples';
  return existing(
    join(examples, example ?? 'fraud-detection'),
    `--example must be one of this package (${known}), got ${JSON.stringify(example)}; name your own app with --dir`,
  );
}

function existing(folder: string, problem: string): string {
  if (existsSync(folder)) return folder;
  throw new Error(problem);
}
