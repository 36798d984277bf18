import { readFile } from 'node:fs/promises';
import { AwsKeys } from './keys';
import { hostOf, Origin } from './origin';
import { members, smallCall } from './small-call';

/** Where a container gets the keys of its role (ECS developer guide, "Task IAM role"; SDKs guide, "Container credential provider"). */
export interface KeyEndpoint {
  readonly origin: Origin;
  readonly path: string;
  /** Sent as `authorization`; a file wins, because its token is renewed. */
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
}

const TIMEOUT_MS = 4_000;

/** Asks for the keys. Rejects when there are none. */
export async function containerKeys({ origin, path, token, tokenFile }: KeyEndpoint): Promise<AwsKeys> {
  const authorization = tokenFile === undefined ? token : (await readFile(tokenFile, 'utf8')).trim();
  const { status, text } = await smallCall({
    origin,
    path,
    method: 'GET',
    headers: { host: hostOf(origin), ...(authorization === undefined ? {} : { authorization }) },
    timeoutMs: TIMEOUT_MS,
  });
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = members(text);
  const expiresAt = Date.parse(String(Expiration));
  if (status !== 200 || typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string') {
    throw new Error(`the container's key endpoint answered ${status} without keys; give the task a task role`);
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: typeof Token === 'string' ? Token : undefined,
    expiresAt: Number.isNaN(expiresAt) ? undefined : expiresAt,
  };
}
