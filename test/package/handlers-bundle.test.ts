import { build } from 'esbuild';
import { readdirSync, statSync } from 'node:fs';
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

// 2.0 MB. Whole SDK clients instead of what is used of them, or zod with all its languages, make it 3.2 MB and each cold start twice as slow.
test('the bundle has nothing of its packages that no function uses', () => {
  const files = readdirSync(BUNDLE, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(BUNDLE, name)));
  const bytes = files.filter((file) => file.isFile()).reduce((sum, { size }) => sum + size, 0);
  expect(bytes).toBeLessThan(2.4e6);
});
