import { isDate } from 'node:util/types';
import { XMLBuilder } from 'fast-xml-parser';
import type { AwsError } from '../../service';
import type { Codec, DecodedCall, WireRequest } from '../codec';
import { Payload, payloadOf } from './aws-chunked';
import { addressOf, S3Address } from './s3-address';
import { ANSWER_HEADERS, METADATA_PREFIX, OF_THE_PROTOCOL, QUERY, REQUEST_HEADERS } from './s3-members';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

const xml = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true });

/** S3's REST: bucket and key in the address, members in query and headers, contents as they are, XML for the rest. */
export function s3Codec(): Codec {
  return {
    decode,
    encode: (operation, output, requestId) => {
      const members = (output ?? {}) as Record<string, unknown>;
      const ids = { 'x-amz-request-id': requestId };
      if (operation === 'ListObjectsV2') {
        const body = DECLARATION + xml.build({ ListBucketResult: { '@xmlns': NAMESPACE, ...toXml(members) } });
        return { status: 200, headers: { 'content-type': 'application/xml', ...ids }, body };
      }
      const status = operation === 'DeleteObject' ? 204 : members.ContentRange === undefined ? 200 : 206;
      const body = (members.Body as Uint8Array | undefined) ?? '';
      return { status, headers: { ...answerHeaders(members), ...ids }, body };
    },
    encodeError: (error, requestId) => ({
      status: error.status,
      headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
      body: DECLARATION + xml.build({ Error: errorMembers(error, requestId) }),
    }),
  };
}

function decode(request: WireRequest): DecodedCall {
  const address = addressOf(request);
  const query = new Map([...request.query].filter(([name]) => name !== 'x-id')); // SDKs name the operation there
  const operation = operationOf(request.method, address, query);
  // An unknown one goes on under its own name: the account answers 501 to it, and has it in the journal.
  if (operation === undefined) return { operation: `${request.method} ${request.path}`, input: {} };
  const payload = payloadOf(request);
  query.delete('list-type');
  return {
    operation,
    input: {
      ...Object.fromEntries([...query].map(([name, value]) => [QUERY[name] ?? name, value])),
      ...headerMembers(request, payload),
      ...(operation === 'PutObject' ? { Body: payload.body, ContentLength: payload.body.length } : {}),
      Bucket: address.bucket,
      ...(address.key === undefined ? {} : { Key: address.key }),
    },
  };
}

function operationOf(
  method: string,
  { bucket, key }: S3Address,
  query: ReadonlyMap<string, string>,
): string | undefined {
  if (bucket === undefined) return undefined;
  const isPlain = query.size === 0; // any other name is that of a subresource: acl, uploads, …
  if (key === undefined) {
    if (method === 'GET' && query.get('list-type') === '2') return 'ListObjectsV2';
    return method === 'HEAD' && isPlain ? 'HeadBucket' : undefined;
  }
  const names: Record<string, string> = {
    GET: 'GetObject',
    HEAD: 'HeadObject',
    PUT: 'PutObject',
    DELETE: 'DeleteObject',
  };
  return isPlain ? names[method] : undefined;
}

/** A header that S3 might read and we don't becomes a member under its own name, which the service refuses. */
function headerMembers({ method, headers }: WireRequest, { trailers }: Payload): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  const metadata: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries({ ...headers, ...trailers })) {
    if (OF_THE_PROTOCOL.has(name)) continue;
    if (name.startsWith(METADATA_PREFIX)) metadata[name.slice(METADATA_PREFIX.length)] = value;
    else if (Object.hasOwn(REQUEST_HEADERS, name)) members[REQUEST_HEADERS[name]] = value;
    else if (name.startsWith('x-amz-')) members[name] = value;
  }
  if (Object.keys(metadata).length > 0) members.Metadata = metadata;
  members.ContentEncoding = withoutFraming(headers['content-encoding']);
  if (method !== 'PUT') delete members.ContentType; // nothing that it would be the type of
  return members;
}

function withoutFraming(encoding: string | undefined): string | undefined {
  const kept = (encoding ?? '').split(',').filter((each) => each.trim() !== 'aws-chunked');
  return kept.join(',').trim() === '' ? undefined : kept.join(',').trim();
}

function answerHeaders(members: Readonly<Record<string, unknown>>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [member, name] of Object.entries(ANSWER_HEADERS)) {
    const value = members[member] as Date | string | number | undefined;
    if (value !== undefined) headers[name] = isDate(value) ? value.toUTCString() : String(value);
  }
  for (const [name, value] of Object.entries((members.Metadata ?? {}) as Record<string, string>)) {
    headers[METADATA_PREFIX + name] = value;
  }
  return headers;
}

function errorMembers(error: AwsError, requestId: string): Record<string, unknown> {
  return { Code: error.code, Message: error.message, ...toXml(error.details), RequestId: requestId };
}

/** Lists are written as elements of the same name, beside each other. */
function toXml(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, xmlOf(value)]));
}

function xmlOf(value: unknown): unknown {
  if (isDate(value)) return value.toISOString();
  if (Array.isArray(value)) return value.map(xmlOf);
  return typeof value === 'object' && value !== null ? toXml(value as Record<string, unknown>) : value;
}
