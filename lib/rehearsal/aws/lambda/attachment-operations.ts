import { AwsError, CallContext, Operation } from '../service';
import { functionOf, onFunction } from './function-operations';
import { EventInvokeConfig, DEFAULT_EVENT_INVOKE_CONFIG, Functions, notFound } from './functions';
import { permissionOf, statementText } from './permissions';

/** Operations on what hangs on a function: its resource-based policy and how its events are retried. */
export function attachmentOperations(functions: Functions): Readonly<Record<string, Operation>> {
  return {
    AddPermission: {
      required: ['FunctionName', 'StatementId', 'Action', 'Principal'],
      authorize: onFunction('AddPermission'),
      handle: (input, context) => {
        const target = functionOf(functions, input, context);
        const permission = permissionOf(input);
        if (target.permissions.has(permission.statementId)) {
          throw new AwsError(
            'ResourceConflictException',
            `The statement id (${permission.statementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
            409,
          );
        }
        const permissions = new Map(target.permissions).set(permission.statementId, permission);
        functions.replace({ ...target, permissions });
        return { Statement: statementText(permission, target.configuration.functionArn) };
      },
    },
    RemovePermission: {
      required: ['FunctionName', 'StatementId'],
      authorize: onFunction('RemovePermission'),
      handle: (input, context) => {
        const target = functionOf(functions, input, context);
        const permissions = new Map(target.permissions);
        if (!permissions.delete(input.StatementId)) {
          throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
        }
        functions.replace({ ...target, permissions });
        return {};
      },
    },
    PutFunctionEventInvokeConfig: {
      required: ['FunctionName'],
      authorize: onFunction('PutFunctionEventInvokeConfig'),
      handle: (input, context) => putEventInvokeConfig(functions, input, context),
    },
    DeleteFunctionEventInvokeConfig: {
      required: ['FunctionName'],
      authorize: onFunction('DeleteFunctionEventInvokeConfig'),
      handle: (input, context) => {
        const { eventInvokeConfig, ...rest } = functionOf(functions, input, context);
        if (eventInvokeConfig === undefined) {
          throw notFound(`The function ${rest.configuration.functionArn} doesn't have an EventInvokeConfig`);
        }
        functions.replace(rest);
        return {};
      },
    },
  };
}

function putEventInvokeConfig(functions: Functions, input: any, context: CallContext): Record<string, unknown> {
  if (input.DestinationConfig !== undefined) {
    throw new AwsError('NotImplemented', 'destinations of asynchronous invocations are not emulated', 501);
  }
  const target = functionOf(functions, input, context);
  const eventInvokeConfig: EventInvokeConfig = {
    maximumRetryAttempts: Number(input.MaximumRetryAttempts ?? DEFAULT_EVENT_INVOKE_CONFIG.maximumRetryAttempts),
    maximumEventAgeSeconds: Number(
      input.MaximumEventAgeInSeconds ?? DEFAULT_EVENT_INVOKE_CONFIG.maximumEventAgeSeconds,
    ),
  };
  functions.replace({ ...target, eventInvokeConfig });
  return {
    FunctionArn: target.configuration.functionArn,
    MaximumRetryAttempts: eventInvokeConfig.maximumRetryAttempts,
    MaximumEventAgeInSeconds: eventInvokeConfig.maximumEventAgeSeconds,
  };
}
