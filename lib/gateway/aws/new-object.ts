import { sha256 } from './sign';
import { AwsService, signedCall } from './signed-call';

/** What S3 answers when the key is taken, or just being taken by somebody else (API reference, `PutObject`, `If-None-Match`). */
const TAKEN: readonly number[] = [412, 409];

/**
 * Puts JSON under a key that nothing is under yet; whether there was nothing. The bucket stands in the path: with a name that has dots it is
 * no name of a host in S3's certificate. Needs `s3:PutObject`. Rejects when S3 does not take it.
 *
 * @param path of bucket and key, percent-encoded
 */
export async function putNewObject(of: Omit<AwsService, 'service'>, path: string, body: Buffer): Promise<boolean> {
  const headers = {
    'content-type': 'application/json',
    'if-none-match': '*',
    'x-amz-content-sha256': sha256(body),
  };
  const { status, text } = await signedCall({ ...of, service: 's3' }, { method: 'PUT', path, headers, body });
  if (status !== 200 && !TAKEN.includes(status)) {
    throw new Error(`PutObject of ${path} failed with status ${status}: ${codeOf(text)}`);
  }
  return status === 200;
}

/** Only this of S3's words: some of its errors repeat the token of the caller (memory). */
function codeOf(text: string): string {
  return /<Code>(\w{1,100})<\/Code>/.exec(text)?.[1] ?? 'no code';
}
