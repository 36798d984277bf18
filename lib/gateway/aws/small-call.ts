import { IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Origin } from './origin';

/** Longest answer to a small question: a parameter has 8 KB at most, keys have 2 KB. */
const MOST_BYTES = 64 * 1024;

/** A question whose answer is small, asked now and then. */
export interface SmallCall {
  readonly origin: Origin;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Milliseconds until the end of the answer. */
  readonly timeoutMs: number;
}

export interface SmallAnswer {
  readonly status: number;
  readonly text: string;
  /** Header `date`, as it came. */
  readonly date: string | undefined;
}

/** Asks on a connection of its own. Rejects when there is no answer, or not all of it. */
export function smallCall({ origin, method, path, headers, body, timeoutMs }: SmallCall): Promise<SmallAnswer> {
  return new Promise((resolve, reject) => {
    const open = origin.secure ? httpsRequest : httpRequest;
    const request = open({ host: origin.hostname, port: origin.port, method, path, headers, agent: false });
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    request.on('close', () => clearTimeout(timer));
    request.on('error', reject);
    request.on('response', (incoming) => {
      incoming.on('error', reject);
      readSmall(incoming, (text) => resolve({ status: incoming.statusCode ?? 0, text, date: incoming.headers.date }));
    });
    request.end(body);
  });
}

/** Calls back with the text of a small body; one that is longer is destroyed with an error. */
export function readSmall(incoming: IncomingMessage, read: (text: string) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) incoming.destroy(new Error(`an answer of more than ${MOST_BYTES} bytes`));
    else chunks.push(chunk);
  });
  incoming.on('end', () => read(Buffer.concat(chunks).toString()));
}

/** The members of a JSON object; none of anything else. */
export function members(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
