// Removes build output, so that nothing stale is packed.
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
for (const name of ['dist', 'dist-jsii', 'lib/handlers/bundle', 'lib/gateway/bundle', '.jsii', 'coverage'])
  rmSync(join(root, name), { recursive: true, force: true });

/** jsii writes .js and .d.ts beside the sources of lib. */
function removeCompiled(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) removeCompiled(path);
    else if (/\.(js|d\.ts)$/.test(entry.name)) rmSync(path);
  }
}
removeCompiled(join(root, 'lib'));
