import { build } from 'esbuild';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

/** Builds the worker script as `npm run bundle` does, into its own directory. */
export async function buildWorker(): Promise<string> {
  const outfile = join(mkdtempSync(join(tmpdir(), 'rehearsal-worker-')), 'worker.cjs');
  await build({
    entryPoints: [join(ROOT, 'lib/rehearsal/lambda/worker-entry.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    keepNames: true,
    logLevel: 'warning',
  });
  return outfile;
}

/** Writes a function's code directory: file names with their texts. */
export function codeDirectory(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'rehearsal-code-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}

/** Bundles a handler that uses the AWS SDK, as the constructs' own bundling does. */
export async function bundledHandler(source: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'rehearsal-bundle-'));
  await build({
    stdin: { contents: source, resolveDir: ROOT, loader: 'js' },
    outfile: join(directory, 'index.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return directory;
}
