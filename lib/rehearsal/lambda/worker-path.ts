import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

const WORKER_FILE = join('dist', 'rehearsal-worker.cjs');

/** The built worker script of this package. Throws when the package was not bundled. */
export function findWorkerScript(start: string = ownDirectory()): string {
  for (let directory = start; ; directory = dirname(directory)) {
    const candidate = join(directory, WORKER_FILE);
    if (existsSync(candidate)) return candidate;
    if (dirname(directory) === directory) {
      throw new Error(`${WORKER_FILE} must exist above ${start}, found none; run npm run bundle`);
    }
  }
}

/** Directory of this source, or of the bundled command line, which is an ES module and has no `__dirname`. */
function ownDirectory(): string {
  return typeof __dirname === 'string' ? __dirname : dirname(realpathSync(process.argv[1] ?? '.'));
}
