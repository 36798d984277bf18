import { AccountAccess, accountVariables } from '../aws/account-variables';
import { FunctionConfiguration } from './function-configuration';

/**
 * The whole environment of a function: its configuration, what Lambda sets, and the way to the emulated account. The machine's
 * own variables, profiles and credential files are out of reach.
 */
export function workerEnvironment(configuration: FunctionConfiguration, access: AccountAccess): Record<string, string> {
  const { functionName, memoryMb, runtime, handler, codeDirectory } = configuration;
  return {
    ...configuration.environment,
    ...accountVariables(access),
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
