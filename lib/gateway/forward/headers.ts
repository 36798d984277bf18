import { randomUUID } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { REQUEST_ID_HEADER } from '../../contract/gateway';

/**
 * Headers that belong to one connection (RFC 9110 section 7.6.1), `expect`, which Node's server has answered already, and
 * those that frame the body: these are always written anew, from what the parser understood.
 */
const ONE_CONNECTION = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'content-length',
  'upgrade',
  'expect',
]);

/** What the entrance vouches for: a caller must not have it removed by naming it in `Connection`. */
const PROTECTED = /^(host$|x-forwarded-|x-amzn-|x-model-)/;

/** Raw headers, names and values in turn, duplicates kept, without those of this connection, `dropped` ones, and body framing. */
export function endToEndHeaders(message: IncomingMessage, dropped?: string): string[] {
  const named = namesInConnection(message.headers.connection);
  const raw = message.rawHeaders;
  const kept: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index].toLowerCase();
    if (ONE_CONNECTION.has(name) || name === dropped || named?.has(name) === true) continue;
    kept.push(raw[index], raw[index + 1]);
  }
  return kept;
}

function namesInConnection(connection: string | undefined): ReadonlySet<string> | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined;
  const names = connection.split(',').map((name) => name.trim().toLowerCase());
  return new Set(names.filter((name) => !PROTECTED.test(name)));
}

/** The caller's name of its request; one is made, and added to the headers, for a caller that has none. */
export function requestIdIn({ headers: { [REQUEST_ID_HEADER]: given } }: IncomingMessage, headers: string[]): string {
  if (typeof given === 'string') return given;
  const made = randomUUID();
  headers.push(REQUEST_ID_HEADER, made);
  return made;
}
