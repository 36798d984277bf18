import { ServiceCallError } from '../asl';
import { Account } from '../aws/account';
import { AwsError, Caller } from '../aws/service';

/** A call of Step Functions itself, with the machine's role. Errors are named as Step Functions names those of services. */
export async function call(
  account: Account,
  service: string,
  operation: string,
  caller: Caller,
  input: object,
  prefix = service === 's3' ? 'S3' : 'States',
): Promise<any> {
  try {
    return await account.call(service, operation, input, caller);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new ServiceCallError(`${prefix}.${error.code}`, error.message);
  }
}
