import { build } from 'esbuild';
import { readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './import-graph';

const BUNDLE = join(ROOT, 'lib/handlers/bundle');
const functions = readdirSync(BUNDLE).filter((name) => name.endsWith('.mjs'));

/** Everything that the functions' entry files and their chunks import, as esbuild reads it. */
async function importsOfBundle(): Promise<{ path: string; external: boolean }[]> {
  const { metafile } = await build({
    entryPoints: functions.map((name) => join(BUNDLE, name)),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outdir: BUNDLE,
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return Object.values(metafile.inputs).flatMap(({ imports }) =>
    imports.map(({ path, external = false }) => ({ path, external })),
  );
}

test('every folder of lib/handlers with an index.ts is a function of the bundle', () => {
  const folders = readdirSync(join(ROOT, 'lib/handlers'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'bundle')
    .filter(({ name }) => readdirSync(join(ROOT, 'lib/handlers', name)).includes('index.ts'))
    .map(({ name }) => `${name}.mjs`);
  expect(functions.sort()).toEqual(folders.sort());
});

test('the bundle imports its own chunks and what Node.js brings, nothing else', async () => {
  const imports = await importsOfBundle();
  expect(imports.some(({ external }) => !external)).toBe(true);
  const foreign = imports.filter(({ path, external }) => external && !isBuiltin(path)).map(({ path }) => path);
  expect(foreign).toEqual([]);
});
