import { DeployError } from '../deploy-error';
import { Properties, ResourceContext } from './provider';

/** The bucket that stands for this machine's disk. */
export const LOCAL_BUCKET = 'local-disk';

/** `Code` of CreateFunction in the emulated account: `S3Key` is the absolute path of the directory (or archive) with the code. */
export interface LocalCode {
  readonly S3Bucket: typeof LOCAL_BUCKET;
  readonly S3Key: string;
}

/**
 * Finds a function's code: the directory of a file asset, or a directory with the inline text as `index.js` (Lambda names it
 * so, Lambda developer guide).
 *
 * @throws DeployError for code from elsewhere: a container image, or a bucket that no asset of the assembly goes to
 */
export function functionCode({ Code }: Properties, context: ResourceContext): LocalCode {
  return { S3Bucket: LOCAL_BUCKET, S3Key: directoryOf(Code ?? {}, context) };
}

function directoryOf({ S3Key, ZipFile }: Record<string, unknown>, context: ResourceContext): string {
  if (typeof S3Key === 'string') return context.assetPath(S3Key);
  if (typeof ZipFile === 'string') return context.materialize('index.js', ZipFile);
  throw new DeployError(
    `the code of ${context.logicalId} must be an asset or inline; container images are not emulated`,
  );
}
