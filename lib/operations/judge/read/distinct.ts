import { realpathSync } from 'node:fs';
import { OperationError } from '../../operation-error';

/**
 * Refuses a file that stands twice on the command line, by whatever name: nothing would be compared, or everything counted twice.
 *
 * @param files that can be read, by the option that names them
 * @throws OperationError with both names, rule and remedy
 */
export function assertDistinctFiles(files: Readonly<Record<string, readonly string[]>>): void {
  const known = new Map<string, string>();
  for (const [option, names] of Object.entries(files)) {
    for (const name of names) {
      const path = realPath(name);
      const twin = known.get(path);
      if (twin !== undefined) {
        throw new OperationError(
          `each file must be given once, got the same one as ${twin} and ${option} ${name}; give what was recorded of each version`,
        );
      }
      known.set(path, `${option} ${name}`);
    }
  }
}

/** The pipes of a shell (`<(…)`) have a name and no path. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
