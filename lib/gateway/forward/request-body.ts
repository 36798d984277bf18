import { IncomingMessage } from 'node:http';
import { BodyCapture } from '../mirror/body-capture';

/** Bodies up to this many bytes are received before they are sent on, so that they can be sent again. */
const WHOLE_LIMIT = 64 * 1024;

/**
 * How the body of a request is sent on: `whole` when it is small and its length known; `held` when all of it must be known
 * before its first byte is sent, with what to tell when there is too much of it; as it arrives otherwise. A `stream` of
 * unknown length is chunked.
 */
export type RequestBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'whole'; readonly length: number }
  | { readonly kind: 'held'; readonly capture: BodyCapture; readonly tooLarge: string }
  | { readonly kind: 'stream'; readonly length: number | undefined };

export function bodyOf({ headers }: IncomingMessage): RequestBody {
  const length = headers['content-length'];
  if (length !== undefined) {
    const bytes = Number(length);
    return { kind: bytes <= WHOLE_LIMIT ? 'whole' : 'stream', length: bytes };
  }
  return headers['transfer-encoding'] === undefined ? { kind: 'none' } : { kind: 'stream', length: undefined };
}

/** Adds the headers that frame the body; that of a held one is known when all of it is here. */
export function frameBody(headers: string[], body: RequestBody): void {
  if (body.kind === 'none' || body.kind === 'held') return;
  if (body.length === undefined) headers.push('transfer-encoding', 'chunked');
  else headers.push('content-length', String(body.length));
}

/** Calls back with all of a small body. */
export function receiveWhole(request: IncomingMessage, length: number, received: (body: Buffer) => void): void {
  let first: Buffer | undefined;
  let more: Buffer[] | undefined;
  request.on('data', (chunk: Buffer) => {
    if (first === undefined) first = chunk;
    else (more ??= [first]).push(chunk);
  });
  request.on('end', () => received(more === undefined ? (first ?? Buffer.alloc(0)) : Buffer.concat(more, length)));
}

/** Calls back with all of a body, or as soon as the capture can't take all of it. */
export function receiveHeld(
  request: IncomingMessage,
  capture: BodyCapture,
  received: (body: Buffer) => void,
  missing: (why: 'too-large' | 'no-room') => void,
): void {
  request.on('data', (chunk: Buffer) => {
    if (capture.missing !== undefined) return;
    capture.add(chunk);
    if (capture.missing !== undefined) missing(capture.missing);
  });
  request.on('end', () => {
    const body = capture.body();
    if (body !== undefined) received(body);
  });
}
