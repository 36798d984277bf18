// Builds what is shipped beside the jsii output: the Lambda asset, the gateway and the command line. Run before synth, tests and pack.
import { build } from 'esbuild';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const handlersDir = join(root, 'lib/handlers');
const assetDir = join(handlersDir, 'bundle');

/** ES modules where a package has them: what nobody uses of those is left out, which is more than half of an SDK's client. */
const mainFields = ['module', 'main'];

/** Every folder of lib/handlers with an index.ts is one function. */
function handlerEntries() {
  return readdirSync(handlersDir)
    .filter((name) => existsSync(join(handlersDir, name, 'index.ts')))
    .map((name) => ({ in: join(handlersDir, name, 'index.ts'), out: name }));
}

// One asset for all functions: the SDK's core is shared by all of them, so one directory with shared chunks is about a third
// of the size of eight self-contained bundles. ES modules, because esbuild splits only those.
async function bundleHandlers() {
  rmSync(assetDir, { recursive: true, force: true });
  mkdirSync(assetDir, { recursive: true });
  await build({
    entryPoints: handlerEntries(),
    outdir: assetDir,
    bundle: true,
    splitting: true,
    minify: true,
    keepNames: true, // the workflow matches errors by the names of their classes
    platform: 'node',
    mainFields,
    target: 'node22',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    legalComments: 'none',
    // Some of the SDK's CommonJS dependencies call require() at run time.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    logLevel: 'warning',
    absWorkingDir: root,
  });
}

async function bundleCommandLine() {
  if (!existsSync(join(root, 'bin/bluegreen.ts'))) return;
  await build({
    entryPoints: [{ in: join(root, 'bin/bluegreen.ts'), out: 'bluegreen' }],
    outdir: join(root, 'dist'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    mainFields,
    target: 'node20',
    format: 'esm',
    minifySyntax: true,
    keepNames: true,
    banner: {
      js: "#!/usr/bin/env node\nimport{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    external: ['aws-cdk-lib', 'constructs'],
    logLevel: 'warning',
    absWorkingDir: root,
  });
}

/** Threads and child processes of the rehearsal: each entry is one file that runs by itself. */
async function bundleRehearsalEntries() {
  const entries = [
    ['lib/rehearsal/lambda/worker-entry.ts', 'rehearsal-worker'],
    ['lib/rehearsal/traffic/load-entry.ts', 'rehearsal-load'],
    ['lib/rehearsal/aws/sagemaker/runtime/runtime-entry.ts', 'rehearsal-sagemaker'],
  ].filter(([source]) => existsSync(join(root, source)));
  if (entries.length === 0) return;
  await build({
    entryPoints: entries.map(([source, out]) => ({ in: join(root, source), out })),
    outdir: join(root, 'dist'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    keepNames: true,
    logLevel: 'warning',
    absWorkingDir: root,
  });
}

/** What constructs read prompts and datasets by: the published package brings no other packages along. */
async function bundleReaders() {
  await build({
    entryPoints: [
      { in: join(root, 'lib/synth/prompt-suite.ts'), out: 'prompt-suite' },
      { in: join(root, 'lib/synth/dataset-file-entry.ts'), out: 'dataset-file' },
    ],
    outdir: join(root, 'dist'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    minifySyntax: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    keepNames: true,
    logLevel: 'warning',
    absWorkingDir: root,
  });
}

// One small file: it travels inside a task definition, and starts on a stock Node.js image with a read-only file system.
async function bundleGateway() {
  await build({
    entryPoints: [{ in: join(root, 'lib/gateway/main.ts'), out: 'gateway' }],
    outdir: join(root, 'lib/gateway/bundle'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'warning',
    absWorkingDir: root,
  });
  writeInlineGateway();
}

// As it stands in a template: made here and published, so that no synth depends on its own Node.js' compression. The name
// keeps stack traces from repeating the data: URL that the program is imported from.
function writeInlineGateway() {
  const code = readFileSync(join(root, 'lib/gateway/bundle/gateway.mjs'), 'utf8');
  const named = Buffer.from(`${code}\n//# sourceURL=gateway.mjs`);
  writeFileSync(join(root, 'lib/gateway/bundle/gateway.inline.txt'), brotliCompressSync(named).toString('base64'));
}

await Promise.all([bundleHandlers(), bundleGateway(), bundleCommandLine(), bundleRehearsalEntries(), bundleReaders()]);
