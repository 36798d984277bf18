import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Assembly, readAssembly } from '../../../../lib/rehearsal/deploy';
import { REHEARSAL_ACCOUNT, REHEARSAL_REGION } from '../../../../lib/rehearsal/stage';
import { AppVariant } from './app/app-variant';

const PLACE = { accountId: REHEARSAL_ACCOUNT, region: REHEARSAL_REGION };
const ROOT = join(__dirname, '../../../..');
const CACHE = join(ROOT, 'node_modules/.cache/cdk-model-bluegreen/assemblies');
/** Everything that a template is made from: constructs, contract, decisions, the built functions, the stack, the packages. */
const SOURCES = ['lib', 'test/rehearsal/release/support/app', 'package-lock.json'];

let cacheOfSources: string | undefined;

/**
 * The cloud assembly of a variant. Loading the CDK takes seconds in each test file, so assemblies are kept on the disk, under a
 * hash of all sources and of the variant: a file whose variants are there already does not load it.
 */
export function assemblyOf(variant: AppVariant): Assembly {
  cacheOfSources ??= join(CACHE, hashOf(SOURCES.map((path) => join(ROOT, path))));
  const folder = join(cacheOfSources, keyOf(variant));
  if (!existsSync(folder)) synthesizeInto(folder, cacheOfSources, variant);
  return readAssembly(folder, PLACE);
}

/** Another test file may make the same one meanwhile: it appears by a rename, complete or not at all. */
function synthesizeInto(folder: string, parent: string, variant: AppVariant): void {
  if (!existsSync(parent)) removeOld();
  mkdirSync(parent, { recursive: true });
  const draft = mkdtempSync(join(parent, '.draft-'));
  fraudApp().synthesizeFraud(variant, draft);
  if (existsSync(folder)) rmSync(draft, { recursive: true });
  else renameSync(draft, folder);
}

/** Loads the CDK, now that it is needed. */
function fraudApp(): typeof import('./app/fraud-app') {
  return jest.requireActual('./app/fraud-app');
}

/** Assemblies of older sources; those of the last hour may belong to a run beside this one. */
function removeOld(): void {
  if (!existsSync(CACHE)) return;
  const old = readdirSync(CACHE).filter((name) => statSync(join(CACHE, name)).mtimeMs < Date.now() - 3_600_000);
  for (const name of old) rmSync(join(CACHE, name), { recursive: true, force: true });
}

function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(filesOf)) hash.update(path).update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}

function filesOf(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}

function keyOf(variant: AppVariant): string {
  const members = Object.entries(variant).sort(([one], [other]) => one.localeCompare(other));
  return createHash('sha256').update(JSON.stringify(members)).digest('hex').slice(0, 16);
}
