import { isDate, isUint8Array } from 'node:util/types';
import { AwsError } from '../service';
import type { Codec } from './codec';
import { timestampMembers } from './members';

/** AWS JSON 1.0 and 1.1: operation in `X-Amz-Target`, timestamps as epoch seconds, blobs as base64. */
export function jsonCodec(signingName: string, protocol: 'json-1.0' | 'json-1.1', targetPrefix: string): Codec {
  const contentType = `application/x-amz-${protocol}`;
  return {
    decode: ({ headers, body }) => ({
      operation: operationOf(headers['x-amz-target'], targetPrefix),
      input: parseJsonBody(body, timestampMembers(signingName)),
    }),
    encode: (_operation, output) => ({
      status: 200,
      headers: { 'content-type': contentType },
      body: JSON.stringify(toWireJson(output ?? {})),
    }),
    encodeError: (error) => ({
      status: error.status,
      headers: { 'content-type': contentType, 'x-amzn-errortype': error.code, ...queryError(signingName, error) },
      body: JSON.stringify({ __type: error.code, message: error.message, ...(toWireJson(error.details) as object) }),
    }),
  };
}

function operationOf(target: string | undefined, prefix: string): string {
  const [service, operation, ...rest] = target?.split('.') ?? [];
  if (service !== prefix || operation === undefined || rest.length > 0) {
    throw new AwsError(
      'UnknownOperationException',
      `x-amz-target must be ${prefix}.<operation>, got ${String(target)}`,
    );
  }
  return operation;
}

// CloudWatch used to speak the query protocol; its JSON clients still take the error's name from there (awsQueryCompatible).
function queryError(signingName: string, error: AwsError): Record<string, string> {
  if (signingName !== 'monitoring') return {};
  return { 'x-amzn-query-error': `${error.code};${error.status < 500 ? 'Sender' : 'Receiver'}` };
}

/** Parses a JSON object, with numbers at timestamp members as `Date`s. */
export function parseJsonBody(body: Buffer, timestamps: ReadonlySet<string>): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'), (key, value: unknown) =>
      typeof value === 'number' && timestamps.has(key) ? new Date(value * 1000) : value,
    );
  } catch (error) {
    throw new AwsError('SerializationException', `request body is not JSON: ${(error as Error).message}`);
  }
}

/**
 * SDK-typed values as JSON: `Date` to epoch seconds, bytes to base64; absent members are dropped by JSON itself. Both are told by
 * what they are, not by their class: `structuredClone` and a `vm` context (jest has one) make them of another realm.
 */
export function toWireJson(value: unknown): unknown {
  if (isDate(value)) return value.getTime() / 1000;
  if (isUint8Array(value)) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toWireJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toWireJson(member)]));
}
