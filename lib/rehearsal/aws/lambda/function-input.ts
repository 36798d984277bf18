import { existsSync, statSync } from 'node:fs';
import { FunctionConfiguration } from '../../lambda/function-configuration';
import { AwsError } from '../service';

/** The bucket that stands for this machine's disk: `S3Key` is the absolute path of the directory with the code. */
const LOCAL_BUCKET = 'local-disk';

/** Environment variables of 4 KB in all (Lambda quotas). */
const MAX_ENVIRONMENT_BYTES = 4096;

/** Variables that Lambda sets itself and refuses in a configuration (developer guide, "Defined runtime environment variables"). */
const RESERVED_VARIABLES = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

type Settings = Pick<
  FunctionConfiguration,
  'roleArn' | 'runtime' | 'handler' | 'timeoutSeconds' | 'memoryMb' | 'environment'
>;

/** Settings that a Create or Update names; absent ones stay as they were. Throws as Lambda does for invalid ones. */
export function settingsOf(input: any): Partial<Settings> {
  const settings: Partial<Settings> = {
    roleArn: input.Role,
    runtime: input.Runtime,
    handler: input.Handler,
    timeoutSeconds: inRange('timeout', input.Timeout, 1, 900),
    memoryMb: inRange('memorySize', input.MemorySize, 128, 10_240),
    environment: environmentOf(input.Environment),
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** Directory of the code. Throws InvalidParameterValueException when it isn't one on this machine. */
export function codeDirectoryOf(code: any): string {
  const { S3Bucket, S3Key } = code ?? {};
  if (S3Bucket !== LOCAL_BUCKET || typeof S3Key !== 'string') {
    throw invalid(
      `code must be in bucket ${LOCAL_BUCKET} with the path of a directory as key, got ${JSON.stringify(code)}`,
    );
  }
  if (!existsSync(S3Key) || !statSync(S3Key).isDirectory()) throw invalid(`code must be a directory, got ${S3Key}`);
  return S3Key;
}

function environmentOf(environment: any): Record<string, string> | undefined {
  if (environment === undefined) return undefined;
  const variables: Record<string, string> = environment.Variables ?? {};
  const reserved = Object.keys(variables).filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0) {
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  if (bytes > MAX_ENVIRONMENT_BYTES) {
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${bytes} bytes`,
    );
  }
  return variables;
}

function inRange(member: string, value: unknown, lowest: number, highest: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value); // CloudFormation's scalars may be text
  if (Number.isInteger(number) && number >= lowest && number <= highest) return number;
  throw new AwsError(
    'ValidationException',
    `${member} must be an integer from ${lowest} to ${highest}, got ${JSON.stringify(value)}`,
  );
}

export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
