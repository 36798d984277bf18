import { devNull } from 'node:os';
import { SECRET_ACCESS_KEY } from '../aws/access-keys';
import { FunctionConfiguration } from './function-configuration';

/** Where a worker finds the emulated account, and as whom. */
export interface AccountAccess {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
}

/**
 * The whole environment of a function: its configuration, what Lambda sets, and the way to the emulated account. The machine's
 * own variables, profiles and credential files are out of reach.
 */
export function workerEnvironment(configuration: FunctionConfiguration, access: AccountAccess): Record<string, string> {
  const { functionName, memoryMb, runtime, handler, codeDirectory } = configuration;
  return {
    ...configuration.environment,
    AWS_ENDPOINT_URL: access.endpoint,
    AWS_REGION: access.region,
    AWS_DEFAULT_REGION: access.region,
    AWS_ACCESS_KEY_ID: access.accessKeyId,
    AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
    AWS_SESSION_TOKEN: 'rehearsal',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'rehearsal',
    LAMBDA_TASK_ROOT: codeDirectory,
    _HANDLER: handler,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
  };
}
