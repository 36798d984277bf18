import { IncomingMessage } from 'node:http';

/** A request that two servers could understand differently, or that can't be handed on; the status to refuse it with. */
export interface Refusal {
  readonly status: 400 | 413 | 415 | 501;
  readonly problem: string;
}

/**
 * Why a request is not forwarded; undefined for a clear one. Node's parser has rejected already what is malformed: two
 * content lengths, a length beside a transfer coding, bare line feeds, white space before a colon.
 */
export function refusalOf(request: IncomingMessage): Refusal | undefined {
  return refusedCoding(request) ?? refusedHost(request) ?? refusedTarget(request);
}

/** Only `chunked` can be decoded and written anew; what else is named would be lost (RFC 9112 section 6.1). */
function refusedCoding({ headers, httpVersion }: IncomingMessage): Refusal | undefined {
  const coding = headers['transfer-encoding'];
  if (coding === undefined) return undefined;
  if (coding.toLowerCase() !== 'chunked') {
    return { status: 501, problem: 'transfer-encoding must be chunked; encode the body with content-encoding instead' };
  }
  if (httpVersion === '1.1') return undefined;
  return { status: 400, problem: 'transfer-encoding needs HTTP/1.1; send a content-length' };
}

function refusedHost({ rawHeaders }: IncomingMessage): Refusal | undefined {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index].length === 4 && rawHeaders[index].toLowerCase() === 'host') hosts += 1;
  }
  return hosts > 1 ? { status: 400, problem: 'there must be one host header; send one' } : undefined;
}

/** No absolute form, which names a host beside the host header (RFC 9112 section 3.2.2). */
function refusedTarget({ url, method }: IncomingMessage): Refusal | undefined {
  if (url !== undefined && (url.startsWith('/') || (url === '*' && method === 'OPTIONS'))) return undefined;
  return { status: 400, problem: 'the request target must start with /; send the path only' };
}
