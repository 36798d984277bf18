import { createHash, createHmac } from 'node:crypto';
import { AwsKeys } from './keys';

/** A request before it is signed. */
export interface UnsignedRequest {
  readonly method: string;
  /** Percent-encoded, as it stands in the request line; without a query. */
  readonly path: string;
  /** Names in lower case, with `host`; each of them is signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** To whom a signature is valid. */
export interface SigningScope {
  readonly service: string;
  readonly region: string;
}

/**
 * Signature version 4 (user guide of IAM, "Create a signed AWS API request") of a request without a query: returns all headers to
 * send; S3 wants `x-amz-content-sha256` among those given. The body is signed with the rest: a service takes `UNSIGNED-PAYLOAD` only for operations
 * whose model says so, and none of ours does. `test/gateway/aws/botocore.test.ts` compares with botocore.
 *
 * @param now milliseconds since 1970; AWS refuses requests that are 5 minutes off
 */
export function sign(
  { method, path, headers, body }: UnsignedRequest,
  { service, region }: SigningScope,
  { accessKeyId, secretAccessKey, sessionToken }: AwsKeys,
  now: number,
): Record<string, string> {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, ''); // 20260102T030405Z
  const date = time.slice(0, 8);
  const signed: Record<string, string> = { ...headers, 'x-amz-date': time };
  if (sessionToken !== undefined) signed['x-amz-security-token'] = sessionToken;
  const names = Object.keys(signed).sort();
  const canonicalHeaders = names.map((name) => `${name}:${signed[name].trim().replace(/\s+/g, ' ')}\n`).join('');
  const canonical = [
    method,
    service === 's3' ? path : encodedAgain(path),
    '',
    canonicalHeaders,
    names.join(';'),
    sha256(body),
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const key = signingKey(secretAccessKey, date, region, service);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString('hex');
  signed.authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return signed;
}

/** The key of a day: four of the six hashes of a small request, so the last one is kept. */
let latest: { readonly of: string; readonly key: Buffer } | undefined;

function signingKey(secret: string, ...scope: readonly string[]): Buffer {
  const of = [secret, ...scope].join('\n');
  if (latest?.of !== of) latest = { of, key: [...scope, 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${secret}`)) };
  return latest.key;
}

/** Every service but S3 encodes the sent path once more. */
function encodedAgain(path: string): string {
  return path.split('/').map(encodeRfc3986).join('/');
}

/** Everything but the unreserved characters of RFC 3986. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
