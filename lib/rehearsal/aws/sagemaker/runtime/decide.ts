import { EmulatedAccount } from '../../emulated-account';
import { AwsError } from '../../service';
import { internalFailure } from '../../wire/internal-failure';
import { SAGEMAKER_RUNTIME } from '../../wire/service-name';
import { callerOf } from '../../wire/signature';
import { onResource } from '../permissions';
import { INVOCATIONS } from './invocations';
import { Question, Refusal } from './messages';

const SERVICE = { signingName: SAGEMAKER_RUNTIME, protocol: 'rest-json', operations: {} } as const;

/** Decides by the policies of the caller's role. Both operations need `sagemaker:InvokeEndpoint` (API reference). */
export async function decide(account: EmulatedAccount, question: Question): Promise<Refusal | undefined> {
  try {
    await requirePermission(account, question);
    return undefined;
  } catch (error) {
    const { code, message, status, details } = error instanceof AwsError ? error : internalFailure(error);
    return { code, message, status, details };
  }
}

async function requirePermission(account: EmulatedAccount, question: Question): Promise<void> {
  const { accessKeyId, operation, endpointName } = question;
  const { clock, region, accountId } = account;
  const caller = callerOf(account.accessKeys, accessKeyId);
  // What is not emulated is in the journal, and answers 501, as with every other service.
  if (!INVOCATIONS.some((one) => one === operation)) await account.call(SAGEMAKER_RUNTIME, operation, {}, caller);
  const context = { clock, caller, region, accountId };
  account.authorizer.authorize(SERVICE, [onResource('InvokeEndpoint', context, 'endpoint', endpointName)], context);
}
