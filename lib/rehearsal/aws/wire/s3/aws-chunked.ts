import { createHash } from 'node:crypto';
import { AwsError } from '../../service';
import type { WireRequest } from '../codec';

/** A request's body without its framing, and the header fields that came behind it. */
export interface Payload {
  readonly body: Buffer;
  readonly trailers: Readonly<Record<string, string>>;
}

/**
 * Reads a body as S3 takes it (API reference, "Signature calculations: transferring payload in multiple chunks" and "trailing
 * headers"): whole with its hash in `x-amz-content-sha256`, unsigned, or `aws-chunked` with checksums that come last, as SDKs
 * send streams. Chunk signatures are not verified, as other signatures are not.
 */
export function payloadOf({ headers, body }: WireRequest): Payload {
  const hash = headers['x-amz-content-sha256'];
  if (hash === undefined) {
    throw new AwsError('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  if (hash.startsWith('STREAMING-')) return unchunked(body, headers['x-amz-decoded-content-length']);
  if (hash !== 'UNSIGNED-PAYLOAD' && hash !== createHash('sha256').update(body).digest('hex')) {
    throw new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  return { body, trailers: {} };
}

/** `<size in hex>[;chunk-signature=…]`, that many bytes, and so on until size 0; then trailing fields and an empty line. */
function unchunked(framed: Buffer, decodedLength: string | undefined): Payload {
  const parts: Buffer[] = [];
  let position = 0;
  const line = (): string => {
    const end = framed.indexOf('\r\n', position);
    const text = framed.toString('latin1', position, end < 0 ? framed.length : end);
    position = end < 0 ? framed.length : end + 2;
    return text;
  };
  for (;;) {
    const [size] = line().split(';');
    if (!/^[0-9a-f]+$/i.test(size)) throw incomplete();
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    const part = framed.subarray(position, position + length);
    if (part.length < length) throw incomplete();
    parts.push(part);
    position += length + 2; // the line's end behind the chunk
  }
  const body = Buffer.concat(parts);
  if (decodedLength !== undefined && Number(decodedLength) !== body.length) throw incomplete();
  return { body, trailers: fieldsOf(framed.toString('latin1', position)) };
}

function fieldsOf(text: string): Record<string, string> {
  const fields = text.split(/\r?\n/).filter((line) => line.includes(':'));
  return Object.fromEntries(
    fields.map((field) => [
      field.slice(0, field.indexOf(':')).trim().toLowerCase(),
      field.slice(field.indexOf(':') + 1).trim(),
    ]),
  );
}

function incomplete(): AwsError {
  const message = 'You did not provide the number of bytes specified by the Content-Length HTTP header.';
  return new AwsError('IncompleteBody', message);
}
