import type { EmulatedAccount } from '../emulated-account';
import { AwsError, EmulatedService } from '../service';
import { AsyncInvocations } from './async-invocations';
import { attachmentOperations } from './attachment-operations';
import { functionOf, functionOperations } from './function-operations';
import { functionArn, functionNameOf } from './function-name';
import { FunctionRuntime } from './function-runtime';
import { Functions, LambdaFunction } from './functions';
import { answerOf, invocationType, payloadText } from './invocation';
import { admits } from './permissions';

/** The emulated Lambda, with a view on its event queue. */
export interface LambdaService extends EmulatedService {
  readonly events: AsyncInvocations;
}

/** The `lambda` service. Functions run in `runtime`; roles and their trust policies come from the account. */
export function lambdaService(account: EmulatedAccount, runtime: FunctionRuntime): LambdaService {
  const functions = new Functions();
  const events = new AsyncInvocations(account.clock, functions, runtime);
  return {
    signingName: 'lambda',
    protocol: 'rest-json',
    events,
    allowsService: (caller, { action, resource }) => {
      const target = functions.find(functionNameOf(resource));
      const permissions = [...(target?.permissions.values() ?? [])];
      return permissions.some((permission) => admits(permission, caller, action, account.accountId));
    },
    operations: {
      ...functionOperations(account, functions, runtime),
      ...attachmentOperations(functions),
      Invoke: {
        required: ['FunctionName'],
        authorize: (input, context) => [
          {
            action: 'lambda:InvokeFunction',
            resource: functionArn(functionNameOf(input.FunctionName, input.Qualifier), context),
          },
        ],
        handle: (input, context) => invoke(functionOf(functions, input, context), input, { events, runtime }),
      },
    },
  };
}

async function invoke(
  target: LambdaFunction,
  input: any,
  { events, runtime }: { readonly events: AsyncInvocations; readonly runtime: FunctionRuntime },
): Promise<Record<string, unknown>> {
  const { configuration } = target;
  const type = invocationType(input);
  const payload = payloadText(input.Payload, type);
  if (input.LogType === 'Tail') throw notEmulated('LogType Tail is');
  if (!configuration.runtime.startsWith('nodejs')) {
    throw notEmulated(`runtime ${configuration.runtime} of ${configuration.functionName} is`);
  }
  switch (type) {
    case 'DryRun':
      return { StatusCode: 204 };
    case 'Event':
      events.accept(configuration.functionName, payload);
      return { StatusCode: 202, Payload: Buffer.alloc(0) };
    case 'RequestResponse':
      return answerOf(await runtime.invoke(configuration, payload));
    default:
      throw new Error(`unknown invocation type ${String(type satisfies never)}`);
  }
}

function notEmulated(what: string): AwsError {
  return new AwsError('NotImplemented', `${what} not emulated`, 501);
}
