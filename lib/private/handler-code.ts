import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** Built by `npm run bundle` and published with the package. `__dirname` is lib/private for sources and compiled code alike. */
const BUNDLE = join(__dirname, '..', 'handlers', 'bundle');

/** The one asset that all functions share; each runs its own entry file of it. Throws when `entry` was not built. */
export function handlerCode(entry: string, directory: string = BUNDLE): lambda.Code {
  const file = join(directory, `${entry}.mjs`);
  if (!existsSync(file)) {
    throw new Error(
      `the Lambda bundle must hold ${entry}.mjs, got no such file in ${directory}; run npm run bundle before synth`,
    );
  }
  return lambda.Code.fromAsset(directory);
}
