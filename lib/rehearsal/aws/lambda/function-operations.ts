import type { EmulatedAccount } from '../emulated-account';
import { AuthorizationRequest, CallContext, Operation } from '../service';
import { codeDirectoryOf, invalid, settingsOf } from './function-input';
import { functionArn, functionNameOf } from './function-name';
import { FunctionRuntime } from './function-runtime';
import { Functions, LambdaFunction } from './functions';

/** Operations that make, change, show and delete functions. */
export function functionOperations(
  account: EmulatedAccount,
  functions: Functions,
  runtime: FunctionRuntime,
): Readonly<Record<string, Operation>> {
  const requireAssumable = (roleArn: string) => {
    if (account.roles.trusts(roleArn, 'lambda.amazonaws.com')) return;
    throw invalid('The role defined for the function cannot be assumed by Lambda.');
  };
  const change = async (input: any, context: CallContext, configuration: Partial<LambdaFunction['configuration']>) => {
    const current = functionOf(functions, input, context);
    const changed = functions.replace({
      ...current,
      configuration: { ...current.configuration, ...configuration },
      modifiedAt: new Date(context.clock.now()),
    });
    await runtime.retire(changed.configuration.functionName);
    return describe(changed);
  };
  return {
    CreateFunction: {
      required: ['FunctionName', 'Role', 'Code', 'Runtime', 'Handler'],
      authorize: (input, context) => [...onFunction('CreateFunction')(input, context), ...passRole(input)],
      handle: (input, context) => {
        const functionName = functionNameOf(input.FunctionName);
        const { roleArn, runtime: name, handler, ...settings } = settingsOf(input);
        requireAssumable(input.Role);
        const record: LambdaFunction = {
          configuration: {
            functionName,
            functionArn: functionArn(functionName, context),
            roleArn: roleArn ?? input.Role,
            runtime: name ?? input.Runtime,
            handler: handler ?? input.Handler,
            codeDirectory: codeDirectoryOf(input.Code),
            timeoutSeconds: 3, // Lambda's defaults (API reference of CreateFunction)
            memoryMb: 128,
            environment: {},
            ...settings,
          },
          modifiedAt: new Date(context.clock.now()),
          permissions: new Map(),
        };
        functions.add(record);
        return describe(record);
      },
    },
    UpdateFunctionCode: {
      required: ['FunctionName'],
      authorize: onFunction('UpdateFunctionCode'),
      handle: ({ FunctionName, ...code }, context) =>
        change({ FunctionName }, context, { codeDirectory: codeDirectoryOf(code) }),
    },
    UpdateFunctionConfiguration: {
      required: ['FunctionName'],
      authorize: (input, context) => [...onFunction('UpdateFunctionConfiguration')(input, context), ...passRole(input)],
      handle: (input, context) => {
        if (input.Role !== undefined) requireAssumable(input.Role);
        return change(input, context, settingsOf(input));
      },
    },
    GetFunction: {
      required: ['FunctionName'],
      authorize: onFunction('GetFunction'),
      handle: (input, context) => {
        const found = functionOf(functions, input, context);
        return {
          Configuration: describe(found),
          Code: { RepositoryType: 'S3', Location: found.configuration.codeDirectory },
        };
      },
    },
    DeleteFunction: {
      required: ['FunctionName'],
      authorize: onFunction('DeleteFunction'),
      handle: async (input, context) => {
        const { functionName } = functionOf(functions, input, context).configuration;
        functions.delete(functionName);
        await runtime.retire(functionName);
        return {};
      },
    },
  };
}

/** Permission for an operation on the function that the input names. */
export function onFunction(operation: string): Operation['authorize'] {
  return (input, context) => [
    { action: `lambda:${operation}`, resource: functionArn(functionNameOf(input.FunctionName), context) },
  ];
}

/** The function that an input names; throws ResourceNotFoundException when there is none. */
export function functionOf(functions: Functions, input: any, context: CallContext): LambdaFunction {
  const name = functionNameOf(input.FunctionName, input.Qualifier);
  return functions.get(name, functionArn(name, context));
}

function passRole({ Role }: { readonly Role?: string }): readonly AuthorizationRequest[] {
  if (Role === undefined) return [];
  return [{ action: 'iam:PassRole', resource: Role, context: { 'iam:PassedToService': 'lambda.amazonaws.com' } }];
}

function describe({ configuration, modifiedAt }: LambdaFunction): Record<string, unknown> {
  return {
    FunctionName: configuration.functionName,
    FunctionArn: configuration.functionArn,
    Role: configuration.roleArn,
    Runtime: configuration.runtime,
    Handler: configuration.handler,
    Timeout: configuration.timeoutSeconds,
    MemorySize: configuration.memoryMb,
    Environment: { Variables: configuration.environment },
    LastModified: modifiedAt.toISOString(), // text in Lambda's API, not a timestamp
    Version: '$LATEST',
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}
