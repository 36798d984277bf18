import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { hostname, userInfo } from 'node:os';
import { Connection } from '../connection';

/** An emergency must not wait for a name: milliseconds until the machine's user is good enough. */
const TIMEOUT_MS = 2_000;

/**
 * Who asks, for the ledger: the ARN of the AWS identity, or `user@host` when STS does not answer in two seconds (an endpoint
 * without STS, a network that blocks it). The name decides nothing; IAM has decided already.
 */
export async function requester(connection: Connection, region: string): Promise<string> {
  const sts = new STSClient({ ...connection, region, maxAttempts: 1 });
  try {
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}), { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
    return Arn ?? localUser();
  } catch {
    return localUser();
  } finally {
    sts.destroy();
  }
}

function localUser(): string {
  return `${userName()}@${hostname()}`;
}

/** A container may run as a user that its system has no name for. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
