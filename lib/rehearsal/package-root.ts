import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PACKAGE_NAME = 'cdk-model-bluegreen';

/** Folder of this package's package.json: the same from sources, from tests and from the bundled command line. */
export function packageRoot(): string {
  for (let folder = startingFolder(); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && isOurs(manifest)) return folder;
    if (folder === dirname(folder)) throw new Error(`${PACKAGE_NAME} does not lie in its package: reinstall it`);
  }
}

/** The bundled command line is the main script, behind npm's link in node_modules/.bin; sources and tests know their own folder. */
function startingFolder(): string {
  return typeof __dirname === 'string' ? __dirname : dirname(realpathSync(process.argv[1]));
}

function isOurs(manifest: string): boolean {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === PACKAGE_NAME;
}
