import { IncomingMessage } from 'node:http';
import { RouteListener } from '../aws/routing';

/** Headers that belong to one connection (RFC 9110 section 7.6.1), and `expect`, which our own server has answered already. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

/** Tells the load generator how much of a request's time was the target's, milliseconds: the rest is the rehearsal's own. */
export const RESPONSE_TIME_HEADER = 'x-rehearsal-response-time';

const FORWARDED = new Set(['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-port']);

/** Raw headers, names and values in turn, without those of this connection and those that `Connection` names. */
export function endToEndHeaders(message: IncomingMessage, alsoDropped: ReadonlySet<string> = new Set()): string[] {
  const named = connectionNames(message.headers.connection);
  const raw = message.rawHeaders;
  const kept: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index].toLowerCase();
    if (HOP_BY_HOP.has(name) || alsoDropped.has(name) || named?.includes(name)) continue;
    kept.push(raw[index], raw[index + 1]);
  }
  return kept;
}

function connectionNames(connection: string | undefined): readonly string[] | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined;
  return connection.split(',').map((name) => name.trim().toLowerCase());
}

/** Headers of the request to the target: the Host stays, the client's address is appended as ALB does by default. */
export function targetHeaders(request: IncomingMessage, listener: RouteListener): string[] {
  const headers = endToEndHeaders(request, FORWARDED);
  const client = request.socket.remoteAddress ?? '127.0.0.1';
  const before = request.headers['x-forwarded-for'];
  headers.push('x-forwarded-for', before === undefined ? client : `${String(before)}, ${client}`);
  headers.push('x-forwarded-proto', listener.protocol.toLowerCase(), 'x-forwarded-port', String(listener.port));
  return headers;
}
