import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { AwsError } from '../service';

/** A request as it was signed: the body is the bytes that came over the wire. */
export interface SignedRequest {
  readonly method: string;
  /** As it stands in the request line, so with its percent-encoding. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

// AWS4-HMAC-SHA256 Credential=<key>/<date>/<region>/<service>/aws4_request, SignedHeaders=a;b, Signature=<64 hex>
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256\s+Credential=[^/]+\/(?<scope>(?<date>\d{8})\/(?<region>[^/]+)\/(?<service>[^/]+)\/aws4_request),\s*SignedHeaders=(?<signed>[^,]+),\s*Signature=(?<signature>[0-9a-f]{64})$/;

/**
 * Computes the request's signature anew and compares (user guide of IAM, "Create a signed AWS API request"). Throws
 * InvalidSignatureException as AWS does. Not checked: the age of `x-amz-date`, because a model process lives in real time and
 * the rehearsal does not; and `UNSIGNED-PAYLOAD`, which S3 alone accepts, is no valid body hash.
 */
export function verifySignature(request: SignedRequest, secretAccessKey: string, region: string): void {
  const authorization = AUTHORIZATION.exec(request.headers.authorization ?? '')?.groups;
  if (authorization === undefined) throw invalid('the Authorization header must be complete and use AWS4-HMAC-SHA256');
  const time = request.headers['x-amz-date'] ?? '';
  if (!/^\d{8}T\d{6}Z$/.test(time)) throw invalid("Authorization header requires existence of a 'X-Amz-Date' header.");
  if (!time.startsWith(authorization.date)) {
    throw invalid(`Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP`);
  }
  if (authorization.region !== region)
    throw invalid(`Credential should be scoped to a valid region, not '${authorization.region}'.`);
  const signed = authorization.signed.split(';');
  requireSigned(request, signed);
  const text = ['AWS4-HMAC-SHA256', time, authorization.scope, sha256(canonicalRequest(request, signed))].join('\n');
  const expected = hmac(signingKey(secretAccessKey, authorization), text);
  if (timingSafeEqual(expected, Buffer.from(authorization.signature, 'hex'))) return;
  throw invalid(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  );
}

/** The Host and every `x-amz-` header must be among the signed ones. */
function requireSigned({ headers }: SignedRequest, signed: readonly string[]): void {
  const names = Object.keys(headers).filter((name) => name === 'host' || /^x-amz-/.test(name));
  const missing = names.find((name) => !signed.includes(name));
  if (missing !== undefined) throw invalid(`'${missing}' must be a 'SignedHeader' in the AWS Authorization.`);
}

function canonicalRequest({ method, path, query, headers, body }: SignedRequest, signed: readonly string[]): string {
  const canonicalHeaders = signed.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`);
  return [
    method,
    path.split('/').map(encode).join('/'), // the sent path is encoded once more, for every service but S3
    canonicalQuery(query),
    canonicalHeaders.join(''),
    signed.join(';'),
    sha256(body),
  ].join('\n');
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

/** Everything but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Of the latest scope: it changes once a day. */
let latest: { readonly scope: string; readonly key: Buffer } | undefined;

function signingKey(secret: string, { date, region, service }: Record<string, string>): Buffer {
  const scope = [secret, date, region, service].join('/');
  if (latest?.scope !== scope) {
    const key = [date, region, service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
    latest = { scope, key };
  }
  return latest.key;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidSignatureException', message, 403);
}
